/**
 * Writes 835 files of any size for benchmarks: one ST with as many claims as fit, shaped like a commercial payer's remit
 * (three service lines a claim, contractual and patient adjustments at line level, about 28 bytes a segment as public
 * samples have and 0.75 KB a claim). Plainly synthetic and the same bytes on every run. Claims balance; a PLB at the end
 * makes the transaction balance.
 */
import { open } from 'node:fs/promises';

const HEADER = [
  'ISA*00*          *00*          *ZZ*BENCHPAYER     *ZZ*BENCHPAYEE     *260105*0900*^*00501*000000001*0*T*:',
  'GS*HP*BENCHPAYER*BENCHPAYEE*20260105*0900*1*X*005010X221A1',
  'ST*835*0001',
  'BPR*I*1000000*C*ACH*CCP*01*021000021*DA*1111*1999999999**01*121000248*DA*2222*20260107',
  'TRN*1*BENCH0001*1999999999',
  'DTM*405*20260105',
  'N1*PR*BENCH HEALTH PLAN',
  'N3*1 BENCH WAY',
  'N4*SPRINGFIELD*IL*62701',
  'PER*BL*BENCH SUPPORT*TE*8005550100',
  'N1*PE*BENCH HOSPITAL*XX*1234567893',
  'REF*TJ*990000001',
  'LX*1',
];
/** Segments of HEADER from ST on, and PLB and SE: what SE01 counts beside the claims. */
const SET_SEGMENTS_BESIDE_CLAIMS = HEADER.length - 2 + 2;
/** ISA, GS, GE, IEA. */
const ENVELOPE_SEGMENTS = 4;
const PAYMENT_CENTS = 100_000_000;
const WRITE_BYTES = 1 << 20;
const PROCEDURES = [
  'HC:99213',
  'HC:99214:25',
  'HC:80053',
  'HC:85025',
  'HC:36415',
  'HC:71046:26',
  'HC:93000',
  'HC:97110:GP',
];

const REVENUE_CODES = ['0450', '0300', '0510', '0320'];

/** A small linear congruential generator: the same numbers on every machine. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

const amount = (cents: number): string => {
  const units = Math.floor(Math.abs(cents) / 100);
  const rest = String(Math.abs(cents) % 100).padStart(2, '0');
  return `${cents < 0 ? '-' : ''}${units}${rest === '00' ? '' : `.${rest}`}`;
};

/** What was written: counts of the whole file and the sum of CLP04. */
export type Generated = {
  readonly bytes: number;
  readonly claims: number;
  readonly services: number;
  readonly segments: number;
  readonly paidCents: number;
};

type Claim = { readonly segments: readonly string[]; readonly paidCents: number; readonly services: number };

function claim(index: number, next: (below: number) => number): Claim {
  const id = String(index).padStart(9, '0');
  const services = 2 + next(3);
  const lines: string[] = [];
  let charge = 0;
  let paid = 0;
  let patient = 0;
  for (let line = 1; line <= services; line++) {
    const lineCharge = 2_500 + next(80_000);
    const contractual = Math.floor((lineCharge * (20 + next(50))) / 100);
    const share = next(3) === 0 ? Math.floor((lineCharge - contractual) / 5) : 0;
    const linePaid = lineCharge - contractual - share;
    charge += lineCharge;
    paid += linePaid;
    patient += share;
    const procedure = PROCEDURES[next(PROCEDURES.length)] ?? 'HC:99213';
    lines.push(`SVC*${procedure}*${amount(lineCharge)}*${amount(linePaid)}*${REVENUE_CODES[next(4)]}*${1 + next(3)}`);
    lines.push(`DTM*472*202512${String(1 + next(28)).padStart(2, '0')}`);
    lines.push(`CAS*CO*45*${amount(contractual)}`);
    if (share > 0) lines.push(`CAS*PR*${1 + next(3)}*${amount(share)}`);
    lines.push(`REF*6R*LINE${id}${String(line).padStart(3, '0')}`, `AMT*B6*${amount(lineCharge - contractual)}`);
    if (next(5) === 0) lines.push('LQ*HE*N130');
  }
  const head = [
    `CLP*ACCT${id}*1*${amount(charge)}*${amount(paid)}*${amount(patient)}*12*ICN2026${id}*11*1`,
    `NM1*QC*1*SAMPLEPATIENT${index % 997}*PATRICIA*Q***MI*MEMBER${id}`,
    `NM1*IL*1*SAMPLESUBSCRIBER${index % 997}*LEE****MI*MEMBER${id}`,
    'NM1*82*1*SAMPLEPROVIDER*DANA*R***XX*1234567893',
    'MOA***MA18*N130',
    `REF*1L*SAMPLEGROUP${index % 89}`,
    'REF*CE*SAMPLE BENCHMARK PREFERRED PLAN',
    `REF*EA*MEDICALRECORD${id}`,
    'PER*CX*SAMPLE PROVIDER SERVICES*TE*8005550100',
    'DTM*232*20251201',
    'DTM*233*20251228',
    'DTM*050*20260102',
    `AMT*AU*${amount(paid + patient)}`,
  ];
  return { segments: [...head, ...lines], paidCents: paid, services };
}

/** Writes about `bytes` bytes to `path`. `eol` follows every terminator: many files have a line break there. */
export async function generate835(path: string, bytes: number, eol = '\n'): Promise<Generated> {
  const file = await open(path, 'w');
  const next = numbers(835);
  const join = (segments: readonly string[]) => segments.map((segment) => `${segment}~${eol}`).join('');
  let text = join(HEADER);
  let written = 0;
  let claims = 0;
  let services = 0;
  let segments = SET_SEGMENTS_BESIDE_CLAIMS;
  let paidCents = 0;
  try {
    while (written + text.length < bytes) {
      const made = claim(++claims, next);
      text += join(made.segments);
      segments += made.segments.length;
      services += made.services;
      paidCents += made.paidCents;
      if (text.length < WRITE_BYTES) continue;
      await file.write(text);
      written += text.length;
      text = '';
    }
    text += join([
      `PLB*1234567893*20261231*CS:BENCH*${amount(paidCents - PAYMENT_CENTS)}`,
      `SE*${segments}*0001`,
      'GE*1*1',
      'IEA*1*000000001',
    ]);
    await file.write(text);
    return { bytes: written + text.length, claims, services, segments: segments + ENVELOPE_SEGMENTS, paidCents };
  } finally {
    await file.close();
  }
}
