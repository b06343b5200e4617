import { append } from '../835/draft';
import { minorOf } from '../loops/amounts';
import type { Loop, SegmentRecord } from '../loops/model';
import { gather, type Party, partyIn, partyOf, qualifiedOf, textsOf } from '../loops/records';
import { partOf, partsOf, segmentOf, textOf } from '../loops/segment-record';
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
} from './model';

const NONE: readonly never[] = [];

/** The typed record of a loop 2300; `index` is its 0-based place in the set. */
export function claimOf(loop: Loop, kind: ClaimKind, index: number): SubmittedClaim {
  const clm = loop.segments[0];
  const { dates, references, amounts, notes } = gather(loop);
  const { providers, otherSubscribers, lines } = innerOf(loop.loops);
  return {
    index,
    span: loop.span,
    path: loop.path,
    segmentNumber: clm?.number ?? 0,
    kind,
    claimId: textOf(clm, 1),
    chargeMinor: minorOf(textOf(clm, 2)),
    facilityCode: partOf(clm, 5, 1),
    facilityQualifier: partOf(clm, 5, 2),
    frequency: partOf(clm, 5, 3),
    providerSignature: textOf(clm, 6),
    acceptsAssignment: textOf(clm, 7),
    benefitsAssigned: textOf(clm, 8),
    releaseOfInformation: textOf(clm, 9),
    patientSignature: textOf(clm, 10),
    relatedCauses: partsOf(clm, 11),
    specialProgram: textOf(clm, 12),
    delayReason: textOf(clm, 20),
    admission: textsOf(segmentOf(loop, 'CL1')),
    dates,
    references,
    amounts,
    notes,
    diagnoses: diagnosesOf(loop),
    providers,
    otherSubscribers,
    lines,
    loop,
  };
}

function innerOf(loops: readonly Loop[]): Pick<SubmittedClaim, 'providers' | 'otherSubscribers' | 'lines'> {
  let providers: Party[] = NO_ITEMS;
  let otherSubscribers: OtherSubscriber[] = NO_ITEMS;
  const lines: ClaimLine[] = [];
  for (const inner of loops) {
    if (inner.id === '2400') lines.push(lineOf(inner));
    else if (inner.id === '2320') otherSubscribers = append(otherSubscribers, otherSubscriberOf(inner));
    else if (inner.id.startsWith('2310')) providers = append(providers, partyOf(inner));
  }
  return { providers, otherSubscribers, lines };
}

/** Shared empty list; see `append`. */
const NO_ITEMS: never[] = [];

function diagnosesOf(loop: Loop): readonly Diagnosis[] {
  let list: Diagnosis[] | null = null;
  for (const segment of loop.segments) {
    if (segment.id !== 'HI') continue;
    list ??= [];
    for (let index = 1; index <= segment.elements.length; index++) {
      const kind = partOf(segment, index, 1);
      if (kind !== '') list.push(diagnosisOf(segment, index, kind));
    }
  }
  return list ?? NONE;
}

const diagnosisOf = (segment: SegmentRecord, index: number, kind: string): Diagnosis => ({
  kind,
  code: partOf(segment, index, 2),
  value: partOf(segment, index, 4),
  amount: partOf(segment, index, 5),
  presentOnAdmission: partOf(segment, index, 9),
});

// Written out instead of spread: a spread object takes ten times as long to make, and every claim has one.
const otherSubscriberOf = (loop: Loop): OtherSubscriber => {
  const sbr = loop.segments[0];
  return {
    responsibility: textOf(sbr, 1),
    relationship: textOf(sbr, 2),
    groupNumber: textOf(sbr, 3),
    groupName: textOf(sbr, 4),
    insuranceType: textOf(sbr, 5),
    filingIndicator: textOf(sbr, 9),
    span: loop.span,
    adjustments: adjustmentsOf(loop),
    amounts: qualifiedOf(loop, 'AMT'),
    subscriber: partyIn(loop, '2330A'),
    payer: partyIn(loop, '2330B'),
    providers: loop.loops.filter((child) => child.id !== '2330A' && child.id !== '2330B').map(partyOf),
    loop,
  };
};

/** The typed record of a loop 2000A. */
export const billingProviderOf = (loop: Loop): BillingProvider => ({
  hl: textOf(loop.segments[0], 1),
  taxonomy: textOf(segmentOf(loop, 'PRV'), 3),
  currency: textOf(segmentOf(loop, 'CUR'), 2),
  provider: partyIn(loop, '2010AA'),
  payTo: partyIn(loop, '2010AB'),
  loop,
});

/** The typed record of a loop 2000B. */
export const subscriberOf = (loop: Loop): Subscriber => {
  const sbr = segmentOf(loop, 'SBR');
  return {
    responsibility: textOf(sbr, 1),
    relationship: textOf(sbr, 2),
    groupNumber: textOf(sbr, 3),
    groupName: textOf(sbr, 4),
    insuranceType: textOf(sbr, 5),
    filingIndicator: textOf(sbr, 9),
    hl: textOf(loop.segments[0], 1),
    subscriber: partyIn(loop, '2010BA'),
    payer: partyIn(loop, '2010BB'),
    loop,
  };
};

/** The typed record of a loop 2000C. */
export const patientOf = (loop: Loop): Patient => ({
  hl: textOf(loop.segments[0], 1),
  relationship: textOf(segmentOf(loop, 'PAT'), 1),
  patient: partyIn(loop, '2010CA'),
  loop,
});
