import { createHash } from 'node:crypto';
import { createPrng } from '../prng';
import { type ExpectedPlace, STEPS, type Step } from './accidents';
import {
  contentHash,
  DELIMITER_STYLES,
  type Delimiters,
  type Envelope,
  renderInterchange,
  transactionNumber,
} from './envelope';
import { claimTotal, providerTotal, type Remit } from './model';
import type { DeliverySpec } from './remits';
import { earlier, remitsOf } from './stories';

/** What the ledger keeps of one sent remittance: enough to judge a receiver without asking the receiver. */
export type RemitFacts = {
  readonly st02: string;
  readonly trn02: string;
  readonly trn03: string;
  readonly payer: string;
  readonly payeeNpi: string;
  readonly payeeTin: string;
  readonly entity: string;
  readonly bpr01: string;
  readonly bpr02: bigint;
  readonly bpr04: string;
  /** YYYYMMDD. */
  readonly bpr16: string;
  readonly claims: number;
  readonly claimTotal: bigint;
  readonly providerTotal: bigint;
  readonly accident: Step;
  readonly expectedPlace: ExpectedPlace;
  readonly expectedReason: string | null;
  /** Paid amount by facility of the claims. */
  readonly paidByFacility: Readonly<Record<string, bigint>>;
  readonly contentHash: string;
};

export type Delivery = {
  readonly spec: DeliverySpec;
  readonly fileName: string;
  /** ISA13. */
  readonly controlNumber: number;
  readonly bytes: Buffer;
  readonly sha256: string;
  readonly remits: readonly RemitFacts[];
};

/** ISA13 of the first delivery; later ones count up from here. */
const FIRST_CONTROL_NUMBER = 10_001;

/** Accidents of the file as a whole, which therefore befall every remittance in it. */
const WHOLE_FILE: ReadonlySet<Step> = new Set(['exact-resend', 're-enveloped', 'truncated']);

/** The facility whose cost centre the ERP has switched off; its lines are refused until a person mends that. */
const SWITCHED_OFF_FACILITY = 'LKG';

/** The bytes of one delivery and the facts of what is in them. A pure function of its spec. */
export function buildDelivery(spec: DeliverySpec): Delivery {
  const remits = remitsOf(spec);
  const envelope = envelopeOf(spec.step === 'exact-resend' ? earlier(spec) : spec, delimitersOf(spec));
  const whole = Buffer.from([...renderInterchange(remits, envelope)].join(''), 'latin1');
  const bytes = spec.step === 'truncated' ? whole.subarray(0, cutAt(spec, whole.length)) : whole;
  return {
    spec,
    fileName: `835_TIDEWATER_${spec.baseDate.replaceAll('-', '')}_${String(spec.sequence + 1).padStart(6, '0')}.edi`,
    controlNumber: envelope.controlNumber,
    bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    remits: remits.map((remit, index) => factsOf(spec, remit, index)),
  };
}

function envelopeOf(spec: DeliverySpec, delimiters: Delimiters): Envelope {
  return {
    controlNumber: FIRST_CONTROL_NUMBER + spec.sequence,
    date: spec.baseDate,
    minute: spec.sequence,
    delimiters,
  };
}

function delimitersOf(spec: DeliverySpec): Delimiters {
  if (spec.step === 'exact-resend' || spec.step === 're-enveloped') {
    const before = delimitersOf(earlier(spec));
    if (spec.step === 'exact-resend') return before;
    return DELIMITER_STYLES[(DELIMITER_STYLES.indexOf(before) + 1) % DELIMITER_STYLES.length] ?? DELIMITER_STYLES[0];
  }
  return createPrng(spec.seed, 'delimiters', spec.sequence).pick(DELIMITER_STYLES);
}

/** Somewhere past the header, so that the sender can be told but the file cannot be trusted. */
function cutAt(spec: DeliverySpec, length: number): number {
  return Math.floor((length * createPrng(spec.seed, 'cut', spec.sequence).int(35, 90)) / 100);
}

function factsOf(spec: DeliverySpec, remit: Remit, index: number): RemitFacts {
  const accident = index === 0 || WHOLE_FILE.has(spec.step) ? spec.step : 'none';
  const paidByFacility: Record<string, bigint> = {};
  for (const claim of remit.claims) {
    paidByFacility[claim.facility] = (paidByFacility[claim.facility] ?? 0n) + claim.paid;
  }
  return {
    st02: transactionNumber(index),
    trn02: remit.traceNumber,
    trn03: remit.payer.trn03,
    payer: remit.payer.code,
    payeeNpi: remit.payee.npi,
    payeeTin: remit.payee.tin,
    entity: remit.payee.entity,
    bpr01: remit.handling,
    bpr02: remit.statedTotal,
    bpr04: remit.method,
    bpr16: remit.paymentDate,
    claims: remit.claims.length,
    claimTotal: claimTotal(remit.claims),
    providerTotal: providerTotal(remit.providerAdjustments),
    accident,
    ...expectationOf(accident, paidByFacility),
    paidByFacility,
    contentHash: contentHash(remit),
  };
}

function expectationOf(
  accident: Step,
  paidByFacility: Readonly<Record<string, bigint>>,
): Pick<RemitFacts, 'expectedPlace' | 'expectedReason'> {
  const { place, reason } = STEPS[accident];
  if (place === 'posted' && Object.hasOwn(paidByFacility, SWITCHED_OFF_FACILITY)) {
    return { expectedPlace: 'exception', expectedReason: 'cost centre inactive in the ERP' };
  }
  return { expectedPlace: place, expectedReason: reason };
}
