import type { Span } from '../finding';

/** Short strings seen so far, direct-mapped by their bytes: the same qualifier is one string however often it occurs. */
const POOL_BITS = 12;
const poolKeys = new Int32Array(1 << POOL_BITS);
const poolTexts: string[] = Array.from({ length: 1 << POOL_BITS }, () => '');
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Below this length `substring` copies; above it would keep the whole window of text alive through one element. */
const SUBSTRING_COPIES_BELOW = 13;
/** Digits that stay exact in a double after scaling to cents: 13 digits times 100 is below 2^53. */
const FAST_AMOUNT_BYTES_MAX = 13;

/** A Node buffer with its direct Latin-1 conversions, which `toString` and `write` reach through two more calls. */
export type TextBuffer = Buffer & {
  latin1Slice(start: number, end: number): string;
  latin1Write(text: string, at: number): number;
};

export const allocateText = (bytes: number): TextBuffer => Buffer.allocUnsafe(bytes) as TextBuffer;

/**
 * One segment as the tokenizer sees it: element boundaries over a buffer that is reused for the next segment. Nothing
 * may keep the view; whoever wants an element asks for its text, amount or span now. Element 0 is the id.
 */
export class SegmentView {
  /** Bytes the boundaries refer to, and how many of them are in use. */
  bytes: TextBuffer = allocateText(0);
  length = 0;
  /** The same bytes as Latin-1 text; `null` until an element needs it. */
  text: string | null = null;
  /** `starts[first + i]` to `starts[first + i + 1] - 1` are the bytes of element i. */
  starts = new Int32Array(512);
  first = 0;
  /** Elements after the id. */
  count = 0;
  /** Packed id, see `segment-ids.ts`; 0 when it has four bytes or more. */
  id = 0;
  /** Running number in the file from 1. */
  number = 0;
  /** Offset in the artifact of the first and behind the last byte of the segment, terminator left out. */
  offset = 0;
  end = 0;
  /** Offset in the artifact of `bytes[0]`; of no use when `origin` is set. */
  base = 0;
  /** For segments broken over lines: offset in the artifact of every byte of `bytes`. */
  origin: Float64Array | null = null;
  /** True when a byte above 0x7F (or a Data Link Escape) occurs, so that text needs decoding. */
  hasHighBytes: boolean = false;
  /** False when no element is a composite, so that none has to be searched for component separators. */
  hasComponents: boolean = true;
  component = 0x3a;

  /** Element as text without outer blanks; `''` when absent. */
  element(index: number): string {
    if (index > this.count) return '';
    return this.slice(this.starts[this.first + index]!, this.starts[this.first + index + 1]! - 1);
  }

  /** Element of up to four bytes from the pool; longer ones as `element`. For codes and qualifiers, which repeat. */
  code(index: number): string {
    if (index > this.count) return '';
    const start = this.starts[this.first + index]!;
    return this.pooled(start, this.starts[this.first + index + 1]! - 1);
  }

  /** True when the element is absent or has no bytes. */
  isEmpty(index: number): boolean {
    return index > this.count || this.starts[this.first + index + 1]! - 1 === this.starts[this.first + index]!;
  }

  /** Bytes of an element; an absent one is the empty span behind the segment. */
  span(index: number): Span {
    return index > this.count ? { offset: this.end, length: 0 } : this.spanAcross(index, index);
  }

  /** From the first byte of one element to the last byte of another, which is cut back to the last one present. */
  spanAcross(from: number, to: number): Span {
    const last = to > this.count ? this.count : to;
    const offset = this.absolute(this.starts[this.first + from]!);
    return { offset, length: Math.max(0, this.absoluteEnd(this.starts[this.first + last + 1]! - 1) - offset) };
  }

  whole(): Span {
    return { offset: this.offset, length: this.end - this.offset };
  }

