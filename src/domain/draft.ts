/**
 * One line of a draft: debit positive, credit negative. The five dimensions that every ledger asks for have names; whatever
 * else a kind needs (a stock location, a lot) stands in `dims`.
 */
export type DraftLine = {
  readonly entity: string;
  /** The ledger account; for stock the item, for a reservation the resource. */
  readonly account: string;
  readonly costCenter: string | null;
  readonly facility: string | null;
  readonly payerClass: string | null;
  readonly affiliate: string | null;
  readonly dims?: Readonly<Record<string, string>>;
  readonly amountMinor: bigint;
  /** The rule that made it, for the trace. */
  readonly rule: string;
};
