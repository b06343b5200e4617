import type { Span } from '../../finding';
import type { Delimiters } from '../delimiters';
import type { SegmentView } from '../segment';
import { type SegmentSink, Tokenizer } from '../tokenizer';
import { ClaimBuilder, type ClaimPlace, NO_GROUP } from './claim-builder';
import { CLP, PLB } from './ids';
import { LoopContext } from './loop-context';
import type { Claim, ProviderAdjustment } from './model';
import { readPairs } from './provider-adjustments';

/** One segment of a cut-out, for showing and highlighting its bytes. Elements begin with element 01. */
export type ListedSegment = {
  readonly id: string;
  readonly span: Span;
  readonly elements: readonly { readonly text: string; readonly span: Span }[];
};

const UNPLACED: ClaimPlace = { index: 0, segmentNumber: 1, path: 'CLP[1]', header: NO_GROUP };

/**
 * Reads one claim again from the bytes of its span. `baseOffset` is where the bytes begin in the artifact; with the
 * `place` of the streamed claim (which its own bytes do not tell) the result equals that claim. Throws a `RangeError`
 * when the bytes do not begin with a CLP: then the span is not one of a claim.
 */
export function readClaim(
  bytes: Uint8Array,
  delimiters: Delimiters,
  baseOffset: number,
  place: ClaimPlace = UNPLACED,
): Claim {
  const builder = new ClaimBuilder(new LoopContext(null));
  let hasClaim = false;
  eachSegment(bytes, delimiters, baseOffset, (view) => {
    if (hasClaim) builder.add(view);
    else if (view.id !== CLP) throw new RangeError(`No CLP at offset ${baseOffset}: the span is not one of a claim.`);
    else builder.start(view, place);
    hasClaim = true;
  });
  if (!hasClaim) throw new RangeError(`No segment at offset ${baseOffset}: the span is empty.`);
  return builder.finish();
}

/** Reads the pairs of the PLB segments in `bytes`. `segmentNumber` counts from the first segment of the bytes. */
export function readProviderAdjustments(
  bytes: Uint8Array,
  delimiters: Delimiters,
  baseOffset: number,
): ProviderAdjustment[] {
  const context = new LoopContext(null);
  const pairs: ProviderAdjustment[] = [];
  let count = 0;
  eachSegment(bytes, delimiters, baseOffset, (view) => {
    if (view.id === PLB) pairs.push(...readPairs(view, context, `PLB[${++count}]`));
  });
  return pairs;
}

/** Every segment and element of `bytes` with its text and place. Lossless: the spans and the delimiters cover them. */
export function listSegments(bytes: Uint8Array, delimiters: Delimiters, baseOffset: number): ListedSegment[] {
  const segments: ListedSegment[] = [];
  eachSegment(bytes, delimiters, baseOffset, (view) => {
    const elements = [];
    for (let index = 1; index <= view.count; index++) {
      elements.push({ text: view.element(index), span: view.span(index) });
    }
    segments.push({ id: view.element(0), span: view.whole(), elements });
  });
  return segments;
}

function eachSegment(
  bytes: Uint8Array,
  delimiters: Delimiters,
  base: number,
  visit: (view: SegmentView) => void,
): void {
  const sink: SegmentSink = { segment: visit, delimiters: ignore, problem: ignore };
  const tokenizer = new Tokenizer(sink, { start: { delimiters, base, bytesMax: bytes.length } });
  tokenizer.push(bytes);
  tokenizer.end();
}

/** The bytes were read once and their problems reported then. */
const ignore = (): void => {};
