import { isAscii, isUtf8 } from 'node:buffer';
import type { ByteSource } from '../finding';

/** What a run of lines was cut from. Lines are ranges of it: what nobody reads of a line is never made a text. */
export class LineSource {
  readonly text: string;
  /** One byte per character of `text`, characters beyond Latin-1 as 0xFF: columns count characters, digits are bytes. */
  readonly codes: Uint8Array;
  /** Byte offset of the first character in the artifact. */
  readonly base: number;
  readonly encoding: 'latin1' | 'utf8';
  /** True when the only line was cut at `LINE_BYTES_MAX`: the next piece belongs to the same line. */
  readonly open: boolean;
  /** True when every character between line ends is known to be one of the printable ones of ASCII. */
  isPrintable: boolean = false;

  constructor(text: string, codes: Uint8Array, base: number, encoding: 'latin1' | 'utf8', open: boolean) {
    this.text = text;
    this.codes = codes;
    this.base = base;
    this.encoding = encoding;
    this.open = open;
  }
}

/** Characters `start` to `end` of a source: a part of a line that is not made a text unless it must be. */
export type TextRange = { readonly source: LineSource; readonly start: number; readonly end: number };

/** One line without its terminator: characters `start` to `end` of its source. A line of UTF-8 is all of its source. */
export class TextLine implements TextRange {
  readonly source: LineSource;
  readonly start: number;
  readonly end: number;
  /** Number among the records of the file, from 1; given by the tokenizer that takes the line as a record. */
  line: number;

  constructor(source: LineSource, start: number, end: number, line = 0) {
    this.source = source;
    this.start = start;
    this.end = end;
    this.line = line;
  }

  /** Characters. */
  get size(): number {
    return this.end - this.start;
  }

  get text(): string {
    return this.source.text.slice(this.start, this.end);
  }

  get offset(): number {
    return this.source.base + this.start;
  }

  /** Bytes, so it differs from `size` where UTF-8 was read. */
  get length(): number {
    return this.source.encoding === 'latin1' ? this.size : Buffer.byteLength(this.text, 'utf8');
  }

  get encoding(): 'latin1' | 'utf8' {
    return this.source.encoding;
  }

  get open(): boolean {
    return this.source.open;
  }

  /** Characters `from` to `to` of the line, as `text.slice` gives them. */
  slice(from: number, to: number): string {
    return this.source.text.slice(this.start + from, Math.min(this.start + to, this.end));
  }
}

/** Longest line held in memory; a longer one is handed on in pieces marked `open`. */
export const LINE_BYTES_MAX = 1 << 20;

/** Bytes read at once: small enough that what is made of them dies young, which is most of a codec's speed. */
const PIECE_BYTES = 16 * 1024;

const NONE = Buffer.alloc(0);
/** Byte order mark of UTF-8. */
const MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const LF = 0x0a;
const CR = 0x0d;
const BLANK = 0x20;
const DELETE = 0x7f;

/** Four bytes at once: one of them below a blank, above 0x7E, or standing after such a one, has its high bit set. */
const BLANKS = 0x20202020;
const ONES = 0x01010101;
const HIGH_BITS = 0x80808080 | 0;

/** One byte per character, see `LineSource.codes`. */
function codesOf(text: string): Uint8Array {
  const codes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) codes[at] = Math.min(text.charCodeAt(at), 0xff);
  return codes;
}

/** A source of its own for a text that was put together from several. */
export const sourceOf = (text: string, base: number, encoding: 'latin1' | 'utf8'): LineSource =>
  new LineSource(text, codesOf(text), base, encoding, false);

/** A text that was put together, as a range like any other; it has no place in the artifact. */
export const rangeOf = (text: string): TextRange => ({ source: sourceOf(text, 0, 'utf8'), start: 0, end: text.length });

/**
 * Cuts bytes that arrive in pieces of any size into lines ending in LF, CR LF or a lone CR. A line is read as UTF-8
 * when its bytes are valid UTF-8, else as Latin-1: banks mix both, and a wrong guess must not cost more than that one
 * line.
 */
export class LineSplitter {
  #carry = Buffer.allocUnsafe(1024);
  #held = 0;
  #offset = 0;
  /** The first bytes while they may still be a byte order mark, which belongs to no line; `null` behind them. */
  #start: Buffer | null = NONE;