  /**
   * X12 R element as minor units of a two-decimal currency, or `NaN` when it is absent, malformed, or too long or too
   * fine for the fast path; the caller then reads the text exactly. Integer arithmetic only: a double holds the count of
   * cents and never a fraction.
   */
  minor(index: number): number {
    if (index > this.count) return Number.NaN;
    const { bytes } = this;
    let at = this.starts[this.first + index]!;
    const end = this.starts[this.first + index + 1]! - 1;
    const negative = bytes[at] === 0x2d;
    if (negative) at++;
    if (at >= end || end - at > FAST_AMOUNT_BYTES_MAX) return Number.NaN;
    const first = at;
    let units = 0;
    while (at < end) {
      const digit = bytes[at]! - 0x30;
      if (digit < 0 || digit > 9) break;
      units = units * 10 + digit;
      at++;
    }
    if (at === end) units *= 100;
    else {
      if (bytes[at] !== 0x2e) return Number.NaN;
      const decimals = end - at - 1;
      if (decimals === 2) {
        const tens = bytes[at + 1]! - 0x30;
        const ones = bytes[at + 2]! - 0x30;
        if (tens < 0 || tens > 9 || ones < 0 || ones > 9) return Number.NaN;
        units = units * 100 + tens * 10 + ones;
      } else if (decimals === 1) {
        const tens = bytes[at + 1]! - 0x30;
        if (tens < 0 || tens > 9) return Number.NaN;
        units = units * 100 + tens * 10;
      } else if (decimals === 0 && at > first) units *= 100;
      else return Number.NaN;
    }
    return negative ? 0 - units : units;
  }

  /** Components of an element, trailing empty ones kept; `[]` when the element is empty. */
  components(index: number): string[] {
    const count = this.partCount(index);
    if (count === 0) return [];
    // Of the exact size: a list that grows by `push` reserves room for sixteen more.
    const parts = new Array<string>(count);
    const end = this.starts[this.first + index + 1]! - 1;
    let from = this.starts[this.first + index]!;
    for (let part = 0; part < count; part++) {
      let to = from;
      while (to < end && this.bytes[to] !== this.component) to++;
      parts[part] = this.pooled(from, to);
      from = to + 1;
    }
    return parts;
  }

  /** As `code`, with the components of a composite joined by colons whatever separates them, empty ones at its end left out. */
  value(index: number): string {
    return this.hasComponents && this.isComposite(index) ? this.parts(index).join(':') : this.code(index);
  }

  /** All elements as `value` gives them, empty ones at the end left out. */
  values(): string[] {
    const count = this.filledCount();
    const values = new Array<string>(count);
    for (let index = 1; index <= count; index++) values[index - 1] = this.value(index);
    return values;
  }

  /** Components of an element, empty ones at the end left out; `[]` when nothing is left. */
  parts(index: number): string[] {
    const parts = this.components(index);
    while (parts.length > 0 && parts[parts.length - 1] === '') parts.pop();
    return parts;
  }

  /** True when the element holds a component separator. */
  isComposite(index: number): boolean {
    if (!this.hasComponents || index > this.count) return false;
    const { bytes, component } = this;
    const end = this.starts[this.first + index + 1]! - 1;
    for (let at = this.starts[this.first + index]!; at < end; at++) if (bytes[at] === component) return true;
    return false;
  }

  /** Number of the last element that has bytes. */
  filledCount(): number {
    let { count } = this;
    while (count > 0 && this.isEmpty(count)) count--;
    return count;
  }

  /** Element of up to nine digits without leading zeros, outer blanks aside, as the number it is; -1 for anything else. */
  integer(index: number): number {
    if (index > this.count) return -1;
    const { bytes } = this;
    let start = this.starts[this.first + index]!;
    let end = this.starts[this.first + index + 1]! - 1;
    while (end > start && bytes[end - 1] === 0x20) end--;
    while (start < end && bytes[start] === 0x20) start++;
    if (start === end || end - start > 9 || (bytes[start] === 0x30 && end - start > 1)) return -1;
    let number = 0;
    for (let at = start; at < end; at++) {
      const digit = bytes[at]! - 0x30;
      if (digit < 0 || digit > 9) return -1;
      number = number * 10 + digit;
    }
    return number;
  }

