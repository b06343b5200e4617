import type { ByteSource } from '../finding';
import { countOf } from '../shared/digits';
import type { FindingCollector } from '../shared/finding-collector';
import type { RawRecord } from '../shared/fixed-width';
import { findTraces, type Trace } from '../shared/trn';
import {
  checkAddenda,
  checkBatchControl,
  checkBatchHeader,
  checkEntry,
  checkFileControl,
  checkFileHeader,
  checkRaw,
} from './checks';
import { raise } from './findings';
import type { Addenda, BatchHeader, ComputedTotals, Entry, FileControl, NachaRecord } from './model';
import {
  type Draft,
  layoutOf,
  readAddenda,
  readBatchControl,
  readBatchHeader,
  readEntry,
  readFileControl,
  readFileHeader,
} from './records';
import { tokenizeNacha } from './tokenizer';

/** The entry hash keeps the last ten digits of the sum of the receiving bank numbers. */
const HASH_MODULUS = 10_000_000_000;

/** Addenda kept per entry: the sequence number has four digits, CTX allows 9,999. */
const ADDENDA_MAX = 9_999;

/** Running control figures of a batch or of the file. */
class Totals {
  count = 0;
  hash = 0;
  debitMinor = 0n;
  creditMinor = 0n;

  add(entry: Entry): void {
    this.count += 1;
    this.hash = (this.hash + (countOf(entry.rdfi) ?? 0)) % HASH_MODULUS;
    if (entry.amountMinor === null) return;
    if (entry.direction === 'credit') this.creditMinor += entry.amountMinor;
    else if (entry.direction === 'debit') this.debitMinor += entry.amountMinor;
  }

  snapshot(): ComputedTotals {
    return { count: this.count, hash: this.hash, debitMinor: this.debitMinor, creditMinor: this.creditMinor };
  }
}

type OpenBatch = { readonly header: BatchHeader; readonly path: string; readonly totals: Totals; entries: number };
type OpenEntry = { readonly entry: Draft<Entry>; addenda: Addenda[] | null };

/** Turns raw records into typed ones, one at a time. An entry leaves once its last addenda is known. */
class NachaAssembler {
  readonly findings: FindingCollector;
  readonly #totals = new Totals();
  #batch: OpenBatch | null = null;
  #entry: OpenEntry | null = null;
  #batches = 0;
  #loose = 0;
  #records = 0;
  #adv = false;
  #headers = 0;
  #control: FileControl | null = null;
  #lastOffset = 0;

  constructor(findings: FindingCollector) {
    this.findings = findings;
  }

