import { z } from 'zod';
import type { FailureCode } from '@/domain/failure';
import { allFlows, findFlow } from '@/flows/registry';
import type { Permission } from '../auth/permissions';
import type { ReplayAction } from '../store/replays';
import { CURES, type CureKind, cureRow, isCure } from './cure-table';

export type { CureKind } from './cure-table';

type Names<F extends string> = { [K in CureKind]: (typeof CURES)[K]['fields'] extends F ? K : never }[CureKind];

const kinds = Object.keys(CURES).filter(isCure);
/** In the order of the table. */
export const CURE_KINDS = kinds as [CureKind, ...CureKind[]];

const withFields = <F extends string>(fields: F): [Names<F>, ...Names<F>[]] =>
  kinds.filter((kind) => CURES[kind].fields === fields) as [Names<F>, ...Names<F>[]];

/**
 * Which cures a cause offers, first the one that fits most often; a flow names those of its own failures. Causes whose journal
 * is in the ERP are only read back: mapping them again could book money twice. Where the ERP can be asked nothing, there is no
 * cure here.
 */
const OFFERS: Readonly<Record<FailureCode, readonly CureKind[]>> = {
  PAYER_UNKNOWN: ['adopt', 'map-payer', 'release'],
  PAYEE_UNKNOWN: ['adopt', 'map-payee', 'release'],
  FACILITY_UNKNOWN: ['map-prefix', 'release'],
  COST_CENTER_MISSING: ['cost-center', 'release'],
  COST_CENTER_INACTIVE: ['cost-center', 'release'],
  ACCOUNT_INACTIVE: ['release'],
  PLB_CODE_UNMAPPED: ['map-plb', 'release'],
  PAYMENT_METHOD_UNKNOWN: ['release'],
  JOURNAL_UNBALANCED: ['release'],
  NOTHING_DRAFTED: ['release'],
  TARGET_UNBOUND: ['release'],
  PERIOD_CLOSED: ['release'],
  PERIOD_UNKNOWN: ['release'],
  REMIT_UNBALANCED: ['unapplied', 'reject'],
  REMIT_CONFLICT: ['replace-remit', 'both-real', 'reject'],
  PARCEL_CONFLICT: ['accept-remit', 'reject'],
  REPLACEMENT_UNFIT: ['both-real', 'reject'],
  REJECTED_BEFORE: ['accept-remit', 'reject'],
  REMIT_NEGATIVE: ['reject'],
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

/** What the flow of a cause says ends it; `undefined` when no flow declares the code. */
function ofFlow(code: string, flowCode: string): readonly string[] | undefined {
  const own = findFlow(flowCode);
  if (own) return own.failures[code]?.cures;
  return Object.hasOwn(OFFERS, code)
    ? undefined
    : allFlows().find((flow) => flow.failures[code])?.failures[code]?.cures;
}

/**
 * The cures of a cause. A claim without any account prefix cannot be mapped by prefix; its payee can. `flowCode` is the
 * cause's own: `*` for what all flows share.
 */
export function curesOf(code: string, value: string, flowCode = '*'): readonly CureKind[] {
  if (code === 'FACILITY_UNKNOWN' && value === NO_PREFIX) return ['map-payee', 'release'];
  return ofFlow(code, flowCode)?.filter(isCure) ?? OFFERS[code as FailureCode] ?? [];
}

/** A cure as a person chose it. `target` is a code of master data, `validFrom` a plain date. */
const target = z.string().trim().min(1).max(64);
const validFrom = z.iso.date();
export const cureInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(withFields('none')) }),
  z.object({ kind: z.enum(withFields('target-from')), target, validFrom }),
  z.object({ kind: z.enum(withFields('target')), target }),
]);
export type Cure = z.infer<typeof cureInput>;

export const actionOf = (kind: CureKind): ReplayAction => cureRow(kind).action;
export const markOf = (kind: CureKind): string | null => cureRow(kind).mark ?? null;
/** What a person needs besides the right to freeze a set. */
export const permissionOf = (kind: CureKind): Permission | null => cureRow(kind).permission;
/** What gives way to what its parcel holds cannot be tried before it is read again. */
const ANEW: ReadonlySet<ReplayAction> = new Set(['accept-parcel', 'replace-parcel']);
/** Its items are decided anew, so that a dry run can tell what would become of them. */
export const isDecidedAnew = (kind: CureKind): boolean =>
  !cureRow(kind).readsBack && actionOf(kind) !== 'reject' && !ANEW.has(actionOf(kind));

/** The manifest's title: what was decided, in words. */
export const titleOfCure = (cure: Cure, cause: { readonly value: string; readonly title: string }): string =>
  cureRow(cure.kind).title(cause, 'target' in cure ? cure.target : '');
