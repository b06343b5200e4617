import type { Standing } from '@/domain/stages';
import type { Row, Tx } from '@/server/platform/db';
import { FACTS, STANDING } from './standing';

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

type Sought = {
  readonly account: Buffer;
  readonly control: Buffer;
  readonly reference: Buffer;
  readonly amountMinor: bigint | null;
};

/** Items of one parcel by account, payer's number, reference (all through their blind indexes) or exact amount. */
export const findInParcel = (tx: Tx, parcelId: string, by: Sought): Promise<FoundEvent[]> =>
  tx.query<FoundEvent>(
    `SELECT i.event_id AS id, e.ordinal, e.type, ${STANDING} AS state, i.amount_minor AS "amountMinor", e.identifiers
       FROM item i ${FACTS}
      WHERE i.parcel_id = $1 AND i.flow_code = (SELECT flow_code FROM parcel WHERE id = $1) AND i.event_id IN (
        SELECT id FROM item_event WHERE index_a = $2 UNION SELECT id FROM item_event WHERE index_b = $3
        UNION SELECT id FROM item_event WHERE index_b = $4
        UNION SELECT event_id FROM item WHERE parcel_id = $1 AND amount_minor IN ($5, -$5::bigint))
      ORDER BY i.event_id LIMIT ${FOUND_MAX}`,
    [parcelId, by.account, by.control, by.reference, by.amountMinor],
  );

/** Until when this person may read identifiers; null when no reveal is alive. */
export async function readRevealedUntil(tx: Tx, userId: string): Promise<Date | null> {
  const [row] = await tx.query<{ until: Date | null }>(
    'SELECT max(expires_at) AS until FROM reveal_grant WHERE user_id = $1 AND expires_at > now()',
    [userId],
  );
  return row?.until ?? null;
}
