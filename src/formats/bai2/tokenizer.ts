import type { ByteSource } from '../finding';
import { inPieces, type LineSource, LineSplitter, sourceOf, type TextLine, type TextRange } from '../shared/lines';

/** Record codes of BAI2. */
export type RecordCode = '01' | '02' | '03' | '16' | '49' | '88' | '98' | '99';

/**
 * One physical record, or a line of text that begins none. Characters `start` to `end` are its body: what stands between
 * the code's separator and the closing slash. `line` numbers the physical records from 1 (a text line carries the number
 * of the record before it).
 */
export class RawRecord implements TextRange {
  readonly source: LineSource;
  readonly code: RecordCode | null;
  readonly start: number;
  readonly end: number;
  /** Whether a slash closed the record. */
  readonly closed: boolean;
  /** Longer than `RECORD_CHARS_MAX`: the rest follows as further text. */
  readonly cut: boolean;
  /** Bytes; set once, by the tokenizer. */
  offset = 0;
  length = 0;
  line = 0;

  constructor(source: LineSource, code: RecordCode | null, start: number, end: number, closed: boolean, cut: boolean) {
    this.source = source;
    this.code = code;
    this.start = start;
    this.end = end;
    this.closed = closed;
    this.cut = cut;
  }

  get body(): string {
    return this.source.text.slice(this.start, this.end);
  }

  /** `,` by the standard; one bank writes a colon after 88. */
  get hasColon(): boolean {
    return this.code !== null && this.source.codes[this.start - 1] === COLON;
  }
}

/** Longest physical record taken in one piece. */
const RECORD_CHARS_MAX = 1 << 20;

const CODES: readonly RecordCode[] = ['01', '02', '03', '16', '49', '88', '98', '99'];

/** Record codes by their number, because looking one up happens for every line and every slash. */
const CODE_BY_NUMBER: readonly (RecordCode | null)[] = Array.from(
  { length: 100 },
  (_, number) => CODES.find((code) => Number.parseInt(code, 10) === number) ?? null,
);

const ZERO = 0x30;
const BLANK = 0x20;
const COMMA = 0x2c;
const SLASH = 0x2f;
const COLON = 0x3a;

/**
 * A slash inside a line may be text (`AB/16,...`). A record begins after it only when what follows also has the shape
 * of that record: dates, amounts and counts where they belong.
 */
const SHAPE_AFTER_SLASH: Readonly<Record<RecordCode, RegExp>> = {
  '01': /^01,[^,/]{0,40},[^,/]{0,40},\d{6},/,
  '02': /^02,[^,/]{0,40},[^,/]{0,40},[1-4]?,\d{6},/,
  '03': /^03,[^,/]{1,40},[A-Z]{0,3},\d{0,3},/,
  '16': /^16,\d{3},[+-]?\d{0,18},/,
  '49': /^49,[+-]?\d{1,18},\d{1,9} *\//,
  '88': /^88,/,
  '98': /^98,[+-]?\d{1,18},\d{1,9},\d{1,9} *\//,
  '99': /^99,[+-]?\d{1,18},\d{1,9},\d{1,9} *\//,
};

const SHAPE_CHARS = 120;

function codeAt(codes: Uint8Array, at: number, end: number): RecordCode | null {
  if (at + 2 > end) return null;
  const tens = (codes[at] as number) - ZERO;
  const ones = (codes[at + 1] as number) - ZERO;
  if (!(tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9)) return null;
  return CODE_BY_NUMBER[tens * 10 + ones] ?? null;
}

/** Whether a line begins with a record: a known code, then a comma, or for 88 a colon, or the end of the record. */
function codeOfLine(codes: Uint8Array, at: number, end: number): RecordCode | null {
  const code = codeAt(codes, at, end);
  if (code === null || at + 2 === end) return code;
  const next = codes[at + 2];
  if (next === COMMA || next === SLASH) return code;
  return code === '88' && next === COLON ? code : null;
}

/** Beyond every position in a source. */
const NOWHERE = 2 ** 30 - 1;

/** Finds slashes in order, each once: most lines have none, and looking for one runs into the lines after it. */
class SlashFinder {
  #source: LineSource | null = null;
  #at = 0;

  /** Position of the first slash from here on; beyond every line when there is none. */
  next(source: LineSource, from: number): number {
    if (source !== this.#source || this.#at < from) {
      const at = source.text.indexOf('/', from);
      this.#source = source;
      this.#at = at < 0 ? NOWHERE : at;
    }
    return this.#at;
  }
}

/** Cuts lines into physical records; several may share a line, and a line may be longer than memory should hold. */
export class Bai2Tokenizer {
  readonly #splitter = new LineSplitter();
  readonly #slashes = new SlashFinder();
  #line = 0;
  #pending = '';
  #pendingOffset = 0;

