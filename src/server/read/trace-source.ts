import type { Row, Tx } from '@/server/platform/db';
import { type ItemKind, KIND } from './item-kinds';
import { CONTROL_MINOR, SERVICES_OF_PARCEL } from './part';
import { FACTS } from './standing';
import { PARTY_NAMES, REMIT_HEAD } from './trace-graph';

/** Rows behind the source pane: where a parcel and its facts stand in which bytes. Row-level security decides what is seen. */
export interface ParcelPlace extends Row {
  readonly id: string;
  readonly flow: string | null;
  readonly disposition: string | null;
  readonly wholeEventId: string | null;
  readonly artifactId: string;
  readonly artifactName: string;
  readonly artifactBytes: bigint;
  readonly sha256: string;
  readonly bytesId: string;
  readonly wrappedKey: Buffer;
  readonly chunkBytes: number;
  readonly byteOffset: bigint;
  readonly byteLength: bigint;
  readonly path: string;
  readonly delimiters: unknown;
  readonly trn02: string;
  readonly payer: string;
  readonly payee: string;
  readonly receivedMinor: bigint;
  readonly paidMinor: bigint;
  readonly plbMinor: bigint;
  readonly claimCount: number;
  readonly plbCount: number;
  /** Of all of it, whoever reads. */
  readonly recordCount: number;
  /** False: amounts and the other counts are the reader's part of it. */
  readonly whole: boolean;
  readonly serviceCount: number;
  readonly method: string;
  readonly handling: string;
  readonly trn03: string;
  readonly businessDate: string | null;
  readonly payeeNpi: string | null;
}

type PlaceOf = Pick<ParcelPlace, 'id' | 'flow' | 'wholeEventId'>;

export async function readParcelPlace(tx: Tx, parcelId: string): Promise<ParcelPlace | null> {
  const [row] = await tx.query<ParcelPlace>(
    `SELECT r.id, r.artifact_id AS "artifactId", a.name AS "artifactName", a.size_bytes AS "artifactBytes",
            encode(a.sha256, 'hex') AS sha256, a.bytes_id AS "bytesId", a.wrapped_key AS "wrappedKey", a.chunk_bytes AS "chunkBytes",
            r.flow_code AS flow, r.disposition, r.whole_event_id AS "wholeEventId", r.byte_offset AS "byteOffset",
            r.byte_length AS "byteLength", r.path, r.head->'delimiters' AS delimiters, ${PARTY_NAMES}, ${REMIT_HEAD},
            ${CONTROL_MINOR} AS "receivedMinor", ${SERVICES_OF_PARCEL} AS "serviceCount",
            COALESCE(r.head->>'handling', '') AS handling, COALESCE(r.head->>'trn03', '') AS trn03, r.business_date AS "businessDate",
            r.parties->>'payeeNpi' AS "payeeNpi"
       FROM parcel r JOIN artifact a ON a.id = r.artifact_id LEFT JOIN payer p ON p.id = r.payer_id WHERE r.id = $1`,
    [parcelId],
  );
  return row ?? null;
}

export interface EventPlace extends Row {
  readonly id: string;
  readonly parcelId: string | null;
  readonly ordinal: number;
  readonly type: string;
  readonly amountMinor: bigint;
  readonly identifiers: Buffer | null;
  /** Null: it stands in no bytes of its own, as the whole of a parcel. */
  readonly offset: bigint | null;
  readonly length: number | null;
  readonly part: number;
}

/** Of the flow that reads its parcel: a fact may be an item of several flows. */
export async function readEventPlace(tx: Tx, eventId: string): Promise<EventPlace | null> {
  const [row] = await tx.query<EventPlace>(
    `SELECT e.id, e.parcel_id AS "parcelId", e.ordinal, e.type, e.amount_minor AS "amountMinor", e.identifiers,
            e.byte_offset AS offset, e.byte_length AS length, e.part
       FROM item_event e LEFT JOIN parcel r ON r.id = e.parcel_id
      WHERE e.id = $1 ORDER BY (e.flow_code = r.flow_code) IS TRUE DESC, e.flow_code LIMIT 1`,
    [eventId],
  );
  return row ?? null;
}

/** One visible fact of a parcel and the bytes it stands in. */
export interface RecordPlace extends Row {
  readonly eventId: string;
  readonly ordinal: number;
  readonly kind: ItemKind;
  readonly offset: bigint;
  readonly length: number;
  /** Which of several facts at the same bytes. */
  readonly part: number;
}

type Page = { readonly fromOrdinal: number } | { readonly fromEventId: string };

/** A page of visible facts in file order, from an ordinal or from an item on. Ids of a parcel sort as its bytes do. */
export function readRecordPlaces(tx: Tx, parcel: PlaceOf, page: Page, limit: number): Promise<RecordPlace[]> {
  const [condition, from] =
    'fromEventId' in page ? ['i.event_id >= $3::uuid', page.fromEventId] : ['e.ordinal >= $3::int', page.fromOrdinal];
  return tx.query<RecordPlace>(
    `SELECT i.event_id AS "eventId", e.ordinal, ${KIND} AS kind, e.byte_offset AS offset, e.byte_length AS length, e.part
       FROM item i ${FACTS}
      WHERE i.parcel_id = $1 AND i.flow_code = $2 AND e.type <> 'parcel.whole' AND ${condition} ORDER BY i.event_id LIMIT $4`,
    [parcel.id, parcel.flow, from, limit],
  );
}

/** The item some places before another in its parcel, or the first one. */
export async function readBefore(tx: Tx, parcel: PlaceOf, eventId: string, places: number): Promise<string> {
  const rows = await tx.query<{ id: string }>(
    `SELECT event_id AS id FROM item WHERE parcel_id = $1 AND flow_code = $2 AND event_id <= $3 ORDER BY event_id DESC LIMIT $4`,
    [parcel.id, parcel.flow, eventId, places + 1],
  );
  return rows.at(-1)?.id ?? eventId;
}

/** How many facts with bytes of their own the reader may see; that of the whole parcel has none. */
export async function readRecordCount(tx: Tx, parcel: PlaceOf): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM item WHERE parcel_id = $1 AND flow_code = $2 AND event_id IS DISTINCT FROM $3',
    [parcel.id, parcel.flow, parcel.wholeEventId],
  );
  return row?.n ?? 0;
}

/** The posting rules of one version, to say which element a journal line came from. */
export async function readRules(tx: Tx, version: number | null): Promise<unknown> {
  const [row] = await tx.query<{ rules: unknown }>(
    `SELECT rules FROM posting_rule_version WHERE $1::int IS NULL OR version = $1 ORDER BY version DESC LIMIT 1`,
    [version],
  );
  return row?.rules ?? null;
}
