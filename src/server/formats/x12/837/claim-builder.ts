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

function addLoops(claim: Draft<SubmittedClaim>, unit: UnitView): void {
  const end = unit.loopsEnd(0);
  for (let loop = 1; loop < end; loop = unit.loopsEnd(loop)) {
    const id = unit.id(loop);
    if (id === '2400') claim.lines = append(claim.lines, lineOf(unit, loop, claim.loop));
    else if (id === '2320') {
      claim.otherSubscribers = append(claim.otherSubscribers, otherSubscriberOf(unit, loop, claim.loop));
    } else if (id.startsWith('2310')) claim.providers = append(claim.providers, partyOf(unit, loop));
  }
}

function diagnosesIn(segment: SegmentView): Diagnosis[] {
  let list: Diagnosis[] = NONE;
  for (let index = 1; index <= segment.count; index++) {
    const kind = segment.part(index, 1);
    if (kind !== '') list = append(list, diagnosisOf(segment, index, kind));
  }
  return list;
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

/** SBR01 to SBR09. */
const subscriptionOf = (sbr: SegmentView): Subscription => ({
  responsibility: sbr.value(1),
  relationship: sbr.value(2),
  groupNumber: sbr.value(3),
  groupName: sbr.value(4),
  insuranceType: sbr.value(5),
  filingIndicator: sbr.value(9),
});

// Written out instead of spread: a spread object takes ten times as long to make, and every claim has one.
const otherSubscriberOf = (unit: UnitView, loop: number, claim: Loop): OtherSubscriber => {
  const said = subscriptionOf(unit.opening(loop));
  const isNamed = (id: string): boolean => id === '2330A' || id === '2330B';
  return {
    responsibility: said.responsibility,
    relationship: said.relationship,
    groupNumber: said.groupNumber,
    groupName: said.groupName,
    insuranceType: said.insuranceType,
    filingIndicator: said.filingIndicator,
    span: unit.span(loop),
    adjustments: adjustmentsOf(unit, loop),
    amounts: qualifiedOf(unit, loop, AMT),
    subscriber: partyIn(unit, loop, '2330A'),
    payer: partyIn(unit, loop, '2330B'),
    providers: loopsOf(unit, loop, '2330', partyOf).filter(({ loopId }) => !isNamed(loopId)),
    loop: new InnerLoop(unit.pathOf(loop), claim),
  };
};

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
export const subscriberOf = (unit: UnitView, loop: Loop): Subscriber => {
  const hl = unit.opening(0).value(1);
  const said = subscriptionOf(unit.segment(0, SBR));
  return {
    responsibility: said.responsibility,
    relationship: said.relationship,
    groupNumber: said.groupNumber,
    groupName: said.groupName,
    insuranceType: said.insuranceType,
    filingIndicator: said.filingIndicator,
    hl,
    subscriber: partyIn(unit, 0, '2010BA'),
    payer: partyIn(unit, 0, '2010BB'),
    loop,
  };
};

/** The typed record of the loop 2000C in `unit`. */
export const patientOf = (unit: UnitView, loop: Loop): Patient => ({
  hl: unit.opening(0).value(1),
  relationship: unit.segment(0, PAT).value(1),
  patient: partyIn(unit, 0, '2010CA'),
  loop,
});
