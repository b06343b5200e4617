import { plainPlan, planClaim, receivableOf } from './claim-plan';
import type { ClaimFacts, DraftLine, EventFacts, PlbFacts, PostingContext, RemitFacts } from './facts';
import { cashEffectMinor } from './facts';
import { type Failure, failure } from './failure';
import type { ClaimPlan } from './plan';
import { ownValue, type PostingRules } from './posting-rules-schema';

export { type PostingRules, postingRules } from './posting-rules-schema';

export type DraftResult =
  | { readonly ok: true; readonly lines: readonly DraftLine[] }
  | { readonly ok: false; readonly failure: Failure };

/**
 * The journal lines of one event: balanced by itself and per legal entity, with a cash leg equal to
 * `cashEffectMinor(facts)`. So any subset of a remit's events balances, and all of them together are the remit's
 * journal (Dr cash BPR02, PLB amounts to their accounts, Cr A/R for the sum of CLP04). Debit is positive. No line is
 * zero. Fails with the field that has no account or no cost center.
 */
export function draftLines(facts: EventFacts, context: PostingContext, rules: PostingRules): DraftResult {
  const cash = ownValue(rules.cashAccounts, context.method);
  if (cash === undefined) {
    return { ok: false, failure: failure('PAYMENT_METHOD_UNKNOWN', 'remit.method', context.method || '(none)') };
  }
  const draft = new Draft(context, rules);
  draft.cash(cash, `${facts.kind}.cash`, cashEffectMinor(facts));
  if (facts.kind === 'claim') draftClaim(draft, facts, context, rules);
  else {
    const stop =
      facts.kind === 'plb' ? draftPlb(draft, facts, context, rules) : draftRemit(draft, facts, context, rules);
    if (stop) return { ok: false, failure: stop };
  }
  return draft.finish();
}

function draftClaim(draft: Draft, claim: ClaimFacts, context: PostingContext, rules: PostingRules): void {
  draft.bridge('claim', claim.paidMinor);
  const plan = context.plan ?? planAlone(claim, context, rules);
  for (const entry of plan.entries) draft.line(entry.account, entry.rule, entry.amountMinor, entry.payerClass);
}

/** Of a claim whose account is not looked at. Without its original a reversal has no receivable to give back to. */
function planAlone(claim: ClaimFacts, context: PostingContext, rules: PostingRules): ClaimPlan {
  const receivable = receivableOf(context.payer.payerClass, rules);
  const orphan = rules.reversalStatuses.includes(claim.status) && !context.originalKnown;
  return orphan
    ? plainPlan(receivable, rules.orphanReversalAccount, 'claim.orphan-reversal', claim.paidMinor)
    : planClaim(claim, receivable, rules);
}

function draftPlb(draft: Draft, plb: PlbFacts, context: PostingContext, rules: PostingRules): Failure | null {
  const choice = plbAccount(plb, context, rules);
  if (choice === null) return failure('PLB_CODE_UNMAPPED', 'plb.reason', plb.reason || '(none)');
  if (ownValue(rules.plb, plb.reason)?.family === 'affiliate-offset') {
    // The cash went to pay an affiliate's debt: already a claim on that affiliate, so nothing is bridged.
    const affiliate = draft.interEntity ? context.facility.entity : null;
    draft.affiliateLine(choice.account, choice.rule, plb.amountMinor, context.cashEntity, affiliate);
    return null;
  }
  draft.bridge('plb', -plb.amountMinor);
  const met = metPart(plb, context, rules);
  if (met) draft.line(met.account, met.rule, met.minor);
  draft.line(choice.account, choice.rule, plb.amountMinor - (met?.minor ?? 0n));
  return null;
}

type PlbChoice = { readonly account: string; readonly rule: string };

/** A positive amount debits, a negative one credits; a customer's own account for the reason wins over the table. */
function plbAccount(plb: PlbFacts, context: PostingContext, rules: PostingRules): PlbChoice | null {
  const row = ownValue(rules.plb, plb.reason);
  const rule = `plb.${plb.reason}`;
  if (plb.amountMinor > 0n && plb.pairedWith72 && row?.debitWhenRefund) {
    // Both halves of an acknowledged refund must meet in one account, wherever the 72 goes.
    const refund = ownValue(context.plbAccounts, '72') ?? row.debitWhenRefund;
    return { account: refund, rule: `${rule}.refund` };
  }
  const own = ownValue(context.plbAccounts, plb.reason);
  if (own) return { account: own, rule: `${rule}.own` };
  if (!row) return null;
  const debit = context.plbBalanceMinor === undefined ? row.debit : (row.debitBeyond ?? row.debit);
  const seeded = plb.amountMinor > 0n ? debit : row.credit;
  return seeded === null ? null : { account: seeded, rule };
}

