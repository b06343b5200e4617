import { append, type Draft, NONE } from '../835/draft';
import { minorIn } from '../loops/amounts';
import { AMT, CL1, CUR, HI, PAT, PRV, SBR } from '../loops/ids';
import type { Loop } from '../loops/model';
import { gather, loopsOf, partyIn, partyOf, qualifiedOf, segmentsOf } from '../loops/records';
import { InnerLoop } from '../loops/unit-loop';
import type { UnitView } from '../loops/unit-view';
import type { SegmentView } from '../segment';
import type { ClaimKind } from './grammar';
import { adjustmentsOf, lineOf } from './line-builder';
import type {
  BillingProvider,
  ClaimLine,
  Diagnosis,
  OtherSubscriber,
  Patient,
  SubmittedClaim,
  Subscriber,
  Subscription,
} from './model';

/** The typed record of the claim (loop 2300) in `unit`; `loop` is its generic loop, `index` its 0-based place in the set. */
export function claimOf(unit: UnitView, loop: Loop, kind: ClaimKind, index: number): SubmittedClaim {
  const clm = unit.opening(0);
  const claim: Draft<SubmittedClaim> = {
    index,
    span: loop.span,
    path: loop.path,
    segmentNumber: clm.number,
    kind,
    claimId: clm.value(1),
    chargeMinor: minorIn(clm, 2),
    facilityCode: clm.part(5, 1),
    facilityQualifier: clm.part(5, 2),
    frequency: clm.part(5, 3),
    providerSignature: clm.value(6),
    acceptsAssignment: clm.value(7),
    benefitsAssigned: clm.value(8),
    releaseOfInformation: clm.value(9),
    patientSignature: clm.value(10),
    relatedCauses: clm.parts(11),
    specialProgram: clm.value(12),
    delayReason: clm.value(20),
    admission: NONE,
    dates: NONE,
    references: NONE,
    amounts: NONE,
    notes: NONE,
    diagnoses: NONE,
    providers: NONE,
    otherSubscribers: NONE,
    lines: NONE,
    loop,
  };
  gather(claim, unit, 0);
  claim.admission = unit.segment(0, CL1).values();
  for (const list of segmentsOf(unit, 0, HI, diagnosesIn)) claim.diagnoses = joined(claim.diagnoses, list);
  addLoops(claim, unit);
  return claim;
}

/** Most claims have one HI. */
const joined = (before: Diagnosis[], more: Diagnosis[]): Diagnosis[] =>
  before.length === 0 ? more : [...before, ...more];

const LINE = '2400';

function addLoops(claim: Draft<SubmittedClaim>, unit: UnitView): void {
  // Of the exact size: a list that grows by `push` reserves room for sixteen more.
  const lines = new Array<ClaimLine>(unit.countLoops(0, LINE));
  let count = 0;
  const end = unit.loopsEnd(0);
  for (let loop = 1; loop < end; loop = unit.loopsEnd(loop)) {
    const id = unit.id(loop);
    if (id === LINE) lines[count++] = lineOf(unit, loop, claim.loop);
    else if (id === '2320') {
      claim.otherSubscribers = append(claim.otherSubscribers, otherSubscriberOf(unit, loop, claim.loop));
    } else if (id.startsWith('2310')) claim.providers = append(claim.providers, partyOf(unit, loop));
  }
  claim.lines = lines;
}

function diagnosesIn(segment: SegmentView): Diagnosis[] {
  const list = new Array<Diagnosis>(segment.count);
  let count = 0;
  for (let index = 1; index <= segment.count; index++) {
    const kind = segment.part(index, 1);
    if (kind !== '') list[count++] = diagnosisOf(segment, index, kind);
  }
  return count === list.length ? list : list.slice(0, count);
}

/** Most diagnoses are a qualifier and a code. */
function diagnosisOf(segment: SegmentView, index: number, kind: string): Diagnosis {
  const code = segment.part(index, 2);
  if (segment.partCount(index) <= 2) return { kind, code, value: '', amount: '', presentOnAdmission: '' };
  return {
    kind,
    code,
    value: segment.part(index, 4),
    amount: segment.part(index, 5),
    presentOnAdmission: segment.part(index, 9),
  };
}

/** Puts SBR01 to SBR09 into `record`. */
function subscribe(record: Draft<Subscription>, sbr: SegmentView): void {
  record.responsibility = sbr.value(1);
  record.relationship = sbr.value(2);
  record.groupNumber = sbr.value(3);
  record.groupName = sbr.value(4);
  record.insuranceType = sbr.value(5);
  record.filingIndicator = sbr.value(9);
}

function otherSubscriberOf(unit: UnitView, loop: number, claim: Loop): OtherSubscriber {
  const isNamed = (id: string): boolean => id === '2330A' || id === '2330B';
  const other: Draft<OtherSubscriber> = {
    responsibility: '',
    relationship: '',
    groupNumber: '',
    groupName: '',
    insuranceType: '',
    filingIndicator: '',
    span: unit.span(loop),
    adjustments: adjustmentsOf(unit, loop),
    amounts: qualifiedOf(unit, loop, AMT),
    subscriber: partyIn(unit, loop, '2330A'),
    payer: partyIn(unit, loop, '2330B'),
    providers: loopsOf(unit, loop, '2330', partyOf).filter(({ loopId }) => !isNamed(loopId)),
    loop: new InnerLoop(unit.pathOf(loop), claim),
  };
  subscribe(other, unit.opening(loop));
  return other;
}

/** The typed record of the loop 2000A in `unit`. */
export const billingProviderOf = (unit: UnitView, loop: Loop): BillingProvider => ({
  hl: unit.opening(0).value(1),
  taxonomy: unit.segment(0, PRV).value(3),
  currency: unit.segment(0, CUR).value(2),
  provider: partyIn(unit, 0, '2010AA'),
  payTo: partyIn(unit, 0, '2010AB'),
  loop,
});

/** The typed record of the loop 2000B in `unit`. */
export function subscriberOf(unit: UnitView, loop: Loop): Subscriber {
  // Written out instead of spread: a spread object takes ten times as long to make, and most claims have their own.
  const subscriber: Draft<Subscriber> = {
    responsibility: '',
    relationship: '',
    groupNumber: '',
    groupName: '',
    insuranceType: '',
    filingIndicator: '',
    hl: unit.opening(0).value(1),
    subscriber: partyIn(unit, 0, '2010BA'),
    payer: partyIn(unit, 0, '2010BB'),
    loop,
  };
  subscribe(subscriber, unit.segment(0, SBR));
  return subscriber;
}

/** The typed record of the loop 2000C in `unit`. */
export const patientOf = (unit: UnitView, loop: Loop): Patient => ({
  hl: unit.opening(0).value(1),
  relationship: unit.segment(0, PAT).value(1),
  patient: partyIn(unit, 0, '2010CA'),
  loop,
});
