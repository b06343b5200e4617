import type { ByteSource } from '../finding';
import { countOf, minorOf } from '../shared/digits';
import type { FindingCollector } from '../shared/finding-collector';
import { FixedWidthTokenizer, type RawRecord } from '../shared/fixed-width';
import { type LockboxFindingCode, raise } from './findings';
import { type LockboxLayout, readFields, STANDARD_LAYOUT } from './layout';
import type { Check, LockboxBase, LockboxRecord, Overflow, Totals } from './model';
import { tokenizeLockbox } from './tokenizer';

/** Overflow records kept per check: their sequence number has two digits. */
const OVERFLOW_MAX = 99;

type Sum = { count: number; amountMinor: bigint };
type OpenCheck = { readonly check: Check; readonly overflow: Overflow[] };

/** Turns raw records into typed ones and compares every stated count and amount with its own. */
class LockboxAssembler {
  readonly #findings: FindingCollector;
  readonly #layout: LockboxLayout;
  #check: OpenCheck | null = null;
  #batch: Sum = { count: 0, amountMinor: 0n };
  #service: Sum = { count: 0, amountMinor: 0n };
  #batches = 0;
  #records = 0;
  #trailers = 0;
  #lastOffset = 0;

  constructor(findings: FindingCollector, layout: LockboxLayout) {
    this.#findings = findings;
    this.#layout = layout;
  }