  /** Code of an element as one number, see `packId`; -1 when it is longer than four bytes or holds a NUL. */
  packed(index: number): number {
    if (index > this.count) return 0;
    const { bytes } = this;
    let start = this.starts[this.first + index]!;
    let end = this.starts[this.first + index + 1]! - 1;
    while (end > start && bytes[end - 1] === 0x20) end--;
    while (start < end && bytes[start] === 0x20) start++;
    if (end - start > 4) return -1;
    let packed = 0;
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === 0) return -1;
      packed = (packed << 8) | byte;
    }
    return packed;
  }

  /** One component of an element from 1; `''` when there is none. */
  part(index: number, position: number): string {
    if (index > this.count) return '';
    const { bytes, component } = this;
    const end = this.starts[this.first + index + 1]! - 1;
    let from = this.starts[this.first + index]!;
    let skip = position - 1;
    while (skip > 0 && from < end) if (bytes[from++] === component) skip--;
    if (skip > 0) return '';
    let to = from;
    while (to < end && bytes[to] !== component) to++;
    return this.pooled(from, to);
  }

  /** Number of components of an element; 0 when it is empty. */
  partCount(index: number): number {
    if (this.isEmpty(index)) return 0;
    const end = this.starts[this.first + index + 1]! - 1;
    let parts = 1;
    for (let at = this.starts[this.first + index]!; at < end; at++) if (this.bytes[at] === this.component) parts++;
    return parts;
  }

  /** Elements `from`… as texts, trailing empty ones dropped. */
  rest(from: number): string[] {
    const texts: string[] = [];
    for (let index = from; index <= this.count; index++) texts.push(this.code(index));
    while (texts.length > 0 && texts[texts.length - 1] === '') texts.pop();
    return texts;
  }

  /** True when any element from `from` on has bytes: the segment says more than the model has fields for. */
  hasMoreThan(from: number): boolean {
    for (let index = from + 1; index <= this.count; index++) if (!this.isEmpty(index)) return true;
    return false;
  }

  /** Offset in the artifact of position `at` of `bytes`. */
  absolute(at: number): number {
    if (this.origin === null) return this.base + at;
    return at < this.bytes.length ? this.origin[at]! : this.end;
  }

  /** Offset behind the byte before `at`, so that a span ends before a line break that follows it. */
  private absoluteEnd(at: number): number {
    if (this.origin === null) return this.base + at;
    return at === 0 ? this.offset : this.origin[at - 1]! + 1;
  }

  private slice(from: number, to: number): string {
    const { bytes } = this;
    let start = from;
    let end = to;
    while (end > start && bytes[end - 1] === 0x20) end--;
    while (start < end && bytes[start] === 0x20) start++;
    if (this.hasHighBytes) return decode(bytes, start, end);
    if (end - start >= SUBSTRING_COPIES_BELOW) return bytes.latin1Slice(start, end);
    this.text ??= bytes.latin1Slice(0, this.length);
    return this.text.substring(start, end);
  }

  private pooled(from: number, to: number): string {
    const { bytes } = this;
    const length = to - from;
    if (length === 0) return '';
    let key = bytes[from]!;
    if (length > 4 || key === 0) return this.slice(from, to);
    for (let at = from + 1; at < to; at++) key = (key << 8) | bytes[at]!;
    const slot = Math.imul(key, 0x9e3779b1) >>> (32 - POOL_BITS);
    if (poolKeys[slot] === key) return poolTexts[slot]!;
    const text = this.slice(from, to);
    if (this.hasHighBytes) return text;
    poolKeys[slot] = key;
    poolTexts[slot] = text;
    return text;
  }
}

/** Text of bytes that may hold non-ASCII characters: UTF-8 where valid, else Latin-1, which cannot fail. */
function decode(bytes: TextBuffer, start: number, end: number): string {
  for (let at = start; at < end; at++) {
    if (bytes[at]! < 0x80) continue;
    try {
      return utf8.decode(bytes.subarray(start, end));
    } catch {
      return bytes.latin1Slice(start, end);
    }
  }
  return bytes.latin1Slice(start, end);
}
