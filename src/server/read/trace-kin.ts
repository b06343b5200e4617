import type { Tx } from '@/server/platform/db';
import { PAYER_NAME } from './exceptions';
import type { ParcelHead } from './trace-graph';

/** A claim of another remit that bears the account or the payer's claim number of one of this remit's. */
export type Kin = {
  /** The claim of this remit that it belongs to. */
  readonly ownEventId: string;
  readonly ownMinor: bigint;
  readonly ownReversal: boolean;
  readonly eventId: string;
  readonly parcelId: string;
  readonly amountMinor: bigint;
  readonly asset: string;
  readonly reversal: boolean;
  readonly state: string;
  /** Its remit gave way to another, and what it gave was taken back. */
  readonly replaced: boolean;
  readonly trace: string;
  readonly payer: string;
  readonly date: string;
};

const FLOW = 'remittance-to-cash';
/** Claims of a remit that are looked at, and kin that is shown. */
const OWN_MAX = 50;
const KIN_MAX = 20;

/** Status 22, or a negative charge: payers send takebacks both ways. */
const REVERSAL = (of: string): string => `(${of}.facts->>'status' = '22' OR (${of}.facts->>'chargeMinor')::bigint < 0)`;
const sharing = (index: 'index_a' | 'index_b'): string => `
  SELECT x.event_id FROM item_event x WHERE x.${index} = e.${index} AND x.flow_code = e.flow_code AND x.type = 'payment.posted'
    AND x.parcel_id IS DISTINCT FROM e.parcel_id LIMIT ${KIN_MAX}`;

/** Only what the reader's rights show, the oldest first. */
export async function readKin(tx: Tx, parcel: ParcelHead): Promise<Kin[]> {
  if (parcel.flow !== FLOW) return [];
  return tx.query<Kin>(
    `SELECT e.event_id AS "ownEventId", e.amount_minor AS "ownMinor", ${REVERSAL('e')} AS "ownReversal", o.event_id AS "eventId", o.parcel_id AS "parcelId",
            o.amount_minor AS "amountMinor", o.asset, ${REVERSAL('o')} AS reversal, o.state, o.hold_reason IS NOT DISTINCT FROM 'replaced' AS replaced,
            COALESCE(r.trace, '') AS trace, COALESCE(${PAYER_NAME}, '') AS payer, o.business_date::text AS date
       FROM (SELECT * FROM item_event WHERE parcel_id = $1 AND flow_code = $2 AND type = 'payment.posted' ORDER BY event_id LIMIT ${OWN_MAX}) e
       CROSS JOIN LATERAL (SELECT event_id FROM (${sharing('index_a')}) a UNION SELECT event_id FROM (${sharing('index_b')}) b) k
       JOIN item_event o ON o.event_id = k.event_id AND o.flow_code = $2
       JOIN parcel r ON r.id = o.parcel_id LEFT JOIN payer p ON p.id = o.payer_id
      ORDER BY e.event_id, o.event_id LIMIT ${KIN_MAX}`,
    [parcel.id, FLOW],
  );
}
