import { minorIn } from '../loops/amounts';
import { AMT, QTY, REF, STC } from '../loops/ids';
import type { LoopUnit } from '../loops/model';
import { datesOf, loopsOf, partyOf, qualifiedOf, segmentsOf } from '../loops/records';
import type { UnitView } from '../loops/unit-view';
import type { SegmentView } from '../segment';
import type { ClaimStatus, ServiceStatus, StatusCode, StatusNode, TracedStatus } from './model';

/** STC01, STC10 and STC11 hold a status each. */
const STATUS_ELEMENTS = [1, 10, 11];

export function nodeOf({ loop, view }: LoopUnit): StatusNode {
  const hl = view.opening(0);
  return {
    span: loop.span,
    path: loop.path,
    hl: hl.value(1),
    parent: hl.value(2),
    level: hl.value(3),
    name: loopsOf(view, 0, '2100', partyOf)[0] ?? null,
    traces: loopsOf(view, 0, '2200', traceOf),
    loop,
  };
}

function traceOf(unit: UnitView, loop: number): TracedStatus {
  const trn = unit.opening(loop);
  return {
    span: unit.span(loop),
    path: unit.pathOf(loop),
    segmentNumber: trn.number,
    trace: trn.value(2),
    statuses: segmentsOf(unit, loop, STC, statusOf),
    references: qualifiedOf(unit, loop, REF),
    dates: datesOf(unit, loop),
    quantities: qualifiedOf(unit, loop, QTY),
    amounts: qualifiedOf(unit, loop, AMT),
    services: loopsOf(unit, loop, '', serviceOf),
  };
}

const statusOf = (segment: SegmentView): ClaimStatus => ({
  span: segment.whole(),
  codes: codesOf(segment),
  date: segment.value(2),
  action: segment.value(3),
  chargeMinor: minorIn(segment, 4),
  paidMinor: minorIn(segment, 5),
  paidDate: segment.value(6),
  method: segment.value(7),
  checkDate: segment.value(8),
  check: segment.value(9),
  text: segment.value(12),
});

function codesOf(segment: SegmentView): StatusCode[] {
  const codes: StatusCode[] = [];
  for (const index of STATUS_ELEMENTS) if (segment.value(index) !== '') codes.push(codeOf(segment, index));
  return codes;
}

const codeOf = (segment: SegmentView, index: number): StatusCode => ({
  category: segment.part(index, 1),
  code: segment.part(index, 2),
  entity: segment.part(index, 3),
});

function serviceOf(unit: UnitView, loop: number): ServiceStatus {
  const svc = unit.opening(loop);
  return {
    span: unit.span(loop),
    path: unit.pathOf(loop),
    procedure: svc.parts(1),
    chargeMinor: minorIn(svc, 2),
    paidMinor: minorIn(svc, 3),
    revenueCode: svc.value(4),
    units: svc.value(7),
    statuses: segmentsOf(unit, loop, STC, statusOf),
    references: qualifiedOf(unit, loop, REF),
    dates: datesOf(unit, loop),
  };
}
