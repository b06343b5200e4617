/** Reads one segment's fields from bytes. Positions are found once; text is decoded only for what is asked. */
import type { Span } from '../finding';
import { decodeBytes } from './charset';
import { unescapeText } from './escape';
import { declaresDelimiters, type Hl7Message, type Hl7Segment, segmentPath, segmentSpan, type Valued } from './model';

const QUOTE = 0x22;

/** Field, repetition, component and subcomponent numbers all count from 1, as HL7 writes them (HL7 v2 §2.5.3). */
export class SegmentReader {
  readonly message: Hl7Message;
  readonly segment: Hl7Segment;
  #starts: number[] | null = null;
  readonly #shift: number;
  /** Starts and ends of the components of the repetition read last; a composite is read one component after another. */
  readonly #components: number[] = [];
  #count = 0;
  #field = -1;
  #repetition = -1;
  #repetitionEnd = 0;
  #text: string | null = null;

  constructor(message: Hl7Message, segment: Hl7Segment) {
    this.message = message;
    this.segment = segment;
    this.#shift = declaresDelimiters(segment.id) ? 1 : 0;
  }

  get path(): string {
    return segmentPath(this.message, this.segment);
  }

  get span(): Span {
    return segmentSpan(this.message, this.segment);
  }

  /** Number of the last field written, empty or not. */
  get fieldCount(): number {
    return this.#pieces().length - 1 + this.#shift;
  }

  /** True when the segment reaches field `field`, even if the field is empty. */
  has(field: number): boolean {
    return field <= this.fieldCount;
  }

  /** Where a field stands in the artifact, or `null` when the segment ends before it. */
  fieldSpan(field: number): Span | null {
    if (!this.has(field)) return null;
    const [start, end] = this.#range(field);
    return { offset: this.message.span.offset + start, length: end - start };
  }

  /** True when the field is not valued: nothing stands in it, or the segment ends before it. */
  isEmpty(field: number): boolean {
    const [start, end] = this.#range(field);
    return start === end;
  }

  /** The field as written, all repetitions, escapes untouched; `''` when empty or absent. */
  raw(field: number): string {
    const [start, end] = this.#range(field);
    return this.#decode(start, end);
  }

  /** Repetitions written, 0 when the field is empty or absent. */
  repetitions(field: number): number {
    const [start, end] = this.#range(field);
    const separator = this.message.delimiters.repetition;
    if (start === end) return 0;
    let count = 1;
    if (separator === 0) return count;
    for (let at = start; at < end; at++) if (this.message.bytes[at] === separator) count++;
    return count;
  }

  /** One subcomponent, unescaped. A primitive is component 1, subcomponent 1 of its field. */
  get(field: number, component = 1, subcomponent = 1, repetition = 1): Valued {
    if (field !== this.#field || repetition !== this.#repetition) this.#split(field, repetition);
    if (component * 2 > this.#count) return undefined;
    const from = this.#components[component * 2 - 2] as number;
    const to = this.#components[component * 2 - 1] as number;
    const { bytes, delimiters, charset } = this.message;
    const [start, end] = nth(bytes, from, to, delimiters.subcomponent, subcomponent);
    if (start >= end) return undefined;
    if (end - start === 2 && bytes[start] === QUOTE && bytes[start + 1] === QUOTE) return null;
    return unescapeText(this.#decode(start, end), delimiters, charset);
  }

  /** As `get`, for the caller who treats "not valued" and "delete" alike: `''` for both. */
  text(field: number, component = 1, subcomponent = 1, repetition = 1): string {
    return this.get(field, component, subcomponent, repetition) ?? '';
  }

  /** True when the repetition as a whole is the HL7 null `""`. */
  isNull(field: number, repetition = 1): boolean {
    const { bytes, delimiters } = this.message;
    const [fieldStart, fieldEnd] = this.#range(field);
    const [start, end] = nth(bytes, fieldStart, fieldEnd, delimiters.repetition, repetition);
    return end - start === 2 && bytes[start] === QUOTE && bytes[start + 1] === QUOTE;
  }

  /** Text of a range. A segment of single-byte text is decoded once and cut; others are decoded piece by piece. */
  #decode(start: number, end: number): string {
    const { message, segment } = this;
    this.#text ??= decodeBytes(message.bytes, segment.start, segment.end, message.charset);
    if (this.#text.length === segment.end - segment.start) {
      return this.#text.slice(start - segment.start, end - segment.start);
    }
    return decodeBytes(message.bytes, start, end, message.charset);
  }

  #split(field: number, repetition: number): void {
    const { bytes, delimiters } = this.message;
    const [fieldStart, fieldEnd] = this.#range(field);
    // The next repetition is looked for behind the last one, so reading all of them in order stays linear.
    const follows = field === this.#field && repetition === this.#repetition + 1;
    const [start, end] = follows
      ? nth(bytes, Math.min(this.#repetitionEnd + 1, fieldEnd), fieldEnd, delimiters.repetition, 1)
      : nth(bytes, fieldStart, fieldEnd, delimiters.repetition, repetition);
    this.#field = field;
    this.#repetition = repetition;
    this.#repetitionEnd = end;
    this.#count = 0;
    if (start >= end) return;
    const bounds = this.#components;
    bounds[0] = start;
    let count = 1;
    for (let at = start; delimiters.component !== 0 && at < end; at++) {
      if (bytes[at] !== delimiters.component) continue;
      bounds[count] = at;
      bounds[count + 1] = at + 1;
      count += 2;
    }
    bounds[count] = end;
    this.#count = count + 1;
  }

  #range(field: number): [number, number] {
    const starts = this.#pieces();
    const piece = field - this.#shift;
    if (piece < 1 || piece >= starts.length) return [this.segment.end, this.segment.end];
    const next = starts[piece + 1];
    return [starts[piece] as number, next === undefined ? this.segment.end : next - 1];
  }

  /** Where the pieces between field separators begin, looked for once the first field is asked for. */
  #pieces(): readonly number[] {
    if (this.#starts !== null) return this.#starts;
    const { bytes, delimiters } = this.message;
    const { start, end } = this.segment;
    const starts = [start];
    this.#starts = starts;
    if (delimiters.field === 0) return starts;
    for (let at = start; at < end; at++) if (bytes[at] === delimiters.field) starts.push(at + 1);
    return starts;
  }
}

/** The n-th piece of a range; an empty range when there are fewer. */
function nth(bytes: Uint8Array, start: number, end: number, separator: number, n: number): [number, number] {
  let from = start;
  let left = n;
  if (separator === 0) return n === 1 ? [start, end] : [end, end];
  for (let at = start; at < end; at++) {
    if (bytes[at] !== separator) continue;
    if (--left === 0) return [from, at];
    from = at + 1;
  }
  return left === 1 ? [from, end] : [end, end];
}
