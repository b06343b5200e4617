import type { Master } from '@/domain/master';
import type { Decision, Item } from '../flow';
import type { Own } from './contract';
import type { Memory, Refund } from './memory';
import type { Rules } from './rules';

/** What only other rows can tell: what the same payee was to get in the days before, in cents. */
export type Recalled = { readonly toPayeeMinor: bigint };

export type RefundItem = Item<Own, Recalled>;
export type ItemOf<T extends RefundItem['type']> = Extract<RefundItem, { readonly type: T }>;
export type Decided = Decision<Memory>;

/** All that a decision may look at. */
export type Context<T extends RefundItem = RefundItem> = {
  readonly item: T;
  readonly master: Master;
  readonly rules: Rules;
  /** What is known of this refund; null when it was never decided. */
  readonly refund: Refund | null;
  readonly memory: ReadonlyMap<string, Memory>;
};
