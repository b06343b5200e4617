import type { TextRange } from './lines';
import { type Trace, traceKey } from './trace';

const STAR = 0x2a;
const DASH = 0x2d;
const BLANK = 0x20;
const TILDE = 0x7e;
const BACKSLASH = 0x5c;
const MARKER = Buffer.from('TRN*1*', 'latin1');
/** Added to a letter, it gives the lower-case one. */
const LOWER = 0x20;
const [T, R, N] = [0x74, 0x72, 0x6e] as const;

/** By code: 1 for letters and digits, 2 for the dash, which only TRN02 may hold. */
const WORD = Uint8Array.from({ length: 256 }, (_, code) =>
  code === DASH ? 2 : code < 0x80 && /[A-Za-z0-9]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/** A whole trace where it stands; its fields are cut out when they are asked for. */
class WholeTrace implements Trace {
  readonly #range: TextRange;
  readonly #middle: number;
  readonly #stop: number;

  constructor(range: TextRange, middle: number, stop: number) {
    this.#range = range;
    this.#middle = middle;
    this.#stop = stop;
  }

  get traceNumber(): string {
    return this.#range.source.text.slice(this.#range.start + MARKER.length, this.#middle);
  }

  get payerId(): string {
    return this.#range.source.text.slice(this.#middle + 1, this.#stop);
  }

  get supplement(): string {
    return '';
  }

  get key(): string {
    return traceKey(this.traceNumber);
  }

  get raw(): string {
    return this.#range.source.text.slice(this.#range.start, this.#stop);
  }

  get form(): 'standard' {
    return 'standard';
  }
}

/**
 * The form nearly every addenda has, one terminated TRN segment and nothing else:
 * `^TRN\*1\*[A-Za-z0-9-]+\*[A-Za-z0-9]+[~\\] *$`. `null` for every other text.
 */
export function wholeTraceIn(range: TextRange): Trace | null {
  const { codes } = range.source;
  const { start, end } = range;
  if (end - start < MARKER.length) return null;
  for (let i = 0; i < MARKER.length; i += 1) if (codes[start + i] !== MARKER[i]) return null;
  let at = start + MARKER.length;
  while (at < end && WORD[codes[at] as number] !== 0) at += 1;
  const middle = at;
  if (middle === start + MARKER.length || at >= end || codes[at] !== STAR) return null;
  at += 1;
  while (at < end && WORD[codes[at] as number] === 1) at += 1;
  const stop = at;
  if (stop === middle + 1 || at >= end || (codes[at] !== TILDE && codes[at] !== BACKSLASH)) return null;
  for (at += 1; at < end; at += 1) if (codes[at] !== BLANK) return null;
  return new WholeTrace(range, middle, stop);
}

/** Whether the letters TRN stand anywhere, in either case. Of three letters that differ, most need no look. */
export function hasLetters({ source, start, end }: TextRange): boolean {
  const { codes } = source;
  for (let at = start + 2; at < end; ) {
    const code = (codes[at] as number) | LOWER;
    if (code === R) at += 1;
    else if (code === T) at += 2;
    else if (code !== N) at += 3;
    else if (((codes[at - 1] as number) | LOWER) === R && ((codes[at - 2] as number) | LOWER) === T) return true;
    else at += 3;
  }
  return false;
}

const LETTERS = /trn/i;

/** Whether the letters are cut by the end of a part, blanks at its end aside. */
export function areLettersCut(before: TextRange, after: TextRange): boolean {
  const next = (after.source.codes[after.start] as number) | LOWER;
  // What follows begins with R or N, or the letters are not cut here.
  if (after.start >= after.end || (next !== R && next !== N)) return false;
  const text = before.source.text.slice(before.start, before.end).trimEnd();
  return LETTERS.test(text.slice(-2) + after.source.text.slice(after.start, Math.min(after.start + 2, after.end)));
}
