import { minorOf } from '../loops/amounts';
import type { Loop, SegmentRecord } from '../loops/model';
import { createLoopReader, type LoopReader, type LoopReaderOptions } from '../loops/reader';
import { datesOf, partyOf, qualifiedOf, textsOf } from '../loops/records';
import { partsOf, segmentOf, segmentsOf, textOf } from '../loops/segment-record';
import { reviewGrammar } from './grammar';
import type { Handler278, ReviewDecision, ReviewedService, ReviewNode, ReviewRejection, ReviewRequest } from './model';

/**
 * Reads services reviews (278 request and response, TR3 005010X217) as their bytes arrive, one HL at a time. Nothing
 * throws on bad bytes; what is wrong goes to `handler.finding`.
 */
export const create278Reader = (handler: Handler278, options: LoopReaderOptions = {}): LoopReader =>
  createLoopReader(
    {
      ...handler,
      unit: (unit, header) => {
        handler.unit?.(unit, header);
        handler.node?.(nodeOf(unit.loop), unit.ancestors, header);
      },
    },
    reviewGrammar,
    options,
  );

function nodeOf(loop: Loop): ReviewNode {
  const hl = loop.segments[0];
  const um = segmentOf(loop, 'UM');
  const hcr = segmentOf(loop, 'HCR');
  const rejected = [loop, ...loop.loops].flatMap((each) => segmentsOf(each, 'AAA'));
  return {
    span: loop.span,
    path: loop.path,
    hl: textOf(hl, 1),
    parent: textOf(hl, 2),
    level: textOf(hl, 3),
    traces: segmentsOf(loop, 'TRN').map((segment) => textOf(segment, 2)),
    request: um === undefined ? null : requestOf(um),
    decision: hcr === undefined ? null : decisionOf(hcr),
    rejections: rejected.map(rejectionOf),
    names: loop.loops.map(partyOf),
    dates: datesOf(loop),
    references: qualifiedOf(loop, 'REF'),
    diagnoses: segmentsOf(loop, 'HI').flatMap((hi) => hi.elements.map((_, index) => partsOf(hi, index + 1))),
    services: loop.segments.filter(({ id }) => id in SERVICES).map(serviceOf),
    deliveries: segmentsOf(loop, 'HSD').map(textsOf),
    messages: segmentsOf(loop, 'MSG').map((segment) => textOf(segment, 1)),
    loop,
  };
}

const requestOf = (um: SegmentRecord): ReviewRequest => ({
  span: um.span,
  category: textOf(um, 1),
  certification: textOf(um, 2),
  serviceType: textOf(um, 3),
  facility: partsOf(um, 4),
  levelOfService: textOf(um, 6),
});

const decisionOf = (hcr: SegmentRecord): ReviewDecision => ({
  span: hcr.span,
  action: textOf(hcr, 1),
  number: textOf(hcr, 2),
  reason: textOf(hcr, 3),
});

const rejectionOf = (segment: SegmentRecord): ReviewRejection => ({
  span: segment.span,
  reason: textOf(segment, 3),
  followUp: textOf(segment, 4),
});

/** Where each kind of service keeps revenue code, procedure, charge and quantity; 0 where it has none. */
const SERVICES: Readonly<Record<string, readonly [number, number, number, number]>> = {
  SV1: [0, 1, 2, 4],
  SV2: [1, 2, 3, 5],
  SV3: [0, 1, 2, 6],
};

function serviceOf(segment: SegmentRecord): ReviewedService {
  const [revenue, procedure, charge, quantity] = SERVICES[segment.id]!;
  return {
    span: segment.span,
    kind: segment.id,
    revenueCode: revenue === 0 ? '' : textOf(segment, revenue),
    procedure: partsOf(segment, procedure),
    chargeMinor: minorOf(textOf(segment, charge)),
    quantity: textOf(segment, quantity),
  };
}