/**
 * What of a recovery ends the debt that an earlier, delayed one left, and what of a delayed one gives back that was taken before
 * anybody owed it. An open item comes to zero and never beyond: the rest has nothing to meet.
 */
export function metPart(
  plb: PlbFacts,
  context: Pick<PostingContext, 'plbBalanceMinor' | 'plbAccounts'>,
  rules: PostingRules,
): { readonly account: string; readonly rule: string; readonly minor: bigint } | null {
  const row = ownValue(rules.plb, plb.reason);
  const balance = context.plbBalanceMinor ?? 0n;
  if (!row || row.debit === null || ownValue(context.plbAccounts, plb.reason)) return null;
  const taken = row.debitWhenOwed ? row.debit : row.debitBeyond;
  if (taken === undefined) return null;
  if (plb.amountMinor > 0n && balance < 0n) {
    const minor = plb.amountMinor < -balance ? plb.amountMinor : -balance;
    return { account: row.debitWhenOwed ?? row.debit, rule: `plb.${plb.reason}.owed`, minor };
  }
  if (plb.amountMinor < 0n && balance > 0n) {
    const minor = -plb.amountMinor < balance ? plb.amountMinor : -balance;
    return { account: taken, rule: `plb.${plb.reason}.given-back`, minor };
  }
  return null;
}

function draftRemit(draft: Draft, remit: RemitFacts, context: PostingContext, rules: PostingRules): Failure | null {
  // Only a person may decide that money without usable detail is real.
  if (!remit.unapplied) return failure('REMIT_UNBALANCED', 'remit.balance', context.payer.code);
  draft.lineOf(context.cashEntity, rules.unappliedAccount, 'remit.unapplied', -remit.amountMinor);
  return null;
}

/** Collects the lines of one event with the dimensions that their accounts ask for. */
class Draft {
  readonly #context: PostingContext;
  readonly #rules: PostingRules;
  readonly #lines: DraftLine[] = [];
  /** True when the bank account and the facility belong to different legal entities. */
  readonly interEntity: boolean;

  constructor(context: PostingContext, rules: PostingRules) {
    this.#context = context;
    this.#rules = rules;
    this.interEntity = context.facility.entity !== context.cashEntity;
  }

  /** The bank side: always in the entity that owns the bank account. */
  cash(account: string, rule: string, amountMinor: bigint): void {
    this.lineOf(this.#context.cashEntity, account, rule, amountMinor);
  }

  /** A line of the facility's legal entity. */
  line(account: string, rule: string, amountMinor: bigint, payerClass?: string): void {
    this.lineOf(this.#context.facility.entity, account, rule, amountMinor, null, payerClass);
  }

  /** Makes both entities balance when one received what belongs to the other: due to there, due from here. */
  bridge(kind: string, cashMinor: bigint): void {
    if (!this.interEntity) return;
    const { cashEntity, facility } = this.#context;
    this.affiliateLine(this.#rules.dueToAccount, `${kind}.due-to`, -cashMinor, cashEntity, facility.entity);
    this.affiliateLine(this.#rules.dueFromAccount, `${kind}.due-from`, cashMinor, facility.entity, cashEntity);
  }

  affiliateLine(account: string, rule: string, amountMinor: bigint, entity: string, affiliate: string | null): void {
    this.lineOf(entity, account, rule, amountMinor, affiliate);
  }

  lineOf(
    entity: string,
    account: string,
    rule: string,
    amountMinor: bigint,
    affiliate: string | null = null,
    payerClass: string = this.#context.payer.payerClass,
  ): void {
    if (amountMinor === 0n) return;
    const { facility } = this.#context;
    const asked = ownValue(this.#rules.accounts, account)?.dimensions ?? this.#rules.dimensionsDefault;
    // A facility and its cost center mean nothing in another legal entity.
    const own = entity === facility.entity;
    this.#lines.push({
      entity,
      account,
      costCenter: own && asked.includes('costCenter') ? facility.costCenter : null,
      facility: own && asked.includes('facility') ? facility.code : null,
      payerClass: asked.includes('payerClass') ? payerClass : null,
      affiliate,
      amountMinor,
      rule,
    });
  }

  finish(): DraftResult {
    if (!this.#lines.some((line) => line.costCenter === '')) return { ok: true, lines: this.#lines };
    return { ok: false, failure: failure('COST_CENTER_MISSING', 'facility.costCenter', this.#context.facility.code) };
  }
}
