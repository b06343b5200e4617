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

const BACK = 'back.';
/** The rule of a line that takes back what another rule made; what it was stays readable. */
export const takingBack = (rule: string): string => `${BACK}${rule}`;
/** The rule that made a line, or made the one that it takes back. */
export const ruleBehind = (rule: string): string => (rule.startsWith(BACK) ? rule.slice(BACK.length) : rule);
