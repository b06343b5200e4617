import { z } from 'zod';
import type { FailureCode } from '@/domain/failure';
import type { ReplayAction } from '@/server/store/replays';

/**
 * Which cures a cause offers, first the one that fits most often. A cure is what a person decides; its action is what
 * the manifest then does to every stopped item. Causes whose journal is in the ERP are only read back: mapping them again
 * could book money twice. Where the ERP can be asked nothing, there is no cure here.
 */
export const CURE_KINDS = [
  'adopt',
  'map-payer',
  'map-payee',
  'map-prefix',
  'map-plb',
  'cost-center',
  'release',
  'read-back',
  'accept',
  'unapplied',
  'accept-remit',
  'reject',
] as const;
export type CureKind = (typeof CURE_KINDS)[number];

const CURES: Readonly<Record<FailureCode, readonly CureKind[]>> = {
  PAYER_UNKNOWN: ['adopt', 'map-payer', 'release'],
  PAYEE_UNKNOWN: ['adopt', 'map-payee', 'release'],
  FACILITY_UNKNOWN: ['map-prefix', 'release'],
  COST_CENTER_MISSING: ['cost-center', 'release'],
  COST_CENTER_INACTIVE: ['cost-center', 'release'],
  ACCOUNT_INACTIVE: ['release'],
  PLB_CODE_UNMAPPED: ['map-plb', 'release'],
  PAYMENT_METHOD_UNKNOWN: ['release'],
  JOURNAL_UNBALANCED: ['release'],
  PERIOD_CLOSED: ['release'],
  PERIOD_UNKNOWN: ['release'],
  REMIT_UNBALANCED: ['unapplied', 'reject'],
  REMIT_CONFLICT: ['accept-remit', 'reject'],
  REMIT_NEGATIVE: ['reject'],
  REMIT_NOT_PAYMENT: ['reject'],
  AMOUNT_INVALID: ['reject'],
  CLAIM_UNBALANCED: ['accept'],
  REVERSAL_NOT_MIRROR: ['accept'],
  ORPHAN_REVERSAL: ['accept'],
  ENVELOPE_BROKEN: ['reject'],
  CONTROL_NUMBER_CONFLICT: ['accept-remit', 'reject'],
  FORMAT_UNKNOWN: ['reject'],
  ERP_REJECTED: ['release'],
  ERP_AMOUNT_DIFFERS: ['read-back'],
  ERP_SECOND_DOCUMENT: ['read-back'],
  ERP_ANSWER_UNKNOWABLE: [],
  POISON: ['release'],
};

const NO_PREFIX = '(none)';

/** The cures of a cause. A claim without any account prefix cannot be mapped by prefix; its payee can. */
export function curesOf(code: string, value: string): readonly CureKind[] {
  if (code === 'FACILITY_UNKNOWN' && value === NO_PREFIX) return ['map-payee', 'release'];
  return CURES[code as FailureCode] ?? [];
}

/** A cure as a person chose it. `target` is a code of master data, `validFrom` a plain date. */
const target = z.string().trim().min(1).max(64);
const date = z.iso.date();
export const cureInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['adopt', 'release', 'read-back', 'accept', 'unapplied', 'accept-remit', 'reject']) }),
  z.object({ kind: z.enum(['map-payer', 'map-payee', 'map-prefix', 'map-plb']), target, validFrom: date }),
  z.object({ kind: z.literal('cost-center'), target }),
]);
export type Cure = z.infer<typeof cureInput>;

export const actionOf = (kind: CureKind): ReplayAction => {
  if (kind === 'accept' || kind === 'unapplied' || kind === 'reject' || kind === 'accept-remit') return kind;
  return 'release';
};

/** The manifest's title: what was decided, in words. */
export function titleOfCure(cure: Cure, cause: { readonly value: string; readonly title: string }): string {
  switch (cure.kind) {
    case 'adopt':
      return `Adopt ${cause.value} and release`;
    case 'map-payer':
    case 'map-payee':
    case 'map-prefix':
    case 'map-plb':
      return `Map ${cause.value} to ${cure.target}`;
    case 'cost-center':
      return `Cost center ${cure.target} for ${cause.value}`;
    case 'accept':
    case 'accept-remit':
      return `Accept “${cause.title}”`;
    case 'unapplied':
      return `Unapplied cash for “${cause.title}”`;
    case 'reject':
      return `Reject “${cause.title}”`;
    case 'read-back':
      return `Read back “${cause.title}”`;
    case 'release':
      return `Release “${cause.title}”`;
  }
}
