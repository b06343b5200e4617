import type { Span } from '@/formats/finding';
import { listSegments } from '@/formats/x12/835/reread';
import type { Delimiters } from '@/formats/x12/delimiters';
import { maskingOf } from './mask';
import { partsOf, type SourcePart } from './parts';

/** `mark`: the very element a number came from. `under`: the elements it adds up from. */
type SourceRole = 'mark' | 'under';
type SourceElement = { readonly ref: string; readonly parts: SourcePart[]; readonly role: SourceRole | null };
export type SourceSegment = {
  readonly id: string;
  /** First byte, counted from the first byte of the artifact. */
  readonly offset: number;
  /** The event these bytes became; null for envelope and header. */
  readonly eventId: string | null;
  readonly focus: boolean;
  readonly elements: SourceElement[];
};

/** Spans to light up, each exactly the span of one element or inside one. */
export type Marks = { readonly mark: readonly Span[]; readonly under: readonly Span[] };
export const NO_MARKS: Marks = { mark: [], under: [] };

export type Placed = {
  readonly offset: number;
  readonly length: number;
  readonly kind: 'claim' | 'plb';
  readonly pair: number;
  readonly eventId: string | null;
};

type RenderInput = {
  readonly bytes: Uint8Array;
  readonly baseOffset: number;
  readonly delimiters: Delimiters;
  /** Records whose bytes lie in `bytes`, in file order. */
  readonly records: readonly Placed[];
  readonly focusEventId: string | null;
  readonly marks: Marks;
  readonly unmasked: boolean;
  /** True hides PLB pairs that belong to no visible record: they are of facilities the reader may not see. */
  readonly onlyRecords: boolean;
};

const text = new TextDecoder('utf-8');
const overlaps = (a: Span, b: Span): boolean =>
  a.length > 0 && a.offset < b.offset + b.length && b.offset < a.offset + a.length;

/** Turns bytes into segments to show: text as written, masked where it must be, lit where the question points. */
export function renderSegments(input: RenderInput): SourceSegment[] {
  const component = String.fromCharCode(input.delimiters.component);
  return listSegments(input.bytes, input.delimiters, input.baseOffset).map((segment) => {
    const own = input.records.filter((r) => overlaps(segment.span, r));
    const inClaim = own.some((r) => r.kind === 'claim');
    const focused = own.find((r) => r.eventId !== null && r.eventId === input.focusEventId);
    const foreign = !input.unmasked && !SEGMENT_ID.test(segment.id);
    const masking = maskingOf(segment, inClaim);
    const pairs = new Set(own.map((r) => r.pair));
    const elements = segment.elements.map(({ span }, at) => {
      const written = writtenText(input, span);
      const role = isAmountOf(segment.id, at) ? roleOf(span, input.marks) : null;
      const ref = `${segment.id}${String(at + 1).padStart(2, '0')}`;
      if (input.onlyRecords && segment.id === 'PLB' && at >= 2 && !pairs.has(Math.floor(at / 2))) {
        return { ref, parts: partsOf(written, 'all', component), role: null };
      }
      const rule = masking.get(at + 1);
      return {
        ref,
        parts: partsOf(written, foreign ? 'all' : input.unmasked && rule !== 'last-four' ? undefined : rule, component),
        role,
      };
    });
    const eventId = focused?.eventId ?? own[0]?.eventId ?? null;
    const id = foreign ? veiled(segment.id) : segment.id;
    return { id, offset: segment.span.offset, eventId, focus: focused !== undefined, elements };
  });
}

/** X12 segment ids (X12.6 §3.4.2). Other formats are not cut into segments: their whole record stands where an id would. */
const SEGMENT_ID = /^[A-Z][A-Z0-9]{1,2}$/;
const VEIL_CHARACTERS_MAX = 200;

/** What no mask knows the fields of is covered whole; its length and punctuation stay. */
const veiled = (written: string): string => written.slice(0, VEIL_CHARACTERS_MAX).replace(/[\p{L}\p{N}]/gu, '•');

/** A CAS triple is reason, amount, quantity; only its amount (CAS03, 06, …) is what adds up. */
const isAmountOf = (id: string, at: number): boolean => id !== 'CAS' || at % 3 === 2;

function roleOf(span: Span, marks: Marks): SourceRole | null {
  if (marks.mark.some((m) => overlaps(span, m))) return 'mark';
  return marks.under.some((m) => overlaps(span, m)) ? 'under' : null;
}

/** The element's bytes as they stand, blanks included; line breaks inside a segment say nothing and are dropped. */
function writtenText(input: RenderInput, span: Span): string {
  const from = span.offset - input.baseOffset;
  return text.decode(input.bytes.subarray(from, from + span.length)).replace(/[\r\n]/g, '');
}
