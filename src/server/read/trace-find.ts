import type { EventState } from '@/domain/stages';
import type { Row, Tx } from '@/server/platform/db';

export interface FoundEvent extends Row {
  readonly id: string;
  readonly ordinal: number;
  readonly type: string;
  readonly state: EventState;
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
    `SELECT id, ordinal, type, state, amount_minor AS "amountMinor", identifiers FROM event
      WHERE remit_id = $1 AND (account_index = $2 OR control_index = $3 OR ($4::bigint IS NOT NULL AND abs(amount_minor) = abs($4::bigint)))
      ORDER BY ordinal LIMIT ${FOUND_MAX}`,
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