  push(chunk: Uint8Array): RawRecord[] {
    return this.#take(this.#splitter.push(chunk));
  }

  end(): RawRecord[] {
    const out = this.#take(this.#splitter.end());
    if (this.#pending !== '') this.#cutText(this.#pending, 'latin1', out);
    this.#pending = '';
    return out;
  }

  #take(lines: readonly TextLine[]): RawRecord[] {
    const out: RawRecord[] = [];
    for (const line of lines) {
      if (line.open || this.#pending !== '') this.#takeOpen(line, out);
      else if (line.start < line.end) this.#cut(line.source, line.start, line.end, line.offset, out);
    }
    return out;
  }

  /** A line beyond the line limit: its complete records leave, its last one waits for the rest. */
  #takeOpen(line: TextLine, out: RawRecord[]): void {
    if (this.#pending === '') this.#pendingOffset = line.offset;
    const text = this.#pending + line.text;
    const source = sourceOf(text, this.#pendingOffset, line.encoding);
    let last = 0;
    if (line.open) {
      for (let at = this.#nextRecord(source, 0, text.length); at >= 0; ) {
        last = at;
        at = this.#nextRecord(source, at, text.length);
      }
    }
    const ready =
      line.open && last === 0 && text.length < RECORD_CHARS_MAX
        ? ''
        : line.open && last > 0
          ? text.slice(0, last)
          : text;
    if (ready !== '') this.#cutText(ready, line.encoding, out);
    this.#pending = text.slice(ready.length);
    this.#pendingOffset += Buffer.byteLength(ready, line.encoding);
  }

  #cutText(text: string, encoding: TextLine['encoding'], out: RawRecord[]): void {
    const source = sourceOf(text, this.#pendingOffset, encoding);
    this.#cut(source, 0, text.length, this.#pendingOffset, out);
  }

  #cut(source: LineSource, start: number, end: number, offset: number, out: RawRecord[]): void {
    let bytes = offset;
    for (let at = start; at < end; ) {
      const next = this.#nextRecord(source, at, end);
      const stop = next < 0 ? end : next;
      this.#emit(source, at, stop, bytes, out);
      bytes += bytesIn(source, at, stop);
      at = stop;
    }
  }

  /** Position of the next record inside the line, after a slash and any blanks; -1 when there is none. */
  #nextRecord(source: LineSource, from: number, end: number): number {
    const { codes, text } = source;
    for (let slash = this.#slashes.next(source, from); slash < end; slash = this.#slashes.next(source, slash + 1)) {
      let at = slash + 1;
      while (at < end && codes[at] === BLANK) at += 1;
      const code = codeAt(codes, at, end);
      if (code === null) continue;
      // A bare 88 is too little evidence without the blanks that the writers of such files put between records.
      if (code === '88' && at === slash + 1) continue;
      if (SHAPE_AFTER_SLASH[code].test(text.slice(at, Math.min(at + SHAPE_CHARS, end)))) return at;
    }
    return -1;
  }

  #emit(source: LineSource, from: number, to: number, bytes: number, out: RawRecord[]): void {
    const { codes } = source;
    const final = codes[to - 1] as number;
    const end = final > BLANK && final < 0x7f ? to : from + source.text.slice(from, to).trimEnd().length;
    if (end === from) return;
    // String.trimStart also removes a byte order mark, which may stand before the first record.
    const first = codes[from] as number;
    const begin = first > BLANK && first < 0x80 ? from : end - source.text.slice(from, end).trimStart().length;
    const code = codeOfLine(codes, begin, end);
    const start = code === null ? from : begin;
    const closed = codes[end - 1] === SLASH;
    const stop = closed ? end - 1 : end;
    const body = code === null ? from : Math.min(begin + 3, stop);
    const record = new RawRecord(source, code, body, stop, closed, end - from >= RECORD_CHARS_MAX);
    if (code !== null) this.#line += 1;
    record.line = this.#line;
    record.offset = bytes + bytesIn(source, from, start);
    record.length = bytesIn(source, start, end);
    out.push(record);
  }
}

const bytesIn = (source: LineSource, from: number, to: number): number =>
  source.encoding === 'latin1' ? to - from : Buffer.byteLength(source.text.slice(from, to), 'utf8');

/** Physical records of a BAI2 file in the batches in which their bytes arrive. Memory stays bounded. */
export async function* tokenizeBai2(source: ByteSource): AsyncGenerator<readonly RawRecord[]> {
  const tokenizer = new Bai2Tokenizer();
  for await (const piece of inPieces(source)) yield tokenizer.push(piece);
  yield tokenizer.end();
}