  take(raw: RawRecord, out: NachaRecord[]): void {
    this.#records = raw.line;
    this.#lastOffset = raw.offset;
    const type = raw.text.charAt(0);
    if (type === '9' && isPadding(raw.text)) {
      if (raw.text.trimEnd().length !== 94) checkRaw(raw, 'padding', 'FILE/PADDING', this.findings);
      return;
    }
    if (this.#control !== null) raise(this.findings, 'NACHA_RECORD_AFTER_CONTROL', this.#at(raw, this.#control.path));
    if (type !== '7' && type !== '1') this.#closeEntry(out);
    switch (type) {
      case '1':
        this.#fileHeader(raw, out);
        return;
      case '5':
        this.#batchHeader(raw, out);
        return;
      case '6':
        this.#entryDetail(raw);
        return;
      case '7':
        this.#addendaRecord(raw, out);
        return;
      case '8':
        this.#batchControl(raw, out);
        return;
      case '9':
        this.#fileControl(raw, out);
        return;
      default:
        checkRaw(raw, type, 'FILE', this.findings);
        raise(this.findings, 'NACHA_RECORD_TYPE', this.#at(raw, 'FILE'));
    }
  }

  end(out: NachaRecord[]): void {
    this.#closeEntry(out);
    const at = { offset: this.#lastOffset, line: this.#records, path: 'FILE' };
    if (this.#records === 0) raise(this.findings, 'NACHA_EMPTY', at);
    else {
      if (this.#headers === 0) raise(this.findings, 'NACHA_FILE_HEADER_MISSING', { offset: 0, line: 1, path: 'FILE' });
      this.#expectClosed();
      if (this.#control === null) raise(this.findings, 'NACHA_FILE_CONTROL_MISSING', at);
    }
    if (this.#control !== null) checkFileControl(this.#control, this.#records, this.findings);
  }

  #fileHeader(raw: RawRecord, out: NachaRecord[]): void {
    const record = readFileHeader(raw, 'FILE/HEADER');
    checkRaw(raw, '1', record.path, this.findings);
    if (raw.line > 1) raise(this.findings, 'NACHA_FILE_HEADER_ORDER', this.#at(raw, record.path));
    this.#headers += 1;
    checkFileHeader(record, this.findings);
    out.push(record);
  }

  #batchHeader(raw: RawRecord, out: NachaRecord[]): void {
    this.#expectClosed();
    this.#batches += 1;
    const path = `FILE/BATCH[${this.#batches}]`;
    const record = readBatchHeader(raw, path, this.#batches);
    checkRaw(raw, '5', path, this.findings);
    checkBatchHeader(record, this.findings);
    if (record.sec === 'ADV') this.#adv = true;
    this.#batch = { header: record, path, totals: new Totals(), entries: 0 };
    out.push(record);
  }

  #entryDetail(raw: RawRecord): void {
    const batch = this.#batch;
    const number = batch === null ? ++this.#loose : ++batch.entries;
    const path = batch === null ? `FILE/ENTRY[${number}]` : `${batch.path}/ENTRY[${number}]`;
    const batchNumber = batch === null ? 0 : this.#batches;
    const entry = readEntry(raw, path, batchNumber, number, layoutOf(batch?.header ?? null));
    checkRaw(raw, '6', path, this.findings);
    if (batch === null) raise(this.findings, 'NACHA_BATCH_HEADER_MISSING', this.#at(raw, path));
    else batch.totals.add(entry);
    this.#totals.add(entry);
    this.#entry = { entry, addenda: null };
  }

  #addendaRecord(raw: RawRecord, out: NachaRecord[]): void {
    const open = this.#entry;
    this.#totals.count += 1;
    if (this.#batch !== null) this.#batch.totals.count += 1;
    const parent = open === null ? 'FILE' : open.entry.path;
    const path = `${parent}/ADDENDA[${(open?.addenda?.length ?? 0) + 1}]`;
    const batch = this.#batch === null ? 0 : this.#batches;
    const addenda = readAddenda(raw, path, batch, open?.entry.entry ?? 0);
    checkRaw(raw, '7', path, this.findings);
    checkAddenda(addenda, open?.entry ?? null, this.findings);
    if (open === null || (open.addenda !== null && open.addenda.length >= ADDENDA_MAX)) {
      raise(this.findings, 'NACHA_ADDENDA_WITHOUT_ENTRY', this.#at(raw, path));
      out.push(addenda);
    } else if (open.addenda === null) open.addenda = [addenda];
    else open.addenda.push(addenda);
  }

  #batchControl(raw: RawRecord, out: NachaRecord[]): void {
    const batch = this.#batch;
    const path = batch === null ? 'FILE/CONTROL' : `${batch.path}/CONTROL`;
    const computed = (batch?.totals ?? new Totals()).snapshot();
    const adv = batch?.header.sec === 'ADV';
    const record = readBatchControl(raw, path, batch === null ? 0 : this.#batches, adv, computed);
    checkRaw(raw, '8', path, this.findings);
    if (batch === null) raise(this.findings, 'NACHA_BATCH_HEADER_MISSING', this.#at(raw, path));
    checkBatchControl(record, batch?.header ?? null, this.findings);
    this.#batch = null;
    out.push(record);
  }

  #fileControl(raw: RawRecord, out: NachaRecord[]): void {
    const computed = { ...this.#totals.snapshot(), batches: this.#batches };
    const record = readFileControl(raw, 'FILE/CONTROL', this.#adv, computed);
    checkRaw(raw, '9', record.path, this.findings);
    this.#control = record;
    out.push(record);
  }

  #closeEntry(out: NachaRecord[]): void {
    const open = this.#entry;
    if (open === null) return;
    this.#entry = null;
    if (open.addenda !== null) {
      open.entry.addenda = open.addenda;
      open.entry.traces = tracesOf(open.addenda);
    }
    checkEntry(open.entry, this.#batch?.header ?? null, this.findings);
    out.push(open.entry);
  }

  #expectClosed(): void {
    const open = this.#batch;
    if (open === null) return;
    const at = { offset: open.header.span.offset, line: open.header.line, path: open.path };
    raise(this.findings, 'NACHA_BATCH_CONTROL_MISSING', at);
    this.#batch = null;
  }

  #at(raw: RawRecord, path: string) {
    return { offset: raw.offset, line: raw.line, path };
  }
}

/** A record of only 9s is padding to a block of ten records. */
export const isPadding = (text: string): boolean => /^9+$/.test(text.trimEnd());

/** TRN segments in the 05 addenda of one entry; one may be cut over several addenda. */
function tracesOf(addenda: readonly Addenda[]): readonly Trace[] {
  const only = addenda.length === 1 ? addenda[0]?.detail : undefined;
  if (only !== undefined) return only.type === 'paymentInfo' ? findTraces([only.text]) : [];
  const parts: string[] = [];
  for (const { detail } of addenda) if (detail.type === 'paymentInfo') parts.push(detail.text);
  return parts.length === 0 ? [] : findTraces(parts);
}

/**
 * Reads a NACHA file (Nacha Operating Rules, Appendix Three) as a stream of typed records, in file order, in the
 * batches in which the bytes arrive; an entry carries its addenda. Nothing is thrown: what is wrong goes to `findings`,
 * which is complete once the generator ends. Records given before an `error` finding are provisional: a file with one
 * must not be posted. Memory does not grow with the file. `onRaw` sees every raw record, padding included, before it is
 * typed.
 */
export async function* readNacha(
  source: ByteSource,
  findings: FindingCollector,
  onRaw?: (raw: RawRecord) => void,
): AsyncGenerator<readonly NachaRecord[]> {
  const assembler = new NachaAssembler(findings);
  for await (const raws of tokenizeNacha(source)) {
    const out: NachaRecord[] = [];
    for (const raw of raws) {
      onRaw?.(raw);
      assembler.take(raw, out);
    }
    if (out.length > 0) yield out;
  }
  const out: NachaRecord[] = [];
  assembler.end(out);
  if (out.length > 0) yield out;
}
