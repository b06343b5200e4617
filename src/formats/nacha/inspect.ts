import { formatMinor } from '@/domain/money';
import type { ByteSource, Finding } from '../finding';
import { counted, readableAmount, readableCount } from '../inspection';
import { countOf } from '../shared/digits';
import { FindingCollector } from '../shared/finding-collector';
import type { RawRecord } from '../shared/fixed-width';
import { detached } from '../shared/lines';
import type { Addenda, BatchControl, BatchHeader, Entry, FileControl, NachaRecord, StatedTotals } from './model';
import { isPadding, readNacha } from './reader';
import { differences } from './records';
import { NACHA_WIDTH } from './tokenizer';
import { Totals } from './totals';

/** Batches and traces listed one by one; beyond this only the counts go on and `lists_cut` says so. */
export const LIST_MAX = 10_000;

/** Facts of one batch; amounts in cents. `stated` and `control_ok` are absent when the batch has no control record. */
type NachaBatchFacts = {
  readonly sec: string;
  readonly service: string;
  readonly company: string;
  readonly company_id: string;
  readonly entry_desc: string;
  readonly eff: string;
  entries: number;
  addenda: number;
  debit: bigint;
  credit: bigint;
  hash: number;
  other_txn_codes?: string[];
  stated?: StatedTotals;
  control_ok?: boolean;
};

/** Counts and control totals of one NACHA file. `file_control` and the header fields are absent with their record. */
export type NachaInspection = {
  lines: number;
  not94: number;
  batches: NachaBatchFacts[];
  trn: [string, string][];
  entries: number;
  addenda: number;
  types: Record<string, number>;
  returns: number;
  noc: number;
  immediate_dest?: string;
  immediate_origin?: string;
  file_date?: string;
  file_control?: FileControl['stated'];
  file_control_ok?: boolean;
  computed: { batches: number; debit_cents: bigint; credit_cents: bigint; hash: number; entry_addenda: number };
  lists_cut: boolean;
  findings: readonly Finding[];
};

const empty = (): NachaInspection => ({
  lines: 0,
  not94: 0,
  batches: [],
  trn: [],
  entries: 0,
  addenda: 0,
  types: {},
  returns: 0,
  noc: 0,
  computed: { batches: 0, debit_cents: 0n, credit_cents: 0n, hash: 0, entry_addenda: 0 },
  lists_cut: false,
  findings: [],
});

const NINE = 0x39;

/** A batch whose sums are still growing. */
type OpenBatch = { readonly facts: NachaBatchFacts; readonly totals: Totals };

/** Gathers the facts record by record, so that a file of any size is inspected in constant memory. */
class Inspector {
  readonly facts = empty();
  readonly #totals = new Totals();
  /** Records by the code of their first character, one beyond ASCII under 0xFF. */
  readonly #types = new Float64Array(256);
  #batch: OpenBatch | null = null;

  raw(record: RawRecord): void {
    const { facts } = this;
    facts.lines += 1;
    if (record.size !== NACHA_WIDTH) facts.not94 += 1;
    const type = record.source.codes[record.start] as number;
    if (type === NINE && isPadding(record.text)) return;
    if (type < 0x80) this.#types[type] = (this.#types[type] as number) + 1;
    else facts.types[record.slice(0, 1)] = (facts.types[record.slice(0, 1)] ?? 0) + 1;
  }

  take(record: NachaRecord): void {
    switch (record.kind) {
      case 'fileHeader':
        this.facts.immediate_dest ??= record.immediateDestination.trim();
        this.facts.immediate_origin ??= record.immediateOrigin.trim();
        this.facts.file_date ??= record.fileDate;
        return;
      case 'batchHeader':
        this.#header(record);
        return;
      case 'entry':
        this.#entry(record);
        return;
      case 'addenda':
        this.#addenda(record);
        return;
      case 'batchControl':
        this.#control(record);
        return;
      case 'fileControl':
        this.facts.file_control = trimmed(record.stated);
    }
  }

