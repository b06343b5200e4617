import type { Tag } from './tags';

/** What a piece of the file holds. A shell is an element without the elements that were cut out of it. */
type PieceKind = 'message' | 'statementHead' | 'statement' | 'entry' | 'transaction' | 'statementOpen' | 'entryOpen';

/**
 * One cut-out piece. `text` is Latin-1, one character per byte, and is made whole again for the parser when the element
 * is still open. `offset` and `length` are bytes of the file, from the element's start.
 */
export type XmlPiece = {
  readonly kind: PieceKind;
  readonly text: string;
  readonly offset: number;
  readonly length: number;
  readonly isSingleByte: boolean;
};

/** A position in the scanner's window. */
export type Position = { readonly text: string; readonly at: number; readonly base: number };

/** Bytes one shell may hold: a head, an entry without its transactions, or one transaction. */
export const SHELL_BYTES_MAX = 8 << 20;

type Frame = {
  readonly kind: 'message' | 'statement' | 'entry' | 'transaction';
  readonly depth: number;
  readonly name: string;
  readonly offset: number;
  readonly parts: string[];
  size: number;
  hasHead: boolean;
};

/** Elements that hold entries, by the element they stand in. */
const STATEMENTS: Readonly<Record<string, string>> = {
  BkToCstmrAcctRpt: 'Rpt',
  BkToCstmrStmt: 'Stmt',
  BkToCstmrDbtCdtNtfctn: 'Ntfctn',
};

/** Keeps the bytes of every element that is still open, each without the elements cut out of it. */
export class CutFrames {
  isSingleByte = false;
  /** Bytes of the largest shell so far. */
  largest = 0;
  readonly #frames: Frame[] = [];
  /** Byte offset up to which the innermost frame has its text. */
  #taken = 0;

  /** Starts a piece when the tag begins one; whether it did. */
  open(tag: Tag, parent: string, depth: number, position: Position, pieces: XmlPiece[]): boolean {
    const top = this.#frames.at(-1);
    const kind = top === undefined ? 'message' : kindOf(tag.local, parent, depth, top);
    if (kind === null) return false;
    const offset = position.base + position.at;
    if (top === undefined) this.#taken = offset;
    else {
      this.#take(position);
      this.#head(top, kind, offset, pieces);
    }
    this.#frames.push({ kind, depth, name: tag.name, offset, parts: [], size: 0, hasHead: false });
    if (kind === 'statement' || kind === 'entry') {
      pieces.push({
        kind: kind === 'entry' ? 'entryOpen' : 'statementOpen',
        text: tag.local,
        offset,
        length: 0,
        isSingleByte: true,
      });
    }
    return true;
  }

  /** Ends the piece whose element closed at this depth, if one did. */
  close(depth: number, position: Position, pieces: XmlPiece[]): void {
    const top = this.#frames.at(-1);
    if (top === undefined || top.depth !== depth) return;
    this.#take(position);
    this.#frames.pop();
    if (top.kind === 'statement') this.#head(top, 'entry', position.base + position.at, pieces);
    if (top.kind === 'message' && top.hasHead) return;
    pieces.push({
      kind: top.kind,
      text: top.parts.join(''),
      offset: top.offset,
      length: position.base + position.at - top.offset,
      isSingleByte: this.isSingleByte,
    });
  }

  /** The window is about to drop everything before this position. */
  carry(position: Position): void {
    if (this.#frames.length > 0) this.#take(position);
  }

  /** The message head is given before its first statement, a statement head before its first entry, each once. */
  #head(frame: Frame, next: Frame['kind'], end: number, pieces: XmlPiece[]): void {
    const isDue =
      (frame.kind === 'message' && next === 'statement') || (frame.kind === 'statement' && next === 'entry');
    if (!isDue || frame.hasHead) return;
    frame.hasHead = true;
    pieces.push({
      kind: frame.kind === 'message' ? 'message' : 'statementHead',
      text: frame.parts.join(''),
      offset: frame.offset,
      length: end - frame.offset,
      isSingleByte: this.isSingleByte,
    });
  }

  #take(position: Position): void {
    const top = this.#frames.at(-1);
    const from = this.#taken - position.base;
    if (top !== undefined && position.at > from) {
      top.parts.push(position.text.slice(from, position.at));
      top.size += position.at - from;
      if (top.size > this.largest) this.largest = top.size;
    }
    this.#taken = position.base + position.at;
  }
}

function kindOf(local: string, parent: string, depth: number, top: Frame): Frame['kind'] | null {
  if (top.kind === 'message') return STATEMENTS[parent] === local ? 'statement' : null;
  if (top.kind === 'statement') return local === 'Ntry' && depth === top.depth + 1 ? 'entry' : null;
  return top.kind === 'entry' && local === 'TxDtls' && parent === 'NtryDtls' ? 'transaction' : null;
}
