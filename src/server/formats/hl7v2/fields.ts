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
  readonly #starts: number[] = [];
  readonly #shift: number;

  constructor(message: Hl7Message, segment: Hl7Segment) {
    this.message = message;
    this.segment = segment;
    this.#shift = declaresDelimiters(segment.id) ? 1 : 0;
    const { bytes, delimiters } = message;
    this.#starts.push(segment.start);
    if (delimiters.field === 0) return;
    for (let at = segment.start; at < segment.end; at++) {
      if (bytes[at] === delimiters.field) this.#starts.push(at + 1);
    }
  }

  get path(): string {
    return segmentPath(this.message, this.segment);
  }

  get span(): Span {
    return segmentSpan(this.message, this.segment);
  }

  /** Number of the last field written, empty or not. */
  get fieldCount(): number {
    return this.#starts.length - 1 + this.#shift;
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

  /** The field as written, all repetitions, escapes untouched; `''` when empty or absent. */
  raw(field: number): string {
    const [start, end] = this.#range(field);
    return decodeBytes(this.message.bytes, start, end, this.message.charset);
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
    const { bytes, delimiters, charset } = this.message;
    let [start, end] = this.#range(field);
    [start, end] = nth(bytes, start, end, delimiters.repetition, repetition);
    [start, end] = nth(bytes, start, end, delimiters.component, component);
    [start, end] = nth(bytes, start, end, delimiters.subcomponent, subcomponent);
    if (start >= end) return undefined;
    if (end - start === 2 && bytes[start] === QUOTE && bytes[start + 1] === QUOTE) return null;
    return unescapeText(decodeBytes(bytes, start, end, charset), delimiters, charset);
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

  #range(field: number): [number, number] {
    const piece = field - this.#shift;
    const start = piece < 1 ? undefined : this.#starts[piece];
    if (start === undefined) return [0, 0];
    const next = this.#starts[piece + 1];
    return [start, next === undefined ? this.segment.end : next - 1];
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

/** A value in its record, with where it came from. */
export type Located<T> = T & { readonly span: Span; readonly path: string; readonly line: number };

/** Reads a segment with `read` and adds the segment's span and path. */
export function locate<T extends object>(
  message: Hl7Message,
  segment: Hl7Segment,
  read: (reader: SegmentReader) => T,
): Located<T> {
  const reader = new SegmentReader(message, segment);
  return { ...read(reader), span: reader.span, path: reader.path, line: segment.line };
}