  finish(findings: readonly Finding[]): NachaInspection {
    this.#close();
    const { computed, file_control: stated } = this.facts;
    const { hash, debitMinor, creditMinor } = this.#totals.snapshot();
    Object.assign(computed, { hash, debit_cents: debitMinor, credit_cents: creditMinor });
    computed.entry_addenda = this.facts.entries + this.facts.addenda;
    if (stated !== undefined) {
      const wrong = differences(stated, { count: computed.entry_addenda, hash, debitMinor, creditMinor });
      this.facts.file_control_ok = wrong.length === 0 && countOf(stated.batches) === computed.batches;
    }
    this.#types.forEach((count, type) => {
      if (count > 0) this.facts.types[String.fromCharCode(type)] = count;
    });
    this.facts.findings = findings;
    return this.facts;
  }

  #header(record: BatchHeader): void {
    this.#close();
    this.facts.computed.batches += 1;
    const facts: NachaBatchFacts = {
      sec: record.sec.trim(),
      service: record.serviceClass.trim(),
      company: detached(record.companyName.trim()),
      company_id: record.companyId.trim(),
      entry_desc: record.entryDescription.trim(),
      eff: record.effectiveDate,
      entries: 0,
      addenda: 0,
      debit: 0n,
      credit: 0n,
      hash: 0,
    };
    this.#batch = { facts, totals: new Totals() };
    if (this.facts.batches.length < LIST_MAX) this.facts.batches.push(facts);
    else this.facts.lists_cut = true;
  }

  /** A batch may lack its control record, so its sums are taken where the next batch or the end of the file comes. */
  #close(): void {
    if (this.#batch === null) return;
    const { facts, totals } = this.#batch;
    const { hash, debitMinor, creditMinor } = totals.snapshot();
    Object.assign(facts, { hash, debit: debitMinor, credit: creditMinor });
  }

  #entry(record: Entry): void {
    const batch = record.batch === 0 ? null : this.#batch;
    this.facts.entries += 1;
    this.#totals.add(record);
    if (batch !== null) {
      batch.facts.entries += 1;
      batch.totals.add(record);
      if (record.direction === 'other') noteCode(batch.facts, record.transactionCode);
    }
    for (const addenda of record.addenda) this.#addenda(addenda);
    for (const trace of record.traces) {
      if (trace.form !== 'standard') continue;
      if (this.facts.trn.length < LIST_MAX) this.facts.trn.push([detached(trace.traceNumber), detached(trace.payerId)]);
      else this.facts.lists_cut = true;
    }
  }

  #addenda(record: Addenda): void {
    this.facts.addenda += 1;
    const { type } = record;
    if (type === '99') this.facts.returns += 1;
    if (type === '98') this.facts.noc += 1;
    if (this.#batch !== null && record.batch !== 0) this.#batch.facts.addenda += 1;
  }

  #control(record: BatchControl): void {
    if (this.#batch === null || record.batch === 0) return;
    this.#batch.facts.stated = trimmed(record.stated);
    this.#batch.facts.control_ok = differences(record.stated, record.computed).length === 0;
  }
}

/** Figures as written, without the blanks some banks fill them with on the left. */
const trimmed = <T extends Readonly<Record<string, string>>>(stated: T): T =>
  Object.fromEntries(Object.entries(stated).map(([name, text]) => [name, text.trim()])) as T;

/** Unknown transaction codes of a batch, each once; there are at most a few hundred two-character codes. */
function noteCode(batch: NachaBatchFacts, code: string): void {
  batch.other_txn_codes ??= [];
  if (batch.other_txn_codes.length < 100 && !batch.other_txn_codes.includes(code)) batch.other_txn_codes.push(code);
}

/**
 * Counts, control totals and findings of a NACHA file (Nacha Operating Rules, Appendix Three). Never throws on
 * content.
 */
export async function inspectNacha(source: ByteSource): Promise<NachaInspection> {
  const findings = new FindingCollector();
  const inspector = new Inspector();
  for await (const records of readNacha(source, findings, (raw) => inspector.raw(raw))) {
    for (const record of records) inspector.take(record);
  }
  return inspector.finish(findings.finish());
}

/** The same facts in a few lines for people; no names, no account numbers. */
export function summarizeNacha(result: NachaInspection): string[] {
  const amount = (cents: bigint) => readableAmount(formatMinor(cents));
  const { computed } = result;
  const control = result.file_control_ok === undefined ? 'missing' : result.file_control_ok ? 'agrees' : 'DISAGREES';
  return [
    `NACHA file of ${result.file_date ?? 'unknown date'}: ${counted(result.lines, 'record')}, ${counted(computed.batches, 'batch', 'batches')}`,
    `${counted(result.entries, 'entry', 'entries')}, ${readableCount(result.addenda)} addenda, ${readableCount(result.returns)} returns, ${readableCount(result.noc)} changes`,
    `credits ${amount(computed.credit_cents)}, debits ${amount(computed.debit_cents)}, hash ${computed.hash}`,
    `${result.trn.length} reassociation traces; file control ${control}`,
    ...result.batches
      .filter((batch) => batch.control_ok !== true)
      .slice(0, 20)
      .map(
        (batch) => `batch ${batch.sec} ${batch.eff}: control ${batch.stated === undefined ? 'missing' : 'DISAGREES'}`,
      ),
  ];
}
