import type { ByteSource } from '../finding';
import { inPieces, LineSplitter, type TextLine } from '../shared/lines';

/** Record codes of BAI2. */
type RecordCode = '01' | '02' | '03' | '16' | '49' | '88' | '98' | '99';

/**
 * One physical record, or a line of text that begins none. `body` is what stands between the code's separator and the
 * closing slash; `line` numbers the physical records from 1 (a text line carries the number of the record before it).
 */
export type RawRecord = {
  readonly code: RecordCode | null;
  readonly body: string;
  /** `,` by the standard; one bank writes `88:`. */
  readonly separator: string;
  /** Whether a slash closed the record. */
  readonly closed: boolean;
  readonly offset: number;
  readonly length: number;
  readonly line: number;
  /** Longer than `RECORD_CHARS_MAX`: the rest follows as further text. */
  readonly cut: boolean;
};

/** Longest physical record taken in one piece. */
const RECORD_CHARS_MAX = 1 << 20;

const CODES: readonly RecordCode[] = ['01', '02', '03', '16', '49', '88', '98', '99'];

/** Record codes by their number, because looking one up happens for every line and every slash. */
const CODE_BY_NUMBER: readonly (RecordCode | null)[] = Array.from(
  { length: 100 },
  (_, number) => CODES.find((code) => Number.parseInt(code, 10) === number) ?? null,
);

const ZERO = 0x30;
const SLASH = 0x2f;

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

function codeAt(text: string, at: number): RecordCode | null {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  if (!(tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9)) return null;
  return CODE_BY_NUMBER[tens * 10 + ones] ?? null;
}

/** Whether a line begins with a record: a known code, then a comma, or for 88 a colon, or the end of the record. */
function codeOfLine(text: string, at: number): RecordCode | null {
  const code = codeAt(text, at);
  if (code === null) return null;
  const next = text.charAt(at + 2);
  if (next === ',' || next === '/' || next === '') return code;
  return code === '88' && next === ':' ? code : null;
}

/** Position of the next record inside the line, after a slash and any blanks; -1 when there is none. */
function nextRecord(text: string, from: number): number {
  for (let slash = text.indexOf('/', from); slash >= 0; slash = text.indexOf('/', slash + 1)) {
    let at = slash + 1;
    while (text.charCodeAt(at) === 0x20) at += 1;
    const code = codeAt(text, at);
    if (code === null) continue;
    // A bare 88 is too little evidence without the blanks that the writers of such files put between records.
    if (code === '88' && at === slash + 1) continue;
    if (SHAPE_AFTER_SLASH[code].test(text.slice(at, at + SHAPE_CHARS))) return at;
  }
  return -1;
}

/** Cuts lines into physical records; several may share a line, and a line may be longer than memory should hold. */
export class Bai2Tokenizer {
  readonly #splitter = new LineSplitter();
  #line = 0;
  #pending = '';
  #pendingOffset = 0;

  push(chunk: Uint8Array): RawRecord[] {
    return this.#take(this.#splitter.push(chunk));
  }

  end(): RawRecord[] {
    const out = this.#take(this.#splitter.end());
    if (this.#pending !== '') this.#cut(this.#pending, this.#pendingOffset, 'latin1', out);
    this.#pending = '';
    return out;
  }

  #take(lines: readonly TextLine[]): RawRecord[] {
    const out: RawRecord[] = [];
    for (const line of lines) {
      if (line.open || this.#pending !== '') this.#takeOpen(line, out);
      else if (line.text !== '') this.#cut(line.text, line.offset, line.encoding, out);
    }
    return out;
  }

  /** A line beyond the line limit: its complete records leave, its last one waits for the rest. */
  #takeOpen(line: TextLine, out: RawRecord[]): void {
    if (this.#pending === '') this.#pendingOffset = line.offset;
    const text = this.#pending + line.text;
    let last = 0;
    if (line.open) for (let at = nextRecord(text, 0); at >= 0; at = nextRecord(text, at)) last = at;
    const ready =
      line.open && last === 0 && text.length < RECORD_CHARS_MAX
        ? ''
        : line.open && last > 0
          ? text.slice(0, last)
          : text;
    if (ready !== '') this.#cut(ready, this.#pendingOffset, line.encoding, out);
    this.#pending = text.slice(ready.length);
    this.#pendingOffset += Buffer.byteLength(ready, line.encoding);
  }

  #cut(text: string, offset: number, encoding: TextLine['encoding'], out: RawRecord[]): void {
    let bytes = offset;
    for (let at = 0; at < text.length; ) {
      const next = nextRecord(text, at);
      const piece = next < 0 ? text.slice(at) : text.slice(at, next);
      this.#emit(piece, bytes, encoding, out);
      bytes += encoding === 'latin1' ? piece.length : Buffer.byteLength(piece, encoding);
      at += piece.length;
    }
  }

  #emit(piece: string, offset: number, encoding: TextLine['encoding'], out: RawRecord[]): void {
    const final = piece.charCodeAt(piece.length - 1);
    const text = final > 0x20 && final < 0x7f ? piece : piece.trimEnd();
    if (text === '') return;
    // String.trimStart also removes a byte order mark, which may stand before the first record.
    const first = text.charCodeAt(0);
    const blanks = first > 0x20 && first < 0x80 ? 0 : text.length - text.trimStart().length;
    const code = codeOfLine(text, blanks);
    const closed = text.charCodeAt(text.length - 1) === SLASH;
    const from = code === null ? 0 : blanks + 3;
    const end = closed ? text.length - 1 : text.length;
    if (code !== null) this.#line += 1;
    const skipped = code === null || blanks === 0 ? 0 : Buffer.byteLength(text.slice(0, blanks), encoding);
    const length = encoding === 'latin1' ? text.length - skipped : Buffer.byteLength(text, encoding) - skipped;
    out.push({
      code,
      body: from < end ? text.slice(from, end) : '',
      separator: code === null ? '' : text.charAt(blanks + 2),
      closed,
      offset: offset + skipped,
      length,
      line: this.#line,
      cut: text.length >= RECORD_CHARS_MAX,
    });
  }
}

/** Physical records of a BAI2 file in the batches in which their bytes arrive. Memory stays bounded. */
export async function* tokenizeBai2(source: ByteSource): AsyncGenerator<readonly RawRecord[]> {
  const tokenizer = new Bai2Tokenizer();
  for await (const piece of inPieces(source)) yield tokenizer.push(piece);
  yield tokenizer.end();
}
