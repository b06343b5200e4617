import { minorIn } from '../loops/amounts';
import { AAA, HCR, HI, HSD, MSG, REF, SV1, SV2, SV3, TRN, UM } from '../loops/ids';
import type { LoopUnit } from '../loops/model';
import { createLoopReader, type LoopReader, type LoopReaderOptions } from '../loops/reader';
import { datesOf, loopsOf, partyOf, qualifiedOf, segmentsOf } from '../loops/records';
import { idOf } from '../loops/segment-record';
import type { UnitView } from '../loops/unit-view';
import type { SegmentView } from '../segment';
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
        handler.node?.(nodeOf(unit), unit.ancestors, header);
      },
    },
    reviewGrammar,
    options,
  );

function nodeOf({ loop, view }: LoopUnit): ReviewNode {
  const inLoops = loopsOf(view, 0, '', (unit, inner) => segmentsOf(unit, inner, AAA, rejectionOf)).flat();
  const hl = view.opening(0);
  return {
    span: loop.span,
    path: loop.path,
    hl: hl.value(1),
    parent: hl.value(2),
    level: hl.value(3),
    traces: segmentsOf(view, 0, TRN, (segment) => segment.value(2)),
    request: segmentsOf(view, 0, UM, requestOf)[0] ?? null,
    decision: segmentsOf(view, 0, HCR, decisionOf)[0] ?? null,
    rejections: [...segmentsOf(view, 0, AAA, rejectionOf), ...inLoops],
    names: loopsOf(view, 0, '', partyOf),
    dates: datesOf(view, 0),
    references: qualifiedOf(view, 0, REF),
    diagnoses: segmentsOf(view, 0, HI, compositesOf).flat(),
    services: servicesOf(view),
    deliveries: segmentsOf(view, 0, HSD, (segment) => segment.values()),
    messages: segmentsOf(view, 0, MSG, (segment) => segment.value(1)),
    loop,
  };
}

const requestOf = (um: SegmentView): ReviewRequest => ({
  span: um.whole(),
  category: um.value(1),
  certification: um.value(2),
  serviceType: um.value(3),
  facility: um.parts(4),
  levelOfService: um.value(6),
});

const decisionOf = (hcr: SegmentView): ReviewDecision => ({
  span: hcr.whole(),
  action: hcr.value(1),
  number: hcr.value(2),
  reason: hcr.value(3),
});

const rejectionOf = (segment: SegmentView): ReviewRejection => ({
  span: segment.whole(),
  reason: segment.value(3),
  followUp: segment.value(4),
});

const compositesOf = (segment: SegmentView): string[][] =>
  Array.from({ length: segment.filledCount() }, (_, index) => segment.parts(index + 1));

/** Where each kind of service keeps revenue code, procedure, charge and quantity; 0 where it has none. */
const SERVICES: ReadonlyMap<number, readonly [number, number, number, number]> = new Map([
  [SV1, [0, 1, 2, 4]],
  [SV2, [1, 2, 3, 5]],
  [SV3, [0, 1, 2, 6]],
]);

function servicesOf(unit: UnitView): ReviewedService[] {
  const services: ReviewedService[] = [];
  for (let at = unit.first(0); at < unit.end(0); at++) {
    const places = SERVICES.get(unit.idOf(at));
    if (places === undefined || unit.loopOf(at) !== 0) continue;
    const segment = unit.at(at);
    const [revenue, procedure, charge, quantity] = places;
    services.push({
      span: segment.whole(),
      kind: idOf(segment),
      revenueCode: revenue === 0 ? '' : segment.value(revenue),
      procedure: segment.parts(procedure),
      chargeMinor: minorIn(segment, charge),
      quantity: segment.value(quantity),
    });
  }
  return services;
}
