import { LineSplitter, sourceOf, TextLine } from './lines';

/** One raw record: its characters as they stand, its number among all records from 1, and its bytes. */
export type RawRecord = Readonly<TextLine>;

/** Ctrl-Z and NUL, with which old systems fill the end of a file; a line of only these is no record. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: end-of-file marks are control characters.
const BLANK = /^[\s\u001a\u0000]*$/;

/**
 * Fixed-width records from lines, or from one endless line. A file is taken as one line when its only line is longer
 * than twice the width (`2 * width`); then it is cut every `width` characters.
 */
export class FixedWidthTokenizer {
  readonly #splitter = new LineSplitter();
  #line = 0;
  #held: TextLine | null = null;
  #rest = '';
  #restOffset = 0;
  #restEncoding: TextLine['encoding'] = 'latin1';
  #mode: 'lines' | 'pieces' = 'lines';

  readonly #width: number;

  constructor(width: number) {
    this.#width = width;
  }

  push(chunk: Uint8Array): RawRecord[] {
    return this.#records(this.#splitter.push(chunk));
  }

  end(): RawRecord[] {
    const out = this.#records(this.#splitter.end());
    if (this.#held !== null) {
      this.#cut(this.#held, out);
      this.#held = null;
    }
    this.#flushRest(out);
    return out;
  }

  #records(lines: readonly TextLine[]): RawRecord[] {
    const out: RawRecord[] = [];
    for (const line of lines) {
      if (isBlank(line)) continue;
      if (this.#mode === 'pieces' || line.open) this.#cutOn(line, out);
      else if (this.#held !== null) {
        // A second line proves that the long first one was a line after all.
        this.#emit(this.#held, out);
        this.#held = null;
        this.#emit(line, out);
      } else if (this.#line === 0 && line.size > 2 * this.#width) this.#held = line;
      else this.#emit(line, out);
    }
    return out;
  }

  #emit(line: TextLine, out: RawRecord[]): void {
    this.#line += 1;
    line.line = this.#line;
    out.push(line);
  }

  #cutOn(line: TextLine, out: RawRecord[]): void {
    this.#mode = 'pieces';
    if (this.#held !== null) this.#cut(this.#held, out);
    this.#held = null;
    this.#cut(line, out);
    if (!line.open) this.#flushRest(out);
  }

  #cut(line: TextLine, out: RawRecord[]): void {
    if (this.#rest === '') this.#restOffset = line.offset;
    const text = this.#rest + line.text;
    const whole = text.length - (text.length % this.#width);
    if (line.encoding === 'latin1') this.#emitPieces(text, whole, out);
    else {
      for (let at = 0; at < whole; at += this.#width) {
        this.#emitPiece(text.slice(at, at + this.#width), line.encoding, out);
      }
    }
    this.#rest = text.slice(whole);
    this.#restEncoding = line.encoding;
  }

  #flushRest(out: RawRecord[]): void {
    if (this.#rest !== '' && !BLANK.test(this.#rest)) this.#emitPiece(this.#rest, this.#restEncoding, out);
    this.#rest = '';
  }

  /** Where a character is a byte, all pieces can share one source. */
  #emitPieces(text: string, whole: number, out: RawRecord[]): void {
    const source = sourceOf(text, this.#restOffset, 'latin1');
    for (let at = 0; at < whole; at += this.#width) {
      const piece = new TextLine(source, at, at + this.#width);
      if (!BLANK.test(piece.text)) this.#emit(piece, out);
    }
    this.#restOffset += whole;
  }

  #emitPiece(text: string, encoding: TextLine['encoding'], out: RawRecord[]): void {
    const piece = new TextLine(sourceOf(text, this.#restOffset, encoding), 0, text.length);
    if (!BLANK.test(text)) this.#emit(piece, out);
    this.#restOffset += piece.length;
  }
}

/** Only a line that begins with a blank or an end-of-file mark, or is very short, can be no record. */
function isBlank(line: TextLine): boolean {
  const { start, end } = line;
  if (start === end) return true;
  const first = line.source.codes[start] as number;
  return (first <= 0x20 || line.length < 3) && BLANK.test(line.text);
}
