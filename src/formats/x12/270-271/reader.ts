import { minorIn } from '../loops/amounts';
import { AAA, EB, EQ, MSG, NM1, REF, TRN } from '../loops/ids';
import type { LoopUnit } from '../loops/model';
import { createLoopReader, type LoopReader, type LoopReaderOptions } from '../loops/reader';
import { datesOf, loopIn, loopsOf, partyOf, qualifiedOf, segmentsOf } from '../loops/records';
import type { UnitView } from '../loops/unit-view';
import type { SegmentView } from '../segment';
import { eligibilityGrammar } from './grammar';
import type { Benefit, EligibilityInquiry, EligibilityNode, HandlerEligibility, Rejection } from './model';

/**
 * Reads eligibility inquiries and answers (270 and 271, TR3 005010X279A1) as their bytes arrive, one HL at a time.
 * Nothing throws on bad bytes; what is wrong goes to `handler.finding`.
 */
export const createEligibilityReader = (handler: HandlerEligibility, options: LoopReaderOptions = {}): LoopReader =>
  createLoopReader(
    {
      ...handler,
      unit: (unit, header) => {
        handler.unit?.(unit, header);
        const { repetition } = header.interchange.delimiters;
        handler.node?.(nodeOf(unit, repetition), unit.ancestors, header);
      },
    },
    eligibilityGrammar,
    options,
  );

function nodeOf({ loop, view }: LoopUnit, repetition: number | null): EligibilityNode {
  const hl = view.opening(0);
  const name = loopIn(view, 0, '2100');
  return {
    span: loop.span,
    path: loop.path,
    hl: hl.value(1),
    parent: hl.value(2),
    level: hl.value(3),
    traces: segmentsOf(view, 0, TRN, (segment) => segment.value(2)),
    name: name < 0 ? null : partyOf(view, name),
    dates: name < 0 ? [] : datesOf(view, name),
    inquiries: openedBy(view, name, EQ, (inner) => inquiryOf(view, inner, repetition)),
    benefits: openedBy(view, name, EB, (inner) => benefitOf(view, inner, repetition)),
    rejections: [...segmentsOf(view, 0, AAA, rejectionOf), ...segmentsOf(view, name, AAA, rejectionOf)],
    loop,
  };
}

/** What `make` makes of every loop inside a loop that a segment with this packed id opens. */
const openedBy = <T>(unit: UnitView, loop: number, id: number, make: (inner: number) => T): T[] =>
  loopsOf(unit, loop, '', (_, inner) => inner)
    .filter((inner) => unit.opening(inner).id === id)
    .map(make);

const inquiryOf = (unit: UnitView, loop: number, repetition: number | null): EligibilityInquiry => {
  const eq = unit.opening(loop);
  return {
    span: unit.span(loop),
    serviceTypes: repetitionsOf(eq, 1, repetition),
    procedure: eq.parts(2),
    coverageLevel: eq.value(3),
    references: qualifiedOf(unit, loop, REF),
    dates: datesOf(unit, loop),
  };
};

const benefitOf = (unit: UnitView, loop: number, repetition: number | null): Benefit => {
  const eb = unit.opening(loop);
  return {
    span: unit.span(loop),
    path: unit.pathOf(loop),
    information: eb.value(1),
    coverageLevel: eb.value(2),
    serviceTypes: repetitionsOf(eb, 3, repetition),
    insuranceType: eb.value(4),
    plan: eb.value(5),
    period: eb.value(6),
    amountMinor: eb.value(7) === '' ? null : minorIn(eb, 7),
    share: eb.value(8),
    quantityQualifier: eb.value(9),
    quantity: eb.value(10),
    needsAuthorization: eb.value(11),
    inNetwork: eb.value(12),
    procedure: eb.parts(13),
    references: qualifiedOf(unit, loop, REF),
    dates: datesOf(unit, loop),
    messages: segmentsOf(unit, loop, MSG, (segment) => segment.value(1)),
    rejections: segmentsOf(unit, loop, AAA, rejectionOf),
    entities: openedBy(unit, loop, NM1, (inner) => partyOf(unit, inner)),
  };
};

const rejectionOf = (segment: SegmentView): Rejection => ({
  span: segment.whole(),
  valid: segment.value(1),
  reason: segment.value(3),
  followUp: segment.value(4),
});

/** Values of a repeating element; the whole element is one value when the interchange names no repetition separator. */
function repetitionsOf(segment: SegmentView, index: number, repetition: number | null): string[] {
  const text = segment.value(index);
  if (text === '') return [];
  return repetition === null ? [text] : text.split(String.fromCharCode(repetition));
}
