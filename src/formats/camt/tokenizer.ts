import type { ByteSource } from '../finding';
import { inPieces } from '../shared/lines';
import type { CamtFindingCode } from './findings';
import { CutFrames, SHELL_BYTES_MAX, type XmlPiece } from './frames';
import { readTag, type Tag } from './tags';

/** Nesting accepted: ISO 20022 statements stay under 25. */
export const DEPTH_MAX = 64;
/** Longest tag, comment, CDATA section or processing instruction. */
const TOKEN_BYTES_MAX = 1 << 20;

/** Why scanning stopped for good. */
type XmlStop = { readonly code: CamtFindingCode; readonly offset: number; readonly detail: string };

const BLANK = /^[\s\u00ef\u00bb\u00bf]*$/;

/**
 * Walks XML tag by tag and cuts it at statements, entries and transactions, so that a file of any size is parsed in
 * small pieces with exact byte spans. It refuses what the parser must never see: document types, entities, foreign
 * encodings, excessive depth or size, and markup that does not nest.
 */
export class CamtScanner {
  readonly frames = new CutFrames();
  stop: XmlStop | null = null;
  #window = '';
  /** Byte offset of the window's first character; the window is Latin-1, so characters are bytes. */
  #base = 0;
  readonly #open: Tag[] = [];
  #roots = 0;

  push(piece: Uint8Array): XmlPiece[] {
    if (this.stop !== null) return [];
    this.#window += Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString('latin1');
    return this.#scan(false);
  }

  end(): XmlPiece[] {
    if (this.stop !== null) return [];
    const pieces = this.#scan(true);
    if (this.stop === null && this.#open.length > 0) {
      this.#fail('XML_TRUNCATED', this.#window.length, `${this.#open.length} elements are still open.`);
    } else if (this.stop === null && this.#roots === 0)
      this.#fail('XML_NOT_WELL_FORMED', 0, 'There is no root element.');
    return pieces;
  }

  #scan(isLast: boolean): XmlPiece[] {
    const pieces: XmlPiece[] = [];
    const text = this.#window;
    if (this.#base === 0 && looksWide(text)) {
      this.#fail('XML_ENCODING_REFUSED', 0, 'It looks like UTF-16 or UTF-32.');
      return pieces;
    }
    let at = 0;
    while (this.stop === null) {
      const start = text.indexOf('<', at);
      if (this.#open.length === 0 && !BLANK.test(text.slice(at, start < 0 ? text.length : start))) {
        this.#fail('XML_NOT_WELL_FORMED', at, 'There is text outside the root element.');
        break;
      }
      if (start < 0) {
        at = text.length;
        break;
      }
      const end = this.#token(text, start, pieces);
      if (end < 0) {
        at = start;
        if (isLast && this.stop === null) this.#fail('XML_TRUNCATED', start, 'The file ends inside a tag.');
        else if (text.length - start > TOKEN_BYTES_MAX)
          this.#fail('XML_TOO_LARGE', start, 'A tag or comment does not end.');
        break;
      }
      at = end;
    }
    if (this.stop === null) this.#keepFrom(at);
    return pieces;
  }

