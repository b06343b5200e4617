import { isAscii, isUtf8 } from 'node:buffer';
import type { ByteSource } from '../finding';

/** One line without its terminator. `length` counts bytes, so it differs from `text.length` where UTF-8 was read. */
export type TextLine = {
  readonly text: string;
  readonly offset: number;
  readonly length: number;
  readonly encoding: 'latin1' | 'utf8';
  /** True when the line was cut at `LINE_BYTES_MAX`: the next piece belongs to the same line. */
  readonly open: boolean;
  /** Number among the records of the file, from 1; given by the tokenizer that takes the line as a record. */
  line: number;
};

/** Longest line held in memory; a longer one is handed on in pieces marked `open`. */
export const LINE_BYTES_MAX = 1 << 20;

/** Bytes read at once: small enough that what is made of them dies young, which is most of a codec's speed. */
const PIECE_BYTES = 16 * 1024;

const LF = 0x0a;
const CR = 0x0d;
/** Byte order mark of UTF-8. */
const MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const NONE = Buffer.alloc(0);

/**
 * Cuts bytes that arrive in pieces of any size into lines ending in LF, CR LF or a lone CR. A line is read as UTF-8
 * when its bytes are valid UTF-8, else as Latin-1: banks mix both, and a wrong guess must not cost more than that one
 * line.
 */
export class LineSplitter {
  #carry: Buffer = NONE;
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
    if (this.#carry.length > 0) this.#emit(this.#carry, this.#offset, false, lines);
    this.#offset += this.#carry.length;
    this.#carry = NONE;
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
    const first = slice.indexOf(LF);
    if (first < 0) {
      this.#hold(slice, lines);
      return;
    }
    let start = 0;
    if (this.#carry.length > 0) {
      const joined = Buffer.concat([this.#carry, slice.subarray(0, first)]);
      this.#emit(joined, this.#offset, false, lines);
      this.#offset += joined.length + 1;
      this.#carry = NONE;
      start = first + 1;
    }
    const last = slice.lastIndexOf(LF);
    const body = slice.subarray(start, last + 1);
    if (isAscii(body) && body.indexOf(CR) < 0) this.#emitPlain(body, lines);
    else this.#emitMixed(body, lines);
    this.#offset += body.length;
    this.#hold(slice.subarray(last + 1), lines);
  }

  /**
   * The fast way, taken by nearly every bank file: one decode for the whole slice, offsets equal to string
   * positions.
   */
  #emitPlain(body: Buffer, lines: TextLine[]): void {
    const text = body.toString('latin1');
    const base = this.#offset;
    for (let at = 0; at < text.length; ) {
      const stop = text.indexOf('\n', at);
      const line = text.slice(at, stop);
      lines.push({ text: line, offset: base + at, length: stop - at, encoding: 'latin1', open: false, line: 0 });
      at = stop + 1;
    }
  }

  #emitMixed(body: Buffer, lines: TextLine[]): void {
    for (let at = 0; at < body.length; ) {
      const stop = body.indexOf(LF, at);
      this.#emit(body.subarray(at, stop), this.#offset + at, false, lines);
      at = stop + 1;
    }
  }

  #hold(rest: Buffer, lines: TextLine[]): void {
    this.#carry = this.#carry.length === 0 ? Buffer.from(rest) : Buffer.concat([this.#carry, rest]);
    if (this.#carry.length < LINE_BYTES_MAX) return;
    // A file whose only terminator is CR never shows an LF; its complete lines leave here instead of filling memory.
    const cut = this.#carry.lastIndexOf(CR);
    const ready = cut < 0 ? this.#carry : this.#carry.subarray(0, cut + 1);
    this.#emit(ready, this.#offset, cut < 0, lines);
    this.#offset += ready.length;
    this.#carry = Buffer.from(this.#carry.subarray(ready.length));
  }

  #emit(bytes: Buffer, offset: number, open: boolean, lines: TextLine[]): void {
    let end = bytes.length;
    if (end > 0 && bytes[end - 1] === CR) end -= 1;
    for (let at = 0; at <= end; ) {
      const cr = bytes.subarray(0, end).indexOf(CR, at);
      const stop = cr < 0 ? end : cr;
      const piece = bytes.subarray(at, stop);
      const encoding = !isAscii(piece) && isUtf8(piece) ? 'utf8' : 'latin1';
      lines.push({
        text: piece.toString(encoding),
        offset: offset + at,
        length: piece.length,
        encoding,
        open,
        line: 0,
      });
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
