import { createHash } from 'node:crypto';
import { createPrng, type Prng } from '../prng';
import { reference } from '../reference';
import type { RefundRequest } from './model';
import type { Story } from './stories';

const MAKERS = ['rcm.amercer', 'rcm.bholloway', 'rcm.cquist', 'rcm.dvantongeren'] as const;
const FIRST_NAMES = ['AVA', 'BEN', 'CLEO', 'DAN', 'ELLA', 'FINN', 'GWEN', 'HUGO'] as const;
const STREETS = ['Sample Street', 'Specimen Road', 'Placeholder Lane', 'Example Court'] as const;
const CITIES = ['Fernhollow', 'Tidewater', 'Quillfield'] as const;
const STATES = ['OH', 'MI', 'WI'] as const;
const PATIENT_REASONS = ['PATIENT_OVERPAID', 'DUPLICATE_PAYMENT', 'INSURANCE_PAID_LATER'] as const;
const PAYER_REASONS = ['DUPLICATE_PAYMENT', 'COORDINATION_OF_BENEFITS', 'PAYER_DEMAND_LETTER'] as const;

/** Above this two people have to agree. */
const TWO_APPROVALS_CENTS = 5_000_000;
/** A single request below this needs a supervisor only, which is why some are split to stay there. */
const SUPERVISOR_LIMIT_CENTS = 100_000;
export const SPLIT_PARTS = 3;

export type RequestSetting = {
  readonly seed: string;
  /** Number over all requests of a seed. */
  readonly number: number;
  /** YYYY-MM-DD. */
  readonly today: string;
  readonly story: Story;
};

/** The nth request of a seed, as its story wants it. A pure function. */
export function createRequest(setting: RequestSetting): RefundRequest {
  const prng = createPrng(setting.seed, 'refund', setting.number);
  const kind = kindOf(setting.story, prng);
  const facility = prng.weighted(reference.facilities, (each) => each.trafficWeight);
  const isUnknown = setting.story === 'unknown-facility';
  const prefix = isUnknown ? reference.unknowns.accountPrefix : facility.accountPrefix;
  const amount = amountOf(setting.story, kind, prng);
  const payer = kind === 'payer' ? prng.pick(reference.payers) : null;
  const year = setting.today.slice(2, 4);
  return {
    requestId: `RF-${year}-${100_000 + setting.number}`,
    version: 1,
    action: 'request',
    requestedAt: momentOf(setting),
    requestedBy: prng.pick(MAKERS),
    reason: prng.pick(kind === 'payer' ? PAYER_REASONS : PATIENT_REASONS),
    kind,
    account: `${prefix}${year}-${700_000 + setting.number}`,
    claimId: kind === 'payer' ? `ICN${year}${prng.int(10_000_000, 99_999_999)}` : null,
    payer: payer && { code: payer.code, id: payer.trn03, name: payer.name },
    payee: {
      name: payer ? `${payer.name} Refund Unit` : `TESTPATIENT ${prng.pick(FIRST_NAMES)}`,
      address: addressOf(setting.story, prng),
      taxToken: tokenOf(payer ? payer.trn03.slice(1) : `89${prng.int(1_000_000, 9_999_999)}`),
    },
    originalPayment: kind === 'payer' ? `1${prng.int(100_000_000, 999_999_999)}` : `PMT-${prng.int(100_000, 999_999)}`,
    amount,
    // A credit is refunded in whole or in part; one story asks for more than there is.
    creditBalance: setting.story === 'above-credit' ? (amount * 4n) / 5n : amount + BigInt(prng.pick([0, 0, 0, 2_500])),
    currency: 'USD',
    facility: isUnknown ? 'ZZQ' : facility.code,
    entity: facility.company,
    attachments: attachmentsOf(setting, kind),
  };
}

function kindOf(story: Story, prng: Prng): 'patient' | 'payer' {
  if (story === 'two-approvals') return 'payer';
  if (story === 'bad-address' || story === 'split-below-limit') return 'patient';
  return prng.chance(0.55) ? 'patient' : 'payer';
}

function amountOf(story: Story, kind: 'patient' | 'payer', prng: Prng): bigint {
  if (story === 'two-approvals') return BigInt(prng.int(TWO_APPROVALS_CENTS + 1, 2 * TWO_APPROVALS_CENTS));
  if (story === 'split-below-limit') return BigInt(prng.int(70_000, SUPERVISOR_LIMIT_CENTS - 1));
  return BigInt(kind === 'patient' ? prng.int(500, 90_000) : prng.int(5_000, 900_000));
}

function addressOf(story: Story, prng: Prng): RefundRequest['payee']['address'] {
  const address = {
    line1: `${prng.int(1, 999)} ${prng.pick(STREETS)}`,
    line2: prng.chance(0.2) ? `Unit ${prng.int(1, 40)}` : '',
    city: prng.pick(CITIES),
    state: prng.pick(STATES),
    // Codes below 00501 have not been issued.
    postalCode: `00${prng.int(100, 499)}`,
    country: 'US',
  };
  return story === 'bad-address' ? { ...address, line1: 'RETURN TO SENDER', state: '', postalCode: '' } : address;
}

/** The revenue cycle system never shows a tax number; the same number always has the same token. */
const tokenOf = (taxId: string): string =>
  `tax_${createHash('sha256').update(`rcm/${taxId}`).digest('hex').slice(0, 24)}`;

function attachmentsOf({ seed, number }: RequestSetting, kind: 'patient' | 'payer'): RefundRequest['attachments'] {
  const names = kind === 'payer' ? ['ledger-print.pdf', 'payer-letter.pdf'] : ['ledger-print.pdf'];
  return names.map((name) => ({
    name,
    sha256: createHash('sha256').update(`${seed}/${number}/${name}`).digest('hex'),
  }));
}

/** Within office hours, one minute after the other, so that the same request always has the same moment. */
function momentOf({ number, today }: RequestSetting): string {
  const minute = 8 * 60 + (number % 600);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${today}T${two(Math.floor(minute / 60))}:${two(minute % 60)}:00Z`;
}

export type ChangeKind = 'cancel' | 'amend' | 'conflict';

/** A later message about a request: taken back, changed under a higher version, or changed under the same one. */
export function changed(request: RefundRequest, change: ChangeKind): RefundRequest {
  const less = request.amount - request.amount / 10n;
  if (change === 'conflict') return { ...request, amount: less };
  const version = request.version + 1;
  if (change === 'cancel') return { ...request, version, action: 'cancel' };
  return { ...request, version, action: 'update', amount: less };
}
