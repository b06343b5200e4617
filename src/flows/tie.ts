import type { Amount, Asset } from '@/domain/amount';
import type { Bounds, OpenEntry } from '@/domain/matching/entry';

/** What a flow says of ties: the entries it brings, and what an open tie of each kind is. */

/** One entry of a tie: entries of one (tie, key) must come to zero. */
export type TieEntry = {
  readonly tie: string;
  readonly key: string;
  readonly side: string;
  readonly amount: Amount;
  /** YYYY-MM-DD after which an open tie is late. */
  readonly due?: string;
  /** A topic signalled when the tie comes to zero. */
  readonly tells?: string;
};

/** The clock of a tie that is late as soon as it is open. */
export const AT_ONCE = -1;

export type Tie<Rules> = {
  readonly asset: Asset;
  readonly sides: readonly [string, string];
  /** Code of the failure under which an open tie stands after its clock ran out. */
  readonly late: string;
  /** Codes instead of `late` where it matters which side is missing: entries of the first side alone, of the second alone, of both. */
  readonly lateAs?: readonly [string, string, string];
  /** Business days after which an open tie is late of which no entry says when it is due, or `AT_ONCE`; without it such a tie has no clock. */
  days?(rules: Rules): number;
  tolerance?(rules: Rules): bigint;
  /**
   * What the matching of open ties may know of entries that one of its events, or one of its parcels (`head`), brought; their ids
   * are the keys of the entries. A kind that some flow says this of is matched by more than its keys.
   */
  open?(of: OpenSource, rules: Rules): readonly OpenEntry[];
  /** How far the matching goes. */
  bounds?(rules: Rules): Bounds;
};

/** What brought entries to a tie: an event with its facts, or a whole parcel. */
export type OpenSource = {
  readonly type: string;
  readonly facts: unknown;
  readonly head: unknown;
  readonly control: Amount;
  /** YYYY-MM-DD. */
  readonly date: string;
  /** The payer's code once it is known. */
  readonly payer: string | null;
};
