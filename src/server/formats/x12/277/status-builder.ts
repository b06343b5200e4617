import { minorOf } from '../loops/amounts';
import type { Loop, SegmentRecord } from '../loops/model';
import { datesOf, partyOf, qualifiedOf } from '../loops/records';
import { partOf, partsOf, segmentsOf, textOf } from '../loops/segment-record';
import type { ClaimStatus, ServiceStatus, StatusCode, StatusNode, TracedStatus } from './model';

/** STC01, STC10 and STC11 hold a status each. */
const STATUS_ELEMENTS = [1, 10, 11];

export const nodeOf = (loop: Loop): StatusNode => {
  const hl = loop.segments[0];
  const name = loop.loops.find((inner) => inner.id.startsWith('2100'));
  return {
    span: loop.span,
    path: loop.path,
    hl: textOf(hl, 1),
    parent: textOf(hl, 2),
    level: textOf(hl, 3),
    name: name === undefined ? null : partyOf(name),
    traces: loop.loops.filter((inner) => inner.id.startsWith('2200')).map(traceOf),
    loop,
  };
};

const traceOf = (loop: Loop): TracedStatus => ({
  span: loop.span,
  path: loop.path,
  segmentNumber: loop.segments[0]?.number ?? 0,
  trace: textOf(loop.segments[0], 2),
  statuses: segmentsOf(loop, 'STC').map(statusOf),
  references: qualifiedOf(loop, 'REF'),
  dates: datesOf(loop),
  quantities: qualifiedOf(loop, 'QTY'),
  amounts: qualifiedOf(loop, 'AMT'),
  services: loop.loops.map(serviceOf),
});

const statusOf = (segment: SegmentRecord): ClaimStatus => ({
  span: segment.span,
  codes: STATUS_ELEMENTS.filter((index) => textOf(segment, index) !== '').map((index) => codeOf(segment, index)),
  date: textOf(segment, 2),
  action: textOf(segment, 3),
  chargeMinor: minorOf(textOf(segment, 4)),
  paidMinor: minorOf(textOf(segment, 5)),
  paidDate: textOf(segment, 6),
  method: textOf(segment, 7),
  checkDate: textOf(segment, 8),
  check: textOf(segment, 9),
  text: textOf(segment, 12),
});

const codeOf = (segment: SegmentRecord, index: number): StatusCode => ({
  category: partOf(segment, index, 1),
  code: partOf(segment, index, 2),
  entity: partOf(segment, index, 3),
});

const serviceOf = (loop: Loop): ServiceStatus => {
  const svc = loop.segments[0];
  return {
    span: loop.span,
    path: loop.path,
    procedure: partsOf(svc, 1),
    chargeMinor: minorOf(textOf(svc, 2)),
    paidMinor: minorOf(textOf(svc, 3)),
    revenueCode: textOf(svc, 4),
    units: textOf(svc, 7),
    statuses: segmentsOf(loop, 'STC').map(statusOf),
    references: qualifiedOf(loop, 'REF'),
    dates: datesOf(loop),
  };
};