  /** Lines completed by these bytes. */
  push(bytes: Uint8Array): TextLine[] {
    const chunk = this.#start === null ? bytes : this.#withoutMark(Buffer.concat([this.#start, bytes]));
    const lines: TextLine[] = [];
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      const size = Math.min(PIECE_BYTES, chunk.length - at);
      this.#take(Buffer.from(chunk.buffer, chunk.byteOffset + at, size), lines);
    }
    return lines;
  }

  /** The last line, when the file does not end in a terminator. */
  end(): TextLine[] {
    const start = this.#start ?? NONE;
    this.#start = null;
    const lines = this.push(start);
    const offset = this.#offset;
    if (this.#held > 0) this.#emit(this.#release(this.#held), offset, false, lines);
    return lines;
  }

  /** Waits for three bytes, then drops them if they are the mark. */
  #withoutMark(start: Buffer): Buffer {
    const isMark = start.equals(MARK.subarray(0, start.length)) || start.subarray(0, MARK.length).equals(MARK);
    this.#start = isMark && start.length < MARK.length ? start : null;
    if (this.#start !== null) return NONE;
    if (isMark) this.#offset = MARK.length;
    return isMark ? start.subarray(MARK.length) : start;
  }

  #take(slice: Buffer, lines: TextLine[]): void {
    const complete = slice.lastIndexOf(LF) + 1;
    if (complete > 0) {
      const size = this.#held + complete;
      // A private copy, since lines are read after the giver of the bytes may have filled its buffer again.
      const body = Buffer.allocUnsafeSlow((size + 3) & ~3);
      body.set(this.#carry.subarray(0, this.#held));
      body.set(complete === slice.length ? slice : slice.subarray(0, complete), this.#held);
      body.fill(BLANK, size);
      this.#held = 0;
      if (!this.#emitAscii(body, size, lines)) this.#emitMixed(body.subarray(0, size), lines);
      this.#offset += size;
    }
    if (complete < slice.length) this.#hold(slice.subarray(complete), lines);
  }

  /**
   * The fast way, taken by nearly every bank file: one decode for the whole piece and offsets equal to character
   * positions. Gives up, and leaves `lines` as they were, at a lone CR or beyond ASCII.
   */
  #emitAscii(body: Buffer, size: number, lines: TextLine[]): boolean {
    const words = new Int32Array(body.buffer, body.byteOffset, body.length >> 2);
    const source = new LineSource(body.toString('latin1', 0, size), body, this.#offset, 'latin1', false);
    const before = lines.length;
    let isPrintable = true;
    let start = 0;
    for (let word = 0; word < words.length; word += 1) {
      const four = words[word] as number;
      if ((((four - BLANKS) | four | (four + ONES)) & HIGH_BITS) === 0) continue;
      for (let at = word * 4; at < word * 4 + 4; at += 1) {
        const byte = body[at] as number;
        if (byte >= BLANK && byte < DELETE) continue;
        if (byte === LF) {
          const end = at > start && body[at - 1] === CR ? at - 1 : at;
          lines.push(new TextLine(source, start, end));
          start = at + 1;
        } else if (byte > DELETE || (byte === CR && body[at + 1] !== LF)) {
          lines.length = before;
          return false;
        } else if (byte !== CR) isPrintable = false;
      }
    }
    source.isPrintable = isPrintable;
    return true;
  }

  #emitMixed(body: Buffer, lines: TextLine[]): void {
    for (let at = 0; at < body.length; ) {
      const stop = body.indexOf(LF, at);
      this.#emit(body.subarray(at, stop), this.#offset + at, false, lines);
      at = stop + 1;
    }
  }

  #hold(rest: Buffer, lines: TextLine[]): void {
    const needed = this.#held + rest.length;
    if (needed > this.#carry.length) {
      const grown = Buffer.allocUnsafe(needed * 2);
      this.#carry.copy(grown, 0, 0, this.#held);
      this.#carry = grown;
    }
    rest.copy(this.#carry, this.#held);
    this.#held = needed;
    if (needed < LINE_BYTES_MAX) return;
    // A file whose only terminator is CR never shows an LF; its complete lines leave here instead of filling memory.
    const cut = this.#carry.lastIndexOf(CR, needed - 1);
    const offset = this.#offset;
    this.#emit(this.#release(cut < 0 ? needed : cut + 1), offset, cut < 0, lines);
  }

  /** Takes the first bytes out of what is held back, as a private copy. */
  #release(size: number): Buffer {
    const ready = Buffer.from(this.#carry.subarray(0, size));
    this.#carry.copyWithin(0, size, this.#held);
    this.#held -= size;
    this.#offset += size;
    return ready;
  }

  #emit(bytes: Buffer, offset: number, open: boolean, lines: TextLine[]): void {
    let end = bytes.length;
    if (end > 0 && bytes[end - 1] === CR) end -= 1;
    for (let at = 0; at <= end; ) {
      const cr = bytes.subarray(0, end).indexOf(CR, at);
      const stop = cr < 0 ? end : cr;
      const piece = bytes.subarray(at, stop);
      const encoding = !isAscii(piece) && isUtf8(piece) ? 'utf8' : 'latin1';
      const text = piece.toString(encoding);
      const codes = encoding === 'latin1' ? piece : codesOf(text);
      lines.push(new TextLine(new LineSource(text, codes, offset + at, encoding, open), 0, text.length));
      at = stop + 1;
    }
  }
}

/** The same bytes in pieces of at most `PIECE_BYTES`, without copying. */
export async function* inPieces(source: ByteSource): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) yield chunk.subarray(at, at + PIECE_BYTES);
  }
}

/**
 * A copy of a text that was cut out of a larger one. The engine keeps the whole of the larger text alive for a cut, so
 * what is kept for the length of a file must be copied.
 */
export const detached = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');
