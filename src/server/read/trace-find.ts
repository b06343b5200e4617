import type { Standing } from '@/domain/stages';
import type { Row, Tx } from '@/server/platform/db';
import { STANDING } from './places';

export interface FoundEvent extends Row {
  readonly id: string;
  readonly ordinal: number;
  readonly type: string;
  readonly state: Standing;
  readonly amountMinor: bigint;
  readonly identifiers: Buffer | null;
}

/** Finds shown at most; more than this means that the question was not one for a single claim. */
export const FOUND_MAX = 20;

/** Events of one remit by account, payer's number (both through their blind indexes) or exact amount. */
export const findInRemit = (
  tx: Tx,
  remitId: string,
  by: { readonly account: Buffer; readonly control: Buffer; readonly amountMinor: bigint | null },
): Promise<FoundEvent[]> =>
  tx.query<FoundEvent>(
    `SELECT e.id, e.ordinal, e.type, ${STANDING} AS state, e.amount_minor AS "amountMinor", e.identifiers FROM event e
      WHERE e.remit_id = $1 AND (e.account_index = $2 OR e.control_index = $3 OR ($4::bigint IS NOT NULL AND abs(e.amount_minor) = abs($4::bigint)))
      ORDER BY e.ordinal LIMIT ${FOUND_MAX}`,
    [remitId, by.account, by.control, by.amountMinor],
  );

/** Until when this person may read identifiers; null when no reveal is alive. */
export async function readRevealedUntil(tx: Tx, userId: string): Promise<Date | null> {
  const [row] = await tx.query<{ until: Date | null }>(
    'SELECT max(expires_at) AS until FROM reveal_grant WHERE user_id = $1 AND expires_at > now()',
    [userId],
  );
  return row?.until ?? null;
}
