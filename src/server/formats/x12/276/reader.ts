import { minorOf } from '../loops/amounts';
import type { Loop } from '../loops/model';
import { createLoopReader, type LoopReader, type LoopReaderOptions } from '../loops/reader';
import { datesOf, partyOf, qualifiedOf } from '../loops/records';
import { partsOf, segmentOf, textOf } from '../loops/segment-record';
import { statusRequestGrammar } from './grammar';
import type { Handler276, InquiredService, InquiryNode, StatusInquiry } from './model';

/**
 * Reads claim status requests (276, TR3 005010X212) as their bytes arrive, one HL at a time. Nothing throws on bad bytes;
 * what is wrong goes to `handler.finding`.
 */
export const create276Reader = (handler: Handler276, options: LoopReaderOptions = {}): LoopReader =>
  createLoopReader(
    {
      ...handler,
      unit: (unit, header) => {
        handler.unit?.(unit, header);
        handler.node?.(nodeOf(unit.loop), unit.ancestors, header);
      },
    },
    statusRequestGrammar,
    options,
  );

function nodeOf(loop: Loop): InquiryNode {
  const hl = loop.segments[0];
  const dmg = segmentOf(loop, 'DMG');
  const name = loop.loops.find((inner) => inner.id.startsWith('2100'));
  return {
    span: loop.span,
    path: loop.path,
    hl: textOf(hl, 1),
    parent: textOf(hl, 2),
    level: textOf(hl, 3),
    name: name === undefined ? null : partyOf(name),
    birthDate: textOf(dmg, 2),
    gender: textOf(dmg, 3),
    inquiries: loop.loops.filter((inner) => inner.id.startsWith('2200')).map(inquiryOf),
    loop,
  };
}

const inquiryOf = (loop: Loop): StatusInquiry => ({
  span: loop.span,
  path: loop.path,
  trace: textOf(loop.segments[0], 2),
  chargeMinor: minorOf(qualifiedOf(loop, 'AMT').find(({ qualifier }) => qualifier === 'T3')?.value ?? ''),
  references: qualifiedOf(loop, 'REF'),
  dates: datesOf(loop),
  services: loop.loops.map(serviceOf),
});

const serviceOf = (loop: Loop): InquiredService => {
  const svc = loop.segments[0];
  return {
    span: loop.span,
    procedure: partsOf(svc, 1),
    chargeMinor: minorOf(textOf(svc, 2)),
    revenueCode: textOf(svc, 4),
    units: textOf(svc, 7),
    references: qualifiedOf(loop, 'REF'),
    dates: datesOf(loop),
  };
};
