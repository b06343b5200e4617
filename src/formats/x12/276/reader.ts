import { minorIn, minorOf } from '../loops/amounts';
import { AMT, DMG, REF } from '../loops/ids';
import type { LoopUnit } from '../loops/model';
import { createLoopReader, type LoopReader, type LoopReaderOptions } from '../loops/reader';
import { datesOf, loopsOf, partyOf, qualifiedOf } from '../loops/records';
import type { UnitView } from '../loops/unit-view';
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
        handler.node?.(nodeOf(unit), unit.ancestors, header);
      },
    },
    statusRequestGrammar,
    options,
  );

function nodeOf({ loop, view }: LoopUnit): InquiryNode {
  const hl = view.opening(0);
  const [number, parent, level] = [hl.value(1), hl.value(2), hl.value(3)];
  const dmg = view.segment(0, DMG);
  return {
    span: loop.span,
    path: loop.path,
    hl: number,
    parent,
    level,
    birthDate: dmg.value(2),
    gender: dmg.value(3),
    name: loopsOf(view, 0, '2100', partyOf)[0] ?? null,
    inquiries: loopsOf(view, 0, '2200', inquiryOf),
    loop,
  };
}

const inquiryOf = (unit: UnitView, loop: number): StatusInquiry => ({
  span: unit.span(loop),
  path: unit.pathOf(loop),
  trace: unit.opening(loop).value(2),
  chargeMinor: minorOf(qualifiedOf(unit, loop, AMT).find(({ qualifier }) => qualifier === 'T3')?.value ?? ''),
  references: qualifiedOf(unit, loop, REF),
  dates: datesOf(unit, loop),
  services: loopsOf(unit, loop, '', serviceOf),
});

function serviceOf(unit: UnitView, loop: number): InquiredService {
  const svc = unit.opening(loop);
  return {
    span: unit.span(loop),
    procedure: svc.parts(1),
    chargeMinor: minorIn(svc, 2),
    revenueCode: svc.value(4),
    units: svc.value(7),
    references: qualifiedOf(unit, loop, REF),
    dates: datesOf(unit, loop),
  };
}
