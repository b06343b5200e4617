/** Segments as typed records whose fields are read on demand: a charge has 43, and few are looked at. */
import type { Span } from '../finding';
import { SegmentReader } from './fields';
import { type LazyValues, lazyReader } from './lazy';
import type { Hl7Message, Hl7Segment } from './model';

/** A record with where it came from. */
export type Located<T> = T & { readonly span: Span; readonly path: string; readonly line: number };

type Fields = Readonly<Record<string, (r: SegmentReader) => unknown>>;

/** Makes the reader of one segment type from what reads each of its fields. */
export function recordReader<F extends Fields>(fields: F): ReadRecord<LazyValues<F>> {
  const read = lazyReader<SegmentReader, Fields>({
    ...fields,
    span: (r) => r.span,
    path: (r) => r.path,
    line: (r) => r.segment.line,
  });
  return (message, segment) => read(new SegmentReader(message, segment)) as Located<LazyValues<F>>;
}

/** What `recordReader` makes. */
export type ReadRecord<T> = (message: Hl7Message, segment: Hl7Segment) => Located<T>;
