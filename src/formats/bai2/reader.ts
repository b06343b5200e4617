import type { ByteSource } from '../finding';
import type { FindingCollector } from '../shared/finding-collector';
import { rangeOf, type TextRange } from '../shared/lines';
import { raise } from './findings';
import { Bai2Hierarchy } from './hierarchy';
import type { Bai2Record } from './model';
import type { LogicalRecord } from './records';
import { Bai2Tokenizer, type RawRecord, tokenizeBai2 } from './tokenizer';

/** Characters and continuations joined to one record; a longer one is cut and flagged. */
const LOGICAL_CHARS_MAX = 4 << 20;
const CONTINUATIONS_MAX = 100_000;

/** A logical record still being joined. */
type Open = {
  readonly code: LogicalRecord['code'];
  readonly offset: number;
  readonly line: number;
  parts: TextRange[];
  length: number;
  chars: number;
  closed: boolean;
};

const sizeOf = ({ start, end }: TextRange): number => end - start;

/** Joins physical records into logical ones, then hands them to the hierarchy, which types and totals them. */
class Bai2Assembler {
  readonly #findings: FindingCollector;
  readonly #hierarchy: Bai2Hierarchy;
  #open: Open | null = null;
  #records = 0;
  #lastOffset = 0;

  constructor(findings: FindingCollector) {
    this.#findings = findings;
    this.#hierarchy = new Bai2Hierarchy(findings);
  }

  take(raw: RawRecord, out: Bai2Record[]): void {
    this.#lastOffset = raw.offset;
    if (raw.cut) raise(this.#findings, 'BAI2_RECORD_TOO_LONG', raw);
    if (raw.code === null) {
      this.#text(raw);
      return;
    }
    this.#records += 1;
    if (raw.code === '88') {
      this.#continuation(raw);
      return;
    }
    this.#flush(out);
    const { code, offset, length, line, closed } = raw;
    this.#open = { code, offset, line, parts: [raw], length, chars: sizeOf(raw), closed };
  }

  end(out: Bai2Record[]): void {
    this.#flush(out);
    const at = { offset: this.#lastOffset, line: this.#records, path: 'FILE' };
    if (this.#records === 0) raise(this.#findings, 'BAI2_NO_RECORDS', at);
    else this.#hierarchy.end(at);
  }

  #continuation(raw: RawRecord): void {
    const open = this.#open;
    if (raw.hasColon) raise(this.#findings, 'BAI2_CONTINUATION_MARK', raw);
    if (open === null) raise(this.#findings, 'BAI2_STRAY_TEXT', raw);
    else if (this.#fits(open, raw)) {
      // Most records have one continuation; a list made for two is a tenth of one that has grown.
      if (open.parts.length === 1) open.parts = [open.parts[0] as TextRange, raw];
      else open.parts.push(raw);
      open.length = raw.offset + raw.length - open.offset;
      open.closed = raw.closed;
    }
  }

  #fits(open: Open, raw: RawRecord): boolean {
    open.chars += sizeOf(raw);
    const isWithin = open.chars <= LOGICAL_CHARS_MAX && open.parts.length <= CONTINUATIONS_MAX;
    if (!isWithin) raise(this.#findings, 'BAI2_RECORD_TOO_LONG', raw);
    return isWithin;
  }

  /** A line without a code: wrapped text of the record before it, or something that does not belong here. */
  #text(raw: RawRecord): void {
    const open = this.#open;
    if (/^\s*\d\d,/.test(raw.body)) raise(this.#findings, 'BAI2_UNKNOWN_RECORD', raw);
    if (open === null || (open.code !== '16' && open.closed)) {
      raise(this.#findings, 'BAI2_STRAY_TEXT', raw);
      return;
    }
    raise(this.#findings, 'BAI2_WRAPPED_TEXT', raw);
    if (!this.#fits(open, raw)) return;
    const last = open.parts.length - 1;
    const { source, start, end } = open.parts[last] as TextRange;
    // The slash before the line end was text after all, since the record went on.
    const text = `${source.text.slice(start, end)}${open.closed ? '/' : ''}${raw.body}`;
    open.parts[last] = rangeOf(text);
    open.length = raw.offset + raw.length - open.offset;
    open.closed = raw.closed;
  }

  #flush(out: Bai2Record[]): void {
    const open = this.#open;
    if (open === null) return;
    this.#open = null;
    if (!open.closed && open.code !== '16') raise(this.#findings, 'BAI2_UNCLOSED', open, `Record ${open.code}.`);
    this.#hierarchy.take(open, out);
  }
}

/** The same reader for bytes that are handed in: `push` pieces of any size, then `end`; each gives the records completed. */
export function openBai2(findings: FindingCollector): {
  push(bytes: Uint8Array): readonly Bai2Record[];
  end(): readonly Bai2Record[];
} {
  const tokenizer = new Bai2Tokenizer();
  const assembler = new Bai2Assembler(findings);
  const taken = (raws: readonly RawRecord[]): Bai2Record[] => {
    const out: Bai2Record[] = [];
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
 * Reads a BAI2 file (Cash Management Balance Reporting Specifications, Version 2) as a stream of typed records in file
 * order, in the batches in which the bytes arrive; 88 records are joined to the record they continue. Nothing is
 * thrown: what is wrong goes to `findings`, which is complete once the generator ends. Records given before an `error`
 * finding are provisional: a file with one must not be posted. `onRaw` sees every physical record and text line.
 */
export async function* readBai2(
  source: ByteSource,
  findings: FindingCollector,
  onRaw?: (raw: RawRecord) => void,
): AsyncGenerator<readonly Bai2Record[]> {
  const assembler = new Bai2Assembler(findings);
  for await (const raws of tokenizeBai2(source)) {
    const out: Bai2Record[] = [];
    for (const raw of raws) {
      onRaw?.(raw);
      assembler.take(raw, out);
    }
    if (out.length > 0) yield out;
  }
  const out: Bai2Record[] = [];
  assembler.end(out);
  if (out.length > 0) yield out;
}
