import type { Tx } from '@/server/platform/db';

/** One entry of a tie with what brought it. Whoever does not see all facilities sees no tie. */
export type TieEntryRow = {
  readonly tieId: string;
  readonly side: string;
  readonly flow: string;
  readonly sourceId: string;
  /** Of the event, or of the whole parcel that brought it; null for events that stand in no parcel. */
  readonly parcelId: string | null;
  /** Null: a whole parcel. */
  readonly type: string | null;
  readonly onDate: string;
  readonly amountMinor: bigint;
  readonly asset: string;
  readonly payer: string | null;
  /** Trace of the payment, or what its sender calls it. */
  readonly trace: string | null;
  readonly entity: string | null;
  /** Last digits of the bank account, how it came and what the bank prints, where it is a bank line. */
  readonly account: string | null;
  readonly via: string | null;
  readonly text: string | null;
};

/** Joins what is known of an entry `n` of tie `t`: its event as `e`, its item as `i`, its parcel as `p`, its payer as `py`. */
export const ENTRY_JOINS = `LEFT JOIN item i ON i.event_id = n.source_id AND i.flow_code = n.flow_code
  LEFT JOIN LATERAL (SELECT v.type, v.version, v.facts FROM item_event v WHERE v.id = n.source_id AND v.flow_code = n.flow_code LIMIT 1) e ON true
  LEFT JOIN parcel p ON p.id = COALESCE(i.parcel_id, n.source_id) LEFT JOIN payer py ON py.id = COALESCE(i.payer_id, p.payer_id)`;

export const ENTRY_COLUMNS = `n.tie_id AS "tieId", n.side, n.flow_code AS flow, n.source_id AS "sourceId", p.id AS "parcelId",
  e.type || '/' || e.version AS type, n.on_date AS "onDate", n.amount_minor AS "amountMinor", t.asset,
  COALESCE(py.name, NULLIF(p.parties->>'payerName', '')) AS payer,
  COALESCE(e.facts#>>'{parts,0,traces,0,text}', CASE WHEN i.event_id IS NULL THEN p.trace END, e.facts->>'requestId') AS trace,
  COALESCE(i.entity_code, p.entity_code) AS entity, e.facts->>'tail' AS account, e.facts->>'class' AS via, e.facts->>'description' AS text`;

const ENTRIES_MAX = 400;

export const readTieEntries = (tx: Tx, tieIds: readonly string[]): Promise<TieEntryRow[]> =>
  tx.query<TieEntryRow>(
    `SELECT ${ENTRY_COLUMNS} FROM tie_entry n JOIN tie t ON t.id = n.tie_id ${ENTRY_JOINS}
      WHERE n.tie_id = ANY ($1::uuid[]) ORDER BY n.on_date, n.source_id, n.side LIMIT ${ENTRIES_MAX}`,
    [tieIds],
  );
