import { minorOf } from '../loops/amounts';
import type { Loop, SegmentRecord } from '../loops/model';
import { componentsFrom, datesOf, gather, partyOf, textsOf } from '../loops/records';
import { partOf, partsOf, segmentOf, textOf } from '../loops/segment-record';
import type { ClaimAdjustment, ClaimLine, LineAdjudication, LineDrug } from './model';

const NONE: readonly never[] = [];

/** Where each kind of service segment keeps its parts; 0 where it has none. */
type ServiceLayout = {
  readonly procedure: number;
  readonly charge: number;
  readonly unit: number;
  readonly quantity: number;
  readonly place: number;
  readonly pointers: number;
  readonly revenue: number;
  readonly oralCavity: number;
};

const LAYOUTS: Readonly<Record<string, ServiceLayout>> = {
  SV1: { procedure: 1, charge: 2, unit: 3, quantity: 4, place: 5, pointers: 7, revenue: 0, oralCavity: 0 },
  SV2: { procedure: 2, charge: 3, unit: 4, quantity: 5, place: 0, pointers: 0, revenue: 1, oralCavity: 0 },
  SV3: { procedure: 1, charge: 2, unit: 0, quantity: 6, place: 3, pointers: 11, revenue: 0, oralCavity: 4 },
};

const NO_SERVICE: ServiceLayout = {
  procedure: 0,
  charge: 0,
  unit: 0,
  quantity: 0,
  place: 0,
  pointers: 0,
  revenue: 0,
  oralCavity: 0,
};

/** Where a service segment with this id states its charge: SV102, SV203, SV302; 0 for other segments. */
export const chargeElement = (id: string): number => LAYOUTS[id]?.charge ?? 0;

/** Modifiers stand in components 3 to 6 of the procedure, the description in 7 (C003). */
const MODIFIER_FIRST = 3;
const MODIFIER_LAST = 6;
const DESCRIPTION = 7;

/** The typed record of a loop 2400. */
export function lineOf(loop: Loop): ClaimLine {
  const { segments } = loop;
  const service = serviceSegment(segments);
  const layout = service === undefined ? NO_SERVICE : LAYOUTS[service.id]!;
  const procedure = layout.procedure === 0 ? NONE : partsOf(service, layout.procedure);
  const { dates, references, amounts, notes } = gather(loop);
  const { providers, drugs, adjudications } = loop.loops.length === 0 ? NO_INNER : innerOf(loop.loops);
  return {
    span: loop.span,
    path: loop.path,
    segmentNumber: segments[0]?.number ?? 0,
    number: textOf(segments[0], 1),
    kind: service?.id ?? '',
    revenueCode: elementAt(service, layout.revenue),
    procedureQualifier: procedure[0] ?? '',
    procedure: procedure[1] ?? '',
    modifiers: procedure.length < MODIFIER_FIRST ? NONE : modifiersOf(procedure),
    description: procedure[DESCRIPTION - 1] ?? '',
    chargeMinor: minorOf(elementAt(service, layout.charge)),
    serviceSpan: (service ?? segments[0] ?? loop).span,
    unit: elementAt(service, layout.unit),
    quantity: elementAt(service, layout.quantity),
    placeOfService: elementAt(service, layout.place),
    diagnosisPointers: layout.pointers === 0 ? NONE : partsOf(service, layout.pointers),
    oralCavity: layout.oralCavity === 0 ? NONE : partsOf(service, layout.oralCavity),
    teeth: service?.id === 'SV3' ? teethOf(loop) : NONE,
    dates,
    references,
    amounts,
    notes,
    providers,
    drugs,
    adjudications,
    loop,
  };
}

/** Element 0 stands for one the segment does not have. */
const elementAt = (segment: SegmentRecord | undefined, index: number): string =>
  index === 0 ? '' : textOf(segment, index);

function serviceSegment(segments: readonly SegmentRecord[]): SegmentRecord | undefined {
  for (const segment of segments) {
    if (segment.id === 'SV1' || segment.id === 'SV2' || segment.id === 'SV3') return segment;
  }
  return undefined;
}

type Inner = Pick<ClaimLine, 'providers' | 'drugs' | 'adjudications'>;
const NO_INNER: Inner = { providers: NONE, drugs: NONE, adjudications: NONE };

const innerOf = (loops: readonly Loop[]): Inner => ({
  providers: loops.filter((inner) => inner.id.startsWith('2420')).map(partyOf),
  drugs: loops.filter((inner) => inner.id === '2410').map(drugOf),
  adjudications: loops.filter((inner) => inner.id === '2430').map(adjudicationOf),
});

const modifiersOf = (procedure: readonly string[]): readonly string[] =>
  procedure.slice(MODIFIER_FIRST - 1, MODIFIER_LAST).filter((modifier) => modifier !== '');

const teethOf = (loop: Loop): readonly string[] =>
  loop.segments
    .filter((segment) => segment.id === 'TOO')
    .map((tooth) => [textOf(tooth, 2), ...componentsFrom(tooth, 3, 1)].join(''));

const drugOf = (loop: Loop): LineDrug => {
  const item = loop.segments[0];
  const price = segmentOf(loop, 'CTP');
  return {
    qualifier: textOf(item, 2),
    code: textOf(item, 3),
    quantity: textOf(price, 4),
    unit: partOf(price, 5, 1),
  };
};

const adjudicationOf = (loop: Loop): LineAdjudication => {
  const decision = loop.segments[0];
  return {
    span: loop.span,
    payer: textOf(decision, 1),
    paidMinor: minorOf(textOf(decision, 2)),
    procedure: partOf(decision, 3, 2),
    quantity: textOf(decision, 5),
    adjustments: adjustmentsOf(loop),
    dates: datesOf(loop),
  };
};

/** First element of the first CAS triple (reason, amount, quantity) and the distance to the next. */
const TRIPLE_FIRST = 2;
const TRIPLE_STEP = 3;

/** Triples of all CAS segments of a loop. */
export function adjustmentsOf(loop: Loop): readonly ClaimAdjustment[] {
  let list: ClaimAdjustment[] | null = null;
  for (const segment of loop.segments) {
    if (segment.id === 'CAS') list = addTriples(list ?? [], segment);
  }
  return list ?? NONE;
}

function addTriples(list: ClaimAdjustment[], segment: SegmentRecord): ClaimAdjustment[] {
  const [group, ...elements] = textsOf(segment);
  for (let index = TRIPLE_FIRST; index <= elements.length + 1; index += TRIPLE_STEP) {
    const reason = textOf(segment, index);
    const amount = textOf(segment, index + 1);
    if (reason === '' && amount === '') continue;
    list.push({ group: group ?? '', reason, amountMinor: minorOf(amount), quantity: textOf(segment, index + 2) });
  }
  return list;
}
