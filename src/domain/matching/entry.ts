import type { HolidayRule } from '../business-days';

/**
 * What matching looks at and what it answers. Everything is pure data, so that the same open entries always give the same
 * proposals, in whatever order they are handed in.
 */

/** One open entry: a credited bank line, or a remit that says money was sent. Amounts of one asset, what came in positive. */
export type OpenEntry = {
  readonly id: string;
  readonly side: 'bank' | 'remit';
  readonly amountMinor: bigint;
  /** YYYY-MM-DD: the statement's day, or BPR16. */
  readonly date: string;
  /** The payer's code once it is known; null before. */
  readonly payer: string | null;
  /** TRN03, or the ACH company id: how the payer calls itself. Null when the bank said nothing. */
  readonly originator: string | null;
  /** Trace numbers (TRN02) as they were written. */
  readonly traces: readonly string[];
  readonly checks: readonly string[];
  /** Entries of different methods meet in late tiers only when one of them is null. */
  readonly method: 'ach' | 'wire' | 'check' | 'card' | null;
};

export type Bounds = {
  /** Entries of one side in a combined match. */
  readonly sideMax: number;
  /** Entries of one side a combination is looked for in. */
  readonly candidatesMax: number;
  /** Steps of one search: bounds its time on any machine alike, which a clock would not. */
  readonly nodesMax: number;
  /** Steps of all searches of one run together. */
  readonly totalNodesMax: number;
  /** Business days between the two sides of a match that is not proved by its trace. */
  readonly windowDays: number;
  /** Equal options listed in one suggestion. */
  readonly optionsMax: number;
  readonly holidays?: readonly HolidayRule[];
};

export const BOUNDS: Bounds = {
  sideMax: 12,
  candidatesMax: 40,
  nodesMax: 100_000,
  totalNodesMax: 20_000_000,
  windowDays: 5,
  optionsMax: 5,
};

/** The rung of the ladder on which a match was found. */
export type Tier = 1 | 2 | 3 | 4 | 5 | 6;

/** Entries of both sides that would be one, sorted by id. */
export type Option = { readonly bank: readonly string[]; readonly remit: readonly string[] };

export type Proposal = {
  readonly tier: Tier;
  /** Only a certain one may be tied without a person. */
  readonly certain: boolean;
  readonly confidence: 'certain' | 'very likely' | 'likely' | 'possible' | 'amounts differ';
  /** One when it is clear what belongs together; several when the entries cannot be told apart. */
  readonly options: readonly Option[];
  /** Bank less remit of the first option: zero except on tier 6. */
  readonly differenceMinor: bigint;
  readonly reasons: readonly string[];
};

export type Matching = {
  /** In the order of tiers, then of ids. */
  readonly proposals: readonly Proposal[];
  /** Entries for which nothing was found, sorted by id. */
  readonly open: readonly string[];
  /** Searches that were given up at their bound: what they might have found is not known. */
  readonly givenUp: number;
};

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
export const byId = (a: OpenEntry, b: OpenEntry): number => compareText(a.id, b.id);
