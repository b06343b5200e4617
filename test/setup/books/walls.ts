import type { Db } from './db';

/** The walls of the database: which rows a role sees, which rows nobody changes. */

/** Tables of which a facility sees its own rows only. */
export const FACILITY_TABLES = [
  'facility',
  'artifact',
  'artifact_chunk',
  'remit',
  'record',
  'event',
  'posting',
  'posting_line',
  'lineage_edge',
  'attempt',
  'attempt_outcome',
  'document',
  'exception',
  'cause',
] as const;
export type FacilityTable = (typeof FACILITY_TABLES)[number];

/** Tables whose rows name the facility they belong to, so that a reader must meet no other. */
export const OWNED_TABLES = ['event', 'posting_line', 'exception'] as const;
export type OwnedTable = (typeof OWNED_TABLES)[number];

/** Tables whose rows nobody who serves or works may change once they are written. */
export const WRITTEN_ONCE = [
  'audit',
  'attempt',
  'attempt_outcome',
  'document',
  'record',
  'artifact_chunk',
  'lineage_edge',
  'plb_movement',
] as const;

/** Tables that change, but from which the web role deletes nothing. */
export const KEPT_BY_WEB = [
  'event',
  'remit',
  'posting',
  'posting_line',
  'artifact',
  'exception',
  'cause',
  'control_total',
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
  (await sql<{ amount: string }>('SELECT amount_minor::text AS amount FROM event ORDER BY amount_minor')).map(
    (row) => row.amount,
  );

export const recordAmounts = ({ sql }: Db) =>
  sql<{ amount: string }>('SELECT amount_minor::text AS amount FROM record ORDER BY amount_minor');

/** Lineage that the reader sees of events that he does not see. */
export const strayEdges = ({ sql }: Db) =>
  sql('SELECT 1 FROM lineage_edge l LEFT JOIN event e ON e.id = l.event_id WHERE e.id IS NULL');

/** Tries to give every event to a facility. */
export const moveEvents = ({ sql }: Db, facilityId: string) =>
  sql('UPDATE event SET facility_id = $1 RETURNING id', [facilityId]);

/** Tries to reject the events of an amount, and says which it met. */
export const rejectAmount = ({ sql }: Db, minor: number) =>
  sql<{ id: string }>("UPDATE event SET state = 'rejected' WHERE amount_minor = $1 RETURNING id", [minor]);

/** Tries to write rows of a table as they are. */
export function rewriteRows({ sql }: Db, table: (typeof WRITTEN_ONCE)[number]) {
  const column = table === 'plb_movement' ? 'amount_minor' : table === 'artifact_chunk' ? 'ordinal' : 'id';
  return sql(`UPDATE ${table} SET ${column} = ${column}`);
}

/** Tries to delete every row of a table. */
export const deleteRows = ({ sql }: Db, table: (typeof WRITTEN_ONCE)[number] | (typeof KEPT_BY_WEB)[number]) =>
  sql(`DELETE FROM ${table}`);
