import type { Tx } from '../platform/db';
import { type RolledDay, rollForward } from '../store/tie-open';

/**
 * How the open balance of a kind of tie moved over a span of days (YYYY-MM-DD, both included): opening + in − out = closing, and
 * each day opens with what the one before closed with. Only whoever sees all facilities sees ties.
 */
export const tieRollForward = (tx: Tx, kind: string, from: string, to: string): Promise<RolledDay[]> =>
  rollForward(tx, kind, from, to);
