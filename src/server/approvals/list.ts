import type { Tx } from '../platform/db';
import { type AskedRow, askedApprovals, askedBefore } from '../store/approvals';
import { withWholeScope } from '../store/causes-scope';
import { LIMIT_DAYS } from './rules';

/** Why somebody may not answer; `null`: they may. */
export type Hindrance = 'own' | 'answered' | 'limit' | null;

/** A question that waits for people, and whether this person may answer it. */
export type Needed = AskedRow & {
  /** Declining is always open to whoever is not `own` and has not `answered`. */
  readonly hindrance: Hindrance;
  /** What else was asked for the same payee in the days that limits look back. */
  readonly beforeMinor: bigint;
};

/** What waits for a second person among the facilities this actor may see, the oldest first. */
export async function listNeeded(tx: Tx, voter: string, limitMinor: bigint, most = 200): Promise<Needed[]> {
  const needed: Needed[] = [];
  for (const row of await askedApprovals(tx, most)) {
    const beforeMinor = await withWholeScope(tx, () => askedBefore(tx, row, LIMIT_DAYS));
    needed.push({ ...row, beforeMinor, hindrance: hindranceOf(row, beforeMinor, voter, limitMinor) });
  }
  return needed;
}

function hindranceOf(row: AskedRow, beforeMinor: bigint, voter: string, limitMinor: bigint): Hindrance {
  if (voter === row.maker || voter === row.askedBy) return 'own';
  if (row.givenBy.includes(voter)) return 'answered';
  const own = row.amountMinor < 0n ? -row.amountMinor : row.amountMinor;
  return own + beforeMinor > limitMinor ? 'limit' : null;
}
