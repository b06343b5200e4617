import { minorOf } from '../loops/amounts';
import type { Loop, SegmentRecord } from '../loops/model';
import { createLoopReader, type LoopReader, type LoopReaderOptions } from '../loops/reader';
import { datesOf, partyOf, qualifiedOf } from '../loops/records';
import { partsOf, repetitionsOf, segmentsOf, textOf } from '../loops/segment-record';
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
        handler.node?.(nodeOf(unit.loop, repetition), unit.ancestors, header);
      },
    },
    eligibilityGrammar,
    options,
  );

function nodeOf(loop: Loop, repetition: number | null): EligibilityNode {
  const hl = loop.segments[0];
  const name = loop.loops.find((inner) => inner.id.startsWith('2100'));
  const inner = name?.loops ?? [];
  return {
    span: loop.span,
    path: loop.path,
    hl: textOf(hl, 1),
    parent: textOf(hl, 2),
    level: textOf(hl, 3),
    traces: segmentsOf(loop, 'TRN').map((segment) => textOf(segment, 2)),
    name: name === undefined ? null : partyOf(name),
    dates: name === undefined ? [] : datesOf(name),
    inquiries: inner.filter(isOpenedBy('EQ')).map((question) => inquiryOf(question, repetition)),
    benefits: inner.filter(isOpenedBy('EB')).map((benefit) => benefitOf(benefit, repetition)),
    rejections: [...segmentsOf(loop, 'AAA'), ...segmentsOf(name, 'AAA')].map(rejectionOf),
    loop,
  };
}

const isOpenedBy = (id: string) => (loop: Loop) => loop.segments[0]?.id === id;

const inquiryOf = (loop: Loop, repetition: number | null): EligibilityInquiry => {
  const eq = loop.segments[0];
  return {
    span: loop.span,
    serviceTypes: repetitionsOf(eq, 1, repetition),
    procedure: partsOf(eq, 2),
    coverageLevel: textOf(eq, 3),
    references: qualifiedOf(loop, 'REF'),
    dates: datesOf(loop),
  };
};

const benefitOf = (loop: Loop, repetition: number | null): Benefit => {
  const eb = loop.segments[0];
  const amount = textOf(eb, 7);
  return {
    span: loop.span,
    path: loop.path,
    information: textOf(eb, 1),
    coverageLevel: textOf(eb, 2),
    serviceTypes: repetitionsOf(eb, 3, repetition),
    insuranceType: textOf(eb, 4),
    plan: textOf(eb, 5),
    period: textOf(eb, 6),
    amountMinor: amount === '' ? null : minorOf(amount),
    share: textOf(eb, 8),
    quantityQualifier: textOf(eb, 9),
    quantity: textOf(eb, 10),
    needsAuthorization: textOf(eb, 11),
    inNetwork: textOf(eb, 12),
    procedure: partsOf(eb, 13),
    references: qualifiedOf(loop, 'REF'),
    dates: datesOf(loop),
    messages: segmentsOf(loop, 'MSG').map((segment) => textOf(segment, 1)),
    rejections: segmentsOf(loop, 'AAA').map(rejectionOf),
    entities: loop.loops.filter(isOpenedBy('NM1')).map(partyOf),
  };
};

const rejectionOf = (segment: SegmentRecord): Rejection => ({
  span: segment.span,
  valid: textOf(segment, 1),
  reason: textOf(segment, 3),
  followUp: textOf(segment, 4),
});
