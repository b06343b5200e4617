import { CARC_CATEGORIES, CARC_CODES, type CarcCategory } from './carc.data';
import type { ClaimFacts } from './facts';

export type Carc = {
  readonly category: CarcCategory;
  /** Our own short words; the code itself when we have none. */
  readonly label: string;
  /** The team that works this category. */
  readonly owner: string;
  /** Whether money kept back for this reason is denied money. */
  readonly denial: boolean;
};

/** What we know about a claim adjustment reason code (external code source 139). Unknown codes are `unclassified`. */
export function carcOf(code: string): Carc {
  const row = Object.hasOwn(CARC_CODES, code) ? CARC_CODES[code] : undefined;
  const category = row?.category ?? 'unclassified';
  return { category, label: row?.label ?? `Reason ${code}`, ...CARC_CATEGORIES[category] };
}

/** Reversals take a decision back, predeterminations carry no money, and a forwarded claim was not this payer's. */
const STATUSES_NOT_DECIDED: ReadonlySet<string> = new Set(['22', '23', '25']);

/** CLP02 = 4: the payer itself says denied. Most denials come as status 1 with nothing paid. */
const STATUS_DENIED = '4';

/** What a prior payer did is information for this one, so it explains a zero payment and denies nothing. */
const REASON_PRIOR_PAYER = '23';

/**
 * True when a payer decided a claim and paid nothing for a reason that somebody has to work. Patient responsibility,
 * contractual parts, duplicates and a prior payer's part are not denials. Line amounts are not part of the facts: on a
 * claim with no payment every line has none, so one denied adjustment is enough.
 */
export function isDenial(claim: ClaimFacts): boolean {
  if (claim.paidMinor !== 0n || STATUSES_NOT_DECIDED.has(claim.status)) return false;
  if (claim.status === STATUS_DENIED) return true;
  let deniedMinor = 0n;
  for (const { group, reason, amountMinor } of claim.adjustments) {
    if (group === 'PR' || reason === REASON_PRIOR_PAYER || !carcOf(reason).denial) continue;
    deniedMinor += amountMinor;
  }
  return deniedMinor > 0n;
}