  take(raw: RawRecord, out: LockboxRecord[]): void {
    this.#records = raw.line;
    this.#lastOffset = raw.offset;
    const type = raw.text.charAt(0);
    if (raw.line === 1 && type !== '1') this.#raise('LOCKBOX_HEADER_MISSING', raw);
    if (this.#trailers > 0) this.#raise('LOCKBOX_AFTER_TRAILER', raw);
    if (raw.text.trimEnd().length > this.#layout.width) this.#raise('LOCKBOX_RECORD_LENGTH', raw);
    if (type !== '4') this.#closeCheck(out);
    const base = this.#base(raw, type);
    switch (type) {
      case '1':
        out.push({ kind: 'header', ...base, fields: readFields(raw.text, this.#layout.header) });
        return;
      case '2':
        out.push({ kind: 'service', ...base, fields: readFields(raw.text, this.#layout.service) });
        return;
      case '5':
        out.push({ kind: 'lockbox', ...base, fields: readFields(raw.text, this.#layout.lockbox) });
        return;
      case '6':
        this.#openCheck(raw, base);
        return;
      case '4':
        this.#overflow(raw, base, out);
        return;
      case '7':
        this.#batchTotal(raw, base, out);
        return;
      case '8':
        this.#serviceTotal(raw, base, out);
        return;
      case '9':
        this.#trailer(raw, base, out);
        return;
      default:
        this.#raise('LOCKBOX_RECORD_TYPE', raw);
    }
  }

  end(out: LockboxRecord[]): void {
    this.#closeCheck(out);
    const at = { offset: this.#lastOffset, line: this.#records, path: 'FILE' };
    if (this.#records === 0) raise(this.#findings, 'LOCKBOX_EMPTY', at);
    else if (this.#trailers === 0) raise(this.#findings, 'LOCKBOX_TRAILER_MISSING', at);
    if (this.#batch.count > 0) raise(this.#findings, 'LOCKBOX_BATCH_OPEN', at, `${this.#batch.count} checks.`);
  }

  #openCheck(raw: RawRecord, base: LockboxBase): void {
    const fields = readFields(raw.text, this.#layout.detail);
    this.#needs(raw, this.#layout.detail.amount[1]);
    const amountMinor = minorOf(fields.amount);
    if (amountMinor === null) this.#raise('LOCKBOX_AMOUNT', raw);
    for (const sum of [this.#batch, this.#service]) {
      sum.count += 1;
      sum.amountMinor += amountMinor ?? 0n;
    }
    const overflow: Overflow[] = [];
    this.#check = { check: { kind: 'check', ...base, fields, amountMinor, overflow }, overflow };
  }

  #overflow(raw: RawRecord, base: LockboxBase, out: LockboxRecord[]): void {
    const fields = readFields(raw.text, this.#layout.overflow);
    const open = this.#check;
    const record: Overflow = { kind: 'overflow', ...base, fields };
    if (open === null || open.overflow.length >= OVERFLOW_MAX) {
      this.#raise('LOCKBOX_OVERFLOW_WITHOUT_CHECK', raw);
      out.push(record);
      return;
    }
    const { batch, item } = open.check.fields;
    if (fields.batch !== batch || fields.item !== item) this.#raise('LOCKBOX_OVERFLOW_BATCH', raw);
    open.overflow.push(record);
  }

  #batchTotal(raw: RawRecord, base: LockboxBase, out: LockboxRecord[]): void {
    const fields = readFields(raw.text, this.#layout.batchTotal);
    this.#needs(raw, this.#layout.batchTotal.amount[1]);
    const totals = totalsOf(fields, this.#batch);
    this.#same('LOCKBOX_BATCH_COUNT', totals.statedCount, totals.count, raw);
    this.#same('LOCKBOX_BATCH_AMOUNT', totals.statedMinor, totals.amountMinor, raw);
    this.#batch = { count: 0, amountMinor: 0n };
    this.#batches += 1;
    out.push({ kind: 'batchTotal', ...base, fields, totals });
  }

  #serviceTotal(raw: RawRecord, base: LockboxBase, out: LockboxRecord[]): void {
    const fields = readFields(raw.text, this.#layout.serviceTotal);
    this.#needs(raw, this.#layout.serviceTotal.amount[1]);
    const totals = totalsOf(fields, this.#service);
    this.#same('LOCKBOX_SERVICE_COUNT', totals.statedCount, totals.count, raw);
    this.#same('LOCKBOX_SERVICE_AMOUNT', totals.statedMinor, totals.amountMinor, raw);
    this.#service = { count: 0, amountMinor: 0n };
    out.push({ kind: 'serviceTotal', ...base, fields, totals });
  }

  #trailer(raw: RawRecord, base: LockboxBase, out: LockboxRecord[]): void {
    const fields = readFields(raw.text, this.#layout.trailer);
    this.#needs(raw, this.#layout.trailer.records[1]);
    this.#same('LOCKBOX_FILE_RECORDS', countOf(fields.records), this.#records, raw);
    this.#trailers += 1;
    out.push({ kind: 'trailer', ...base, fields, records: this.#records });
  }

  #closeCheck(out: LockboxRecord[]): void {
    if (this.#check !== null) out.push(this.#check.check);
    this.#check = null;
  }

  #same(code: LockboxFindingCode, stated: number | bigint | null, own: number | bigint, raw: RawRecord): void {
    if (stated !== own) this.#raise(code, raw, `It says ${stated ?? 'nothing'}, the records give ${own}.`);
  }

  #needs(raw: RawRecord, column: number): void {
    if (raw.text.length < column) this.#raise('LOCKBOX_RECORD_TRUNCATED', raw, `It has ${raw.text.length} characters.`);
  }

  #raise(code: LockboxFindingCode, raw: RawRecord, detail = ''): void {
    const path = `FILE/RECORD[${raw.line}]`;
    raise(this.#findings, code, { offset: raw.offset, line: raw.line, path }, detail);
  }

  #base(raw: RawRecord, type: string): LockboxBase {
    const span = { offset: raw.offset, length: raw.length };
    const parent = '4567'.includes(type) ? `FILE/BATCH[${this.#batches + 1}]` : 'FILE';
    const path = type === '6' ? `${parent}/CHECK[${this.#batch.count + 1}]` : `${parent}/RECORD[${raw.line}]`;
    return { span, line: raw.line, path };
  }
}

function totalsOf(fields: { readonly count: string; readonly amount: string }, own: Sum): Totals {
  return {
    statedCount: countOf(fields.count.trim()),
    statedMinor: minorOf(fields.amount.trim()),
    count: own.count,
    amountMinor: own.amountMinor,
  };
}

/** The same reader for bytes that are handed in: `push` pieces of any size, then `end`; each gives the records completed. */
export function openLockbox(
  findings: FindingCollector,
  layout: LockboxLayout = STANDARD_LAYOUT,
): {
  push(bytes: Uint8Array): readonly LockboxRecord[];
  end(): readonly LockboxRecord[];
} {
  const tokenizer = new FixedWidthTokenizer(layout.width);
  const assembler = new LockboxAssembler(findings, layout);
  const taken = (raws: readonly RawRecord[]): LockboxRecord[] => {
    const out: LockboxRecord[] = [];
    for (const raw of raws) assembler.take(raw, out);
    return out;
  };
  return {
    push: (bytes) => taken(tokenizer.push(bytes)),
    end: () => {
      const out = taken(tokenizer.end());
      assembler.end(out);
      return out;
    },
  };
}

/**
 * Reads a BAI lockbox file as a stream of typed records in file order; a check carries its overflow records. `layout`
 * says where the fields stand. Nothing is thrown: what is wrong goes to `findings`, which is complete once the
 * generator ends. Records given before an `error` finding are provisional: a file with one must not be posted.
 */
export async function* readLockbox(
  source: ByteSource,
  findings: FindingCollector,
  layout: LockboxLayout = STANDARD_LAYOUT,
): AsyncGenerator<readonly LockboxRecord[]> {
  const assembler = new LockboxAssembler(findings, layout);
  for await (const raws of tokenizeLockbox(source, layout.width)) {
    const out: LockboxRecord[] = [];
    for (const raw of raws) assembler.take(raw, out);
    if (out.length > 0) yield out;
  }
  const out: LockboxRecord[] = [];
  assembler.end(out);
  if (out.length > 0) yield out;
}
