import type { AdjustmentFact, ClaimFacts } from './facts';
import type { ClaimPlan, PlanEntry, Receivable } from './plan';
import { ownValue, type PostingRules } from './posting-rules-schema';

export const receivableOf = (payerClass: string, rules: PostingRules): Receivable => ({
  account: ownValue(rules.receivables, payerClass.toUpperCase()) ?? rules.receivableDefault,
  payerClass,
});

/** A status 22, or a claim of a negative charge: payers send takebacks both ways. */
export const isReversal = (claim: Pick<ClaimFacts, 'status' | 'chargeMinor'>, rules: PostingRules): boolean =>
  rules.reversalStatuses.includes(claim.status) || claim.chargeMinor < 0n;

/** What a claim books as its payer states it, with nothing known of its account. */
export function planClaim(claim: ClaimFacts, receivable: Receivable, rules: PostingRules): ClaimPlan {
  const entries: PlanEntry[] = [of(receivable, 'claim.receivable', -claim.paidMinor)];
  if (claim.balanced && !rules.statusesWithoutAdjustments.includes(claim.status)) {
    for (const adjustment of claim.adjustments) entries.push(...adjust(adjustment, claim.status, receivable, rules));
  }
  return planOf(receivable, entries, rules);
}

function adjust(
  adjustment: AdjustmentFact,
  status: string,
  receivable: Receivable,
  rules: PostingRules,
): readonly PlanEntry[] {
  const rule = adjustmentRule(adjustment, rules);
  if (!rule?.account) return [];
  // A payer that forwards the claim leaves the patient's part to the next payer, so it stays a receivable of insurers.
  if (rule.account === rules.patientAccount && rules.forwardedStatuses.includes(status)) return [];
  const { amountMinor } = adjustment;
  return [
    { account: rule.account, rule: rule.id, amountMinor, payerClass: receivable.payerClass },
    of(receivable, rule.id, -amountMinor),
  ];
}

function adjustmentRule({ group, reason }: AdjustmentFact, rules: PostingRules) {
  const category = ownValue(rules.carcCategories, reason) ?? 'unclassified';
  return rules.adjustments.find(
    (rule) =>
      (rule.groups === null || rule.groups.includes(group)) &&
      (rule.reasons === null || rule.reasons.includes(reason)) &&
      (rule.categories === null || rule.categories.includes(category)),
  );
}

/** What takes a plan back: every entry negated, so that the pair is nothing in every account. */
export const negated = (plan: ClaimPlan): ClaimPlan => ({
  receivable: plan.receivable,
  entries: plan.entries.map((entry) => ({ ...entry, amountMinor: -entry.amountMinor })),
  takenMinor: -plan.takenMinor,
  patientMinor: -plan.patientMinor,
});

/** What a claim booked, as it stands: its receivable may be of another class by now. */
export function planBooked(receivable: Receivable, entries: readonly PlanEntry[], rules: PostingRules): ClaimPlan {
  const receivables = new Set([...Object.values(rules.receivables), rules.receivableDefault, receivable.account]);
  receivables.delete(rules.patientAccount);
  const sum = (is: (account: string) => boolean): bigint =>
    entries.reduce((all, { account, amountMinor }) => (is(account) ? all + amountMinor : all), 0n);
  return {
    receivable,
    entries,
    takenMinor: -sum((account) => receivables.has(account)),
    patientMinor: sum((account) => account === rules.patientAccount),
  };
}

/** The cash of a claim against one account, and nothing else. */
export const plainPlan = (receivable: Receivable, account: string, rule: string, paidMinor: bigint): ClaimPlan => ({
  receivable,
  entries: [{ account, rule, amountMinor: -paidMinor, payerClass: receivable.payerClass }],
  takenMinor: 0n,
  patientMinor: 0n,
});

/** Takes this much out of the patient's balance instead of the receivable: an earlier payer moved it there. */
export const relieved = (plan: ClaimPlan, minor: bigint, rules: PostingRules): ClaimPlan =>
  moved(plan, minor, rules.patientAccount, 'claim.patient-relief', rules);

/**
 * A plan cut to what its account still has room for: adjustments give way first, the last ones before the first, and cash beyond
 * that is the payer's until somebody says otherwise.
 */
export function capped(plan: ClaimPlan, overMinor: bigint, rules: PostingRules): ClaimPlan {
  let left = overMinor;
  const entries = [...plan.entries];
  for (let at = entries.length - 2; at > 0 && left > 0n; at -= 2) {
    const [adjustment, other] = [entries[at], entries[at + 1]];
    if (!adjustment || !other || adjustment.amountMinor <= 0n) continue;
    const cut = adjustment.amountMinor < left ? adjustment.amountMinor : left;
    entries[at] = { ...adjustment, amountMinor: adjustment.amountMinor - cut };
    entries[at + 1] = { ...other, amountMinor: other.amountMinor + cut };
    left -= cut;
  }
  const cut = planOf(plan.receivable, entries, rules);
  return left > 0n ? moved(cut, left, rules.overChargeAccount, 'claim.over-charge', rules) : cut;
}

const moved = (plan: ClaimPlan, minor: bigint, account: string, rule: string, rules: PostingRules): ClaimPlan =>
  planOf(
    plan.receivable,
    [
      ...plan.entries,
      { account, rule, amountMinor: -minor, payerClass: plan.receivable.payerClass },
      of(plan.receivable, rule, minor),
    ],
    rules,
  );

const of = ({ account, payerClass }: Receivable, rule: string, amountMinor: bigint): PlanEntry => ({
  account,
  rule,
  amountMinor,
  payerClass,
});

function planOf(receivable: Receivable, entries: readonly PlanEntry[], rules: PostingRules): ClaimPlan {
  const sumOf = (account: string): bigint =>
    entries.reduce((sum, entry) => (entry.account === account ? sum + entry.amountMinor : sum), 0n);
  return { receivable, entries, takenMinor: -sumOf(receivable.account), patientMinor: sumOf(rules.patientAccount) };
}
