import { z } from 'zod';
import type { AdjustmentFact, ClaimFacts, DraftLine, EventFacts, PlbFacts, PostingContext, RemitFacts } from './facts';
import { cashEffectMinor } from './facts';
import { type Failure, failure } from './failure';

const account = z.string().regex(/^[A-Za-z0-9._-]{1,20}$/);
const accountByCode = z.record(z.string(), account);
const dimensions = z.array(z.enum(['costCenter', 'facility', 'payerClass'])).readonly();

/** Posting rules as data: JSON in storage, versioned, checked here before they are used. */
export const postingRules = z.strictObject({
  version: z.int().positive(),
  /** BPR04 to the clearing account of the bank side. */
  cashAccounts: accountByCode,
  /** Payer class, in capitals, to its receivable. */
  receivables: accountByCode,
  receivableDefault: account,
  orphanReversalAccount: account,
  unappliedAccount: account,
  dueFromAccount: account,
  dueToAccount: account,
  /** CLP02 values of reversals. */
  reversalStatuses: z.array(z.string()).readonly(),
  /** CLP02 values whose adjustments are not ours to book: forwarded claims and predeterminations. */
  statusesWithoutAdjustments: z.array(z.string()).readonly(),
  /** In order; the first that matches decides. `null` matches anything; `account: null` books nothing. */
  adjustments: z
    .array(
      z.strictObject({
        id: z.string(),
        groups: z.array(z.string()).readonly().nullable(),
        reasons: z.array(z.string()).readonly().nullable(),
        categories: z.array(z.string()).readonly().nullable(),
        account: account.nullable(),
      }),
    )
    .readonly(),
  carcCategories: z.record(z.string(), z.string()),
  plb: z.record(
    z.string(),
    z.object({
      label: z.string(),
      family: z.string(),
      debit: account.nullable(),
      credit: account.nullable(),
      debitWhenOwed: account.optional(),
      debitWhenRefund: account.optional(),
    }),
  ),
  dimensionsDefault: dimensions,
  /** Which dimensions a line of the account carries. */
  accounts: z.record(z.string(), z.strictObject({ name: z.string(), dimensions })),
});
export type PostingRules = z.infer<typeof postingRules>;

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
  const receivable = ownValue(rules.receivables, context.payer.payerClass.toUpperCase()) ?? rules.receivableDefault;
  const orphan = rules.reversalStatuses.includes(claim.status) && !context.originalKnown;
  draft.bridge('claim', claim.paidMinor);
  // Without the original there is no receivable to give back to, and no adjustment of ours to undo.
  if (orphan) {
    draft.line(rules.orphanReversalAccount, 'claim.orphan-reversal', -claim.paidMinor);
    return;
  }
  draft.line(receivable, 'claim.receivable', -claim.paidMinor);
  if (!claim.balanced || rules.statusesWithoutAdjustments.includes(claim.status)) return;
  for (const adjustment of claim.adjustments) {
    const rule = adjustmentRule(adjustment, rules);
    if (!rule?.account) continue;
    draft.line(rule.account, rule.id, adjustment.amountMinor);
    draft.line(receivable, rule.id, -adjustment.amountMinor);
  }
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
  draft.line(choice.account, choice.rule, plb.amountMinor);
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
  if (plb.amountMinor > 0n && context.openLiability && row.debitWhenOwed) {
    return { account: row.debitWhenOwed, rule: `${rule}.owed` };
  }
  const seeded = plb.amountMinor > 0n ? row.debit : row.credit;
  return seeded === null ? null : { account: seeded, rule };
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
  line(account: string, rule: string, amountMinor: bigint): void {
    this.lineOf(this.#context.facility.entity, account, rule, amountMinor);
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

  lineOf(entity: string, account: string, rule: string, amountMinor: bigint, affiliate: string | null = null): void {
    if (amountMinor === 0n) return;
    const { facility, payer } = this.#context;
    const asked = ownValue(this.#rules.accounts, account)?.dimensions ?? this.#rules.dimensionsDefault;
    // A facility and its cost center mean nothing in another legal entity.
    const own = entity === facility.entity;
    this.#lines.push({
      entity,
      account,
      costCenter: own && asked.includes('costCenter') ? facility.costCenter : null,
      facility: own && asked.includes('facility') ? facility.code : null,
      payerClass: asked.includes('payerClass') ? payer.payerClass : null,
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

/** An own property only: codes come from files, and `constructor` is not an account. */
function ownValue<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
