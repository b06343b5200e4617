import type { Db } from './db';

/** The walls of the database: which rows a role sees, which rows nobody changes. */

/** Tables of which a facility sees its own rows only. */
export const FACILITY_TABLES = [
  'facility',
  'artifact',
  'artifact_chunk',
  'parcel',
  'parcel_flow',
  'event',
  'item',
  'leg',
  'posting',
  'posting_line',
  'attempt',
  'attempt_outcome',
  'document',
  'exception',
  'cause',
  'tie',
  'tie_entry',
] as const;
export type FacilityTable = (typeof FACILITY_TABLES)[number];

/** Tables whose rows name the facility they belong to, so that a reader must meet no other. */
export const OWNED_TABLES = ['item', 'leg', 'posting_line', 'exception'] as const;
export type OwnedTable = (typeof OWNED_TABLES)[number];

/** Tables whose rows nobody who serves or works may change once they are written. */
export const WRITTEN_ONCE = [
  'audit',
  'attempt',
  'attempt_outcome',
  'document',
  'event',
  'event_key',
  'parcel_key',
  'artifact_chunk',
  'leg',
] as const;

/** Tables that change, but from which the web role deletes nothing. */
export const KEPT_BY_WEB = [
  'item',
  'parcel',
  'parcel_flow',
  'posting',
  'posting_line',
  'artifact',
  'exception',
  'cause',
  'place_total',
  'place_delta',
  'parcel_delta',
  'stop_total',
  'stop_delta',
  'wait_total',
  'wait_mark',
  'received_total',
  'received_delta',
  'tie',
  'verify_run',
] as const;

export const FORBIDDEN_TO_WEB = [
  "INSERT INTO posting_line (posting_id, line_no, account, debit_minor, credit_minor) SELECT id, 999, '1', 0, 0 FROM posting",
  "INSERT INTO attempt (id, posting_id, number, kind, key, fence, deadline_at) SELECT gen_random_uuid(), id, 1, 'send', key, 1, now() FROM posting",
  'TRUNCATE audit',
  'ALTER TABLE audit DISABLE TRIGGER ALL',
  'ALTER TABLE event DISABLE ROW LEVEL SECURITY',
  'SET session_replication_role = replica',
  'CREATE TABLE mine (id int)',
] as const;

export const rowsIn = ({ sql }: Db, table: FacilityTable) =>
  sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);

/** Rows that the reader sees although they are not of this facility. */
export const rowsOfOthers = async ({ sql }: Db, table: OwnedTable, facilityId: string) =>
  (
    await sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE facility_id IS DISTINCT FROM $1::uuid`, [
      facilityId,
    ])
  )[0]?.n;

export const eventAmounts = async ({ sql }: Db): Promise<string[]> =>
  (await sql<{ amount: string }>('SELECT amount_minor::text AS amount FROM item ORDER BY amount_minor')).map(
    (row) => row.amount,
  );

/** What the records say, as people read them: through the items that they may see. */
export const recordAmounts = ({ sql }: Db) =>
  sql<{ amount: string }>('SELECT amount_minor::text AS amount FROM item_event ORDER BY amount_minor');

/** Lineage that the reader sees of events that he does not see. */
export const strayEdges = ({ sql }: Db) =>
  sql(
    `SELECT 1 FROM leg l LEFT JOIN item_event e ON e.id = l.event_id AND e.flow_code = l.flow_code WHERE e.id IS NULL`,
  );

/** Tries to give every event to a facility. */
export const moveEvents = ({ sql }: Db, facilityId: string) =>
  sql('UPDATE item SET facility_id = $1 RETURNING event_id AS id', [facilityId]);

/** Tries to reject the events of an amount, and says which it met. */
export const rejectAmount = ({ sql }: Db, minor: number) =>
  sql<{ id: string }>("UPDATE item SET state = 'rejected' WHERE amount_minor = $1 RETURNING event_id AS id", [minor]);

/** A column of each table that has no `id`. */
const COLUMNS: Partial<Record<(typeof WRITTEN_ONCE)[number], string>> = {
  artifact_chunk: 'ordinal',
  event_key: 'event_id',
  parcel_key: 'parcel_id',
  leg: 'event_id',
};

/** Tries to write rows of a table as they are. */
export function rewriteRows({ sql }: Db, table: (typeof WRITTEN_ONCE)[number]) {
  const column = COLUMNS[table] ?? 'id';
  return sql(`UPDATE ${table} SET ${column} = ${column}`);
}

/** Tries to delete every row of a table. */
export const deleteRows = ({ sql }: Db, table: (typeof WRITTEN_ONCE)[number] | (typeof KEPT_BY_WEB)[number]) =>
  sql(`DELETE FROM ${table}`);
