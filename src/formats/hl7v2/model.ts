/**
 * HL7 v2 records: messages and segments as byte ranges, decoded only when asked; and the plain tree the writer takes.
 * Section numbers throughout this folder are those of HL7 v2.7.1.
 */
import type { Finding, Span } from '../finding';
import type { Hl7Charset } from './charset';
import type { Delimiters } from './delimiters';

/** One segment: a range of its message's bytes. `id` is `''` when the line begins with no segment id. */
export type Hl7Segment = {
  readonly id: string;
  /** Which of the message's segments with this id it is, from 1. */
  readonly ordinal: number;
  /** Number in the file, from 1. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
};

/**
 * A message (MSH and what follows), a batch or file header or trailer, or segments without a header. `bytes` is a
 * private copy and safe to keep; `span` says where it stood in the artifact.
 */
export type Hl7Message = {
  readonly bytes: Buffer;
  readonly span: Span;
  /** `MSG[3]`, `BHS[1]` … counted over the file from 1. */
  readonly path: string;
  readonly delimiters: Delimiters;
  readonly charset: Hl7Charset;
  readonly segments: readonly Hl7Segment[];
};

export type Hl7UnitKind = 'message' | 'fileHeader' | 'batchHeader' | 'batchTrailer' | 'fileTrailer' | 'stray';

/**
 * What reading gives, in file order. `stray` = segments with no header; they are kept and always come with a finding.
 */
export type Hl7Item =
  | { readonly kind: Hl7UnitKind; readonly message: Hl7Message }
  | { readonly kind: 'finding'; readonly finding: Finding };

/**
 * HL7 tells three states apart (HL7 v2 §2.5.3): `undefined` = not valued, leave what is stored; `null` = the two quotes
 * `""`, delete what is stored; text = replace it.
 */
export type Valued = string | null | undefined;

/** Repetitions → components → subcomponents, in the escaped form of the file. An empty field is `[[['']]]`. */
export type FieldTree = readonly (readonly (readonly string[])[])[];

/** `id` is the text before the first field separator. `fields[0]` is field 1; in MSH, FHS and BHS field 2, verbatim. */
export type SegmentTree = { readonly id: string; readonly fields: readonly FieldTree[] };

export type MessageTree = {
  readonly delimiters: Delimiters;
  readonly charset: Hl7Charset;
  readonly segments: readonly SegmentTree[];
};

/** MSH, FHS and BHS carry the field separator itself as field 1, so their field n is piece n − 1. */
export const declaresDelimiters = (id: string): boolean => id === 'MSH' || id === 'FHS' || id === 'BHS';

/** `MSG[2]/FT1[3]`; with a field `MSG[2]/FT1[3]-11`, with a component `MSG[2]/FT1[3]-11.1`. */
export function segmentPath(message: Hl7Message, segment: Hl7Segment, field?: number, component?: number): string {
  const place = `${message.path}/${segment.id === '' ? '?' : segment.id}[${segment.ordinal}]`;
  if (field === undefined) return place;
  return component === undefined ? `${place}-${field}` : `${place}-${field}.${component}`;
}

/** Where a segment stands in the artifact. */
export const segmentSpan = (message: Hl7Message, segment: Hl7Segment): Span => ({
  offset: message.span.offset + segment.start,
  length: segment.end - segment.start,
});
