/** Segments as typed records whose fields are read when they are asked for: a charge has 43, and few are looked at. */
import type { Span } from '../finding';
import { SegmentReader } from './fields';
import type { Hl7Message, Hl7Segment } from './model';

/** A record with where it came from. */
export type Located<T> = T & { readonly span: Span; readonly path: string; readonly line: number };

type Fields = Readonly<Record<string, (r: SegmentReader) => unknown>>;
type Values<F extends Fields> = { readonly [Name in keyof F]: ReturnType<F[Name]> };

/** Makes the reader of one segment type from what reads each of its fields. */
export function recordReader<F extends Fields>(fields: F) {
  class SegmentRecord {
    readonly reader: SegmentReader;

    constructor(message: Hl7Message, segment: Hl7Segment) {
      this.reader = new SegmentReader(message, segment);
    }

    get span(): Span {
      return this.reader.span;
    }

    get path(): string {
      return this.reader.path;
    }

    get line(): number {
      return this.reader.segment.line;
    }
  }
  for (const [name, read] of Object.entries(fields)) {
    const get = function (this: SegmentRecord): unknown {
      return read(this.reader);
    };
    Object.defineProperty(SegmentRecord.prototype, name, { get, enumerable: true });
  }
  return (message: Hl7Message, segment: Hl7Segment) => new SegmentRecord(message, segment) as Located<Values<F>>;
}

/** What `recordReader` makes. */
export type ReadRecord<T> = (message: Hl7Message, segment: Hl7Segment) => Located<T>;
