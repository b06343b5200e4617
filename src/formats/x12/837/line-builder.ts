import { append, type Draft, NONE } from '../835/draft';
import { minorIn } from '../loops/amounts';
import { CAS, CTP, SV1, SV2, SV3, TOO } from '../loops/ids';
import type { Loop } from '../loops/model';
import { datesOf, gather, loopsOf, partyOf, segmentsOf } from '../loops/records';
import { InnerLoop } from '../loops/unit-loop';
import type { UnitView } from '../loops/unit-view';
import type { SegmentView } from '../segment';
import type { ClaimAdjustment, ClaimLine, LineAdjudication, LineDrug } from './model';

/** Where each kind of service segment keeps its parts. */
type ServiceLayout = {
  readonly kind: string;
  readonly procedure: number;
  readonly charge: number;
  readonly unit: number;
  readonly quantity: number;
  readonly place: number;
  readonly pointers: number;
  readonly revenue: number;
  readonly oralCavity: number;
};

/** Element no segment has, and therefore empty; small, because the engine compares small integers fastest. */
const ABSENT = 1 << 28;

const NO_SERVICE: ServiceLayout = {
  kind: '',
  procedure: ABSENT,
  charge: ABSENT,
  unit: ABSENT,
  quantity: ABSENT,
  place: ABSENT,
  pointers: ABSENT,
  revenue: ABSENT,
  oralCavity: ABSENT,
};

const PROFESSIONAL: ServiceLayout = {
  ...NO_SERVICE,
  kind: 'SV1',
  procedure: 1,
  charge: 2,
  unit: 3,
  quantity: 4,
  place: 5,
  pointers: 7,
};
const INSTITUTIONAL: ServiceLayout = {
  ...NO_SERVICE,
  kind: 'SV2',
  procedure: 2,
  charge: 3,
  unit: 4,
  quantity: 5,
  revenue: 1,
};
const DENTAL: ServiceLayout = {
  ...NO_SERVICE,
  kind: 'SV3',
  procedure: 1,
  charge: 2,
  quantity: 6,
  place: 3,
  pointers: 11,
  oralCavity: 4,
};

function layoutOf(id: number): ServiceLayout {
  switch (id) {
    case SV1:
      return PROFESSIONAL;
    case SV2:
      return INSTITUTIONAL;
    case SV3:
      return DENTAL;
    default:
      return NO_SERVICE;
  }
}

/** Where a segment with this packed id states the charge of a line: SV102, SV203, SV302; 0 for other segments. */
export function chargeElement(id: number): number {
  const { charge } = layoutOf(id);
  return charge === ABSENT ? 0 : charge;
}

/** Of the components of the procedure (C003): modifiers stand in 3 to 6, the description in 7. */
const MODIFIER_FIRST = 3;
const DESCRIPTION = 7;

/** The typed record of the loop 2400 with this number; `claim` is the generic loop around it. */
export function lineOf(unit: UnitView, loop: number, claim: Loop): ClaimLine {
  const lx = unit.opening(loop);
  const segmentNumber = lx.number;
  const number = lx.value(1);
  const path = unit.pathOf(loop);
  const service = serviceSegment(unit, loop);
  const layout = layoutOf(service.id);
  const { procedure } = layout;
  const components = service.partCount(procedure);
  const line: Draft<ClaimLine> = {
    span: unit.span(loop),
    path,
    segmentNumber,
    number,
    kind: layout.kind,
    revenueCode: service.value(layout.revenue),
    procedureQualifier: service.part(procedure, 1),
    procedure: service.part(procedure, 2),
    modifiers: components < MODIFIER_FIRST ? NONE : modifiersOf(service, procedure),
    description: components < DESCRIPTION ? '' : service.part(procedure, DESCRIPTION),
    chargeMinor: minorIn(service, layout.charge),
    serviceSpan: service.whole(),
    unit: service.value(layout.unit),
    quantity: service.value(layout.quantity),
    placeOfService: service.value(layout.place),
    diagnosisPointers: service.parts(layout.pointers),
    oralCavity: service.isEmpty(layout.oralCavity) ? NONE : service.parts(layout.oralCavity),
    teeth: NONE,
    dates: NONE,
    references: NONE,
    amounts: NONE,
    notes: NONE,
    providers: NONE,
    drugs: NONE,
    adjudications: NONE,
    loop: new InnerLoop(path, claim),
  };
  if (layout === DENTAL) line.teeth = segmentsOf(unit, loop, TOO, toothOf);
  gather(line, unit, loop);
  if (unit.loopsEnd(loop) > loop + 1) {
    line.providers = loopsOf(unit, loop, '2420', partyOf);
    line.drugs = loopsOf(unit, loop, '2410', drugOf);
    line.adjudications = loopsOf(unit, loop, '2430', adjudicationOf);
  }
  return line;
}

/** The service segment of a line; its LX when there is none. */
function serviceSegment(unit: UnitView, loop: number): SegmentView {
  const end = unit.end(loop);
  for (let at = unit.first(loop); at < end; at++) {
    if (layoutOf(unit.idOf(at)) !== NO_SERVICE && unit.loopOf(at) === loop) return unit.at(at);
  }
  return unit.opening(loop);
}

function modifiersOf(service: SegmentView, procedure: number): string[] {
  let modifiers: string[] = NONE;
  for (let position = MODIFIER_FIRST; position < DESCRIPTION; position++) {
    const modifier = service.part(procedure, position);
    if (modifier !== '') modifiers = append(modifiers, modifier);
  }
  return modifiers;
}

const toothOf = (segment: SegmentView): string => segment.value(2) + segment.parts(3).join('');

const drugOf = (unit: UnitView, loop: number): LineDrug => {
  const item = unit.opening(loop);
  const [qualifier, code] = [item.value(2), item.value(3)];
  const price = unit.segment(loop, CTP);
  return { qualifier, code, quantity: price.value(4), unit: price.part(5, 1) };
};

const adjudicationOf = (unit: UnitView, loop: number): LineAdjudication => {
  const adjustments = adjustmentsOf(unit, loop);
  const dates = datesOf(unit, loop);
  const decision = unit.opening(loop);
  return {
    span: unit.span(loop),
    payer: decision.value(1),
    paidMinor: minorIn(decision, 2),
    procedure: decision.part(3, 2),
    quantity: decision.value(5),
    adjustments,
    dates,
  };
};

/** First element of the first CAS triple (reason, amount, quantity) and the distance to the next. */
const TRIPLE_FIRST = 2;
const TRIPLE_STEP = 3;

/** Triples of all CAS segments of a loop. */
export const adjustmentsOf = (unit: UnitView, loop: number): ClaimAdjustment[] =>
  segmentsOf(unit, loop, CAS, triplesOf).flat();

function triplesOf(segment: SegmentView): ClaimAdjustment[] {
  const list: ClaimAdjustment[] = [];
  const group = segment.value(1);
  for (let index = TRIPLE_FIRST; index <= segment.count; index += TRIPLE_STEP) {
    const reason = segment.value(index);
    if (reason === '' && segment.value(index + 1) === '') continue;
    const quantity = segment.value(index + 2);
    list.push({ group, reason, amountMinor: minorIn(segment, index + 1), quantity });
  }
  return list;
}