  /** Handles the markup at `start`; the position after it, or -1 when more bytes are needed. */
  #token(text: string, start: number, pieces: XmlPiece[]): number {
    const next = text.charCodeAt(start + 1);
    if (next === BANG) return this.#declaration(text, start);
    if (next === QUESTION) return this.#instruction(text, start);
    const tag = readTag(text, start);
    if (tag === null) return -1;
    if (tag === 'malformed') {
      this.#fail('XML_NOT_WELL_FORMED', start, 'A tag is malformed.');
      return -1;
    }
    if (tag.type === 'close') this.#closeTag(tag, start, pieces);
    else this.#openTag(tag, start, pieces);
    return tag.end;
  }

  #declaration(text: string, start: number): number {
    const [mark, close] = text.startsWith('<!--', start) ? ['<!--', '-->'] : ['<![CDATA[', ']]>'];
    if (text.startsWith(mark, start)) {
      const end = text.indexOf(close, start + mark.length);
      return end < 0 ? -1 : end + close.length;
    }
    if (mark.startsWith(text.slice(start)) || '<!--'.startsWith(text.slice(start))) return -1;
    this.#fail('XML_DOCTYPE_REFUSED', start, '');
    return -1;
  }

  #instruction(text: string, start: number): number {
    const end = text.indexOf('?>', start + 2);
    if (end < 0) return -1;
    const declared = /^<\?xml\s[^>]*encoding\s*=\s*["']([^"']{1,40})["']/i.exec(text.slice(start, end));
    if (declared !== null) {
      const encoding = (declared[1] ?? '').toLowerCase();
      if (!UTF8.has(encoding) && !SINGLE_BYTE.has(encoding)) {
        this.#fail('XML_ENCODING_REFUSED', start, 'The declaration names another one.');
        return -1;
      }
      this.frames.isSingleByte = SINGLE_BYTE.has(encoding);
    }
    return end + 2;
  }

  #openTag(tag: Tag, start: number, pieces: XmlPiece[]): void {
    if (this.#open.length === 0) {
      this.#roots += 1;
      if (this.#roots > 1) this.#fail('XML_NOT_WELL_FORMED', start, 'There are several root elements.');
    }
    if (this.#open.length >= DEPTH_MAX) this.#fail('XML_TOO_DEEP', start, `More than ${DEPTH_MAX} levels.`);
    if (this.stop !== null) return;
    const parent = this.#open.at(-1)?.local ?? '';
    const depth = this.#open.length;
    const opened = this.frames.open(tag, parent, depth, { text: this.#window, at: start, base: this.#base }, pieces);
    if (tag.type === 'open') this.#open.push(tag);
    else if (opened) this.frames.close(depth, { text: this.#window, at: tag.end, base: this.#base }, pieces);
    this.#checkSize(start);
  }

  #closeTag(tag: Tag, start: number, pieces: XmlPiece[]): void {
    const open = this.#open.pop();
    if (open === undefined || open.name !== tag.name) {
      this.#fail('XML_NOT_WELL_FORMED', start, 'An end tag does not match its start tag.');
      return;
    }
    this.frames.close(this.#open.length, { text: this.#window, at: tag.end, base: this.#base }, pieces);
    this.#checkSize(start);
  }

  #keepFrom(at: number): void {
    this.frames.carry({ text: this.#window, at, base: this.#base });
    this.#checkSize(at);
    this.#window = this.#window.slice(at);
    this.#base += at;
  }

  #checkSize(at: number): void {
    if (this.frames.largest > SHELL_BYTES_MAX)
      this.#fail('XML_TOO_LARGE', at, 'One statement head, entry or transaction is too large.');
  }

  #fail(code: CamtFindingCode, at: number, detail: string): void {
    this.stop ??= { code, offset: this.#base + at, detail };
  }
}

/** UTF-16 and UTF-32 begin with their byte order mark, or have a NUL beside the first `<`. */
const looksWide = (text: string): boolean =>
  /^(?:\u00fe\u00ff|\u00ff\u00fe)/.test(text) || text.slice(0, 2).includes('\0');

const BANG = 0x21;
const QUESTION = 0x3f;
const UTF8: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii']);
const SINGLE_BYTE: ReadonlySet<string> = new Set(['iso-8859-1', 'latin1', 'windows-1252']);

/** Pieces of a camt file in the batches in which their bytes arrive. Once `scanner.stop` is set, nothing more comes. */
export async function* tokenizeCamt(source: ByteSource, scanner: CamtScanner): AsyncGenerator<readonly XmlPiece[]> {
  for await (const bytes of inPieces(source)) {
    const pieces = scanner.push(bytes);
    if (pieces.length > 0) yield pieces;
    if (scanner.stop !== null) return;
  }
  yield scanner.end();
}
