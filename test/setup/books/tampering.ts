import type pg from 'pg';
import { type Db, only } from './db';

/** Changes to what is stored that nobody may make unnoticed, each with the table that is put back afterwards. */
type Tampering = { readonly table: string; readonly sql: string };

const ONE_SENT = "(SELECT id FROM posting WHERE state = 'confirmed' AND line_count > 0 ORDER BY id LIMIT 1)";
const ONE_CLAIM = "(SELECT id FROM event WHERE state = 'posted' AND record_id IS NOT NULL ORDER BY id LIMIT 1)";
const FIRST_AUDIT = "(SELECT id FROM audit WHERE chain = 'map' ORDER BY seq OFFSET 1 LIMIT 1)";
const flipped = (column: string) => `set_byte(${column}, 20, get_byte(${column}, 20) # 1)`;

export const TAMPERINGS = {
  lineAmount: {
    table: 'posting_line',
    sql: `UPDATE posting_line SET debit_minor = debit_minor + 1 WHERE posting_id = ${ONE_SENT} AND debit_minor > 0`,
  },
  lineAccount: {
    table: 'posting_line',
    sql: `UPDATE posting_line SET account = '8990' WHERE posting_id = ${ONE_SENT} AND line_no = 1`,
  },
  journalTotal: {
    table: 'posting',
    sql: `UPDATE posting SET debit_minor = debit_minor + 1, credit_minor = credit_minor + 1 WHERE id = ${ONE_SENT}`,
  },
  eventAmount: {
    table: 'event',
    sql: `UPDATE event SET amount_minor = amount_minor + 1 WHERE id = ${ONE_CLAIM}`,
  },
  centMovedBetweenEvents: {
    table: 'event',
    sql: `UPDATE event SET amount_minor = amount_minor + CASE WHEN id = ${ONE_CLAIM} THEN 1 ELSE -1 END
       WHERE id IN (${ONE_CLAIM}, (SELECT e.id FROM event e JOIN event f ON f.remit_id = e.remit_id AND f.id = ${ONE_CLAIM}
                                   WHERE e.id <> f.id ORDER BY e.id LIMIT 1))`,
  },
  eventDeleted: { table: 'event', sql: `DELETE FROM event WHERE id = ${ONE_CLAIM}` },
  stoppedShownAsPosted: { table: 'event', sql: "UPDATE event SET state = 'posted' WHERE state = 'exception'" },
  postedShownAsRejected: { table: 'event', sql: `UPDATE event SET state = 'rejected' WHERE id = ${ONE_CLAIM}` },
  controlTotal: {
    table: 'control_total',
    sql: "UPDATE control_total SET amount_minor = amount_minor + 1 WHERE stage = 'post'",
  },
  received: {
    table: 'remit',
    sql: 'UPDATE remit SET received_minor = received_minor - 1 WHERE id = (SELECT min(id::text)::uuid FROM remit)',
  },
  recordPlace: {
    table: 'record',
    sql: `UPDATE record SET byte_offset = byte_offset + 1 WHERE id = (SELECT record_id FROM event WHERE id = ${ONE_CLAIM})`,
  },
  storedByte: {
    table: 'artifact_chunk',
    sql: `UPDATE artifact_chunk SET ciphertext = ${flipped('ciphertext')}
       WHERE bytes_id = (SELECT a.bytes_id FROM event e JOIN artifact a ON a.id = e.artifact_id WHERE e.id = ${ONE_CLAIM})`,
  },
  storedByteOfQuarantined: {
    table: 'artifact_chunk',
    sql: `UPDATE artifact_chunk SET ciphertext = ${flipped('ciphertext')}
       WHERE bytes_id = (SELECT bytes_id FROM artifact WHERE state = 'quarantined')`,
  },
  identifiersSwapped: {
    table: 'event',
    sql: `UPDATE event e SET identifiers = o.identifiers FROM event o
       WHERE e.id = ${ONE_CLAIM} AND o.id = (SELECT id FROM event WHERE identifiers IS NOT NULL ORDER BY id DESC LIMIT 1)`,
  },
  secondDocument: {
    table: 'document',
    sql: `INSERT INTO document SELECT gen_random_uuid(), posting_id, connection_id, entity_code, key, number || '-2', period,
         posting_date, debit_minor, credit_minor, line_count, read_at FROM document WHERE posting_id = ${ONE_SENT}`,
  },
  documentDeleted: { table: 'document', sql: `DELETE FROM document WHERE posting_id = ${ONE_SENT}` },
  documentAmount: {
    table: 'document',
    sql: `UPDATE document SET debit_minor = debit_minor - 1 WHERE posting_id = ${ONE_SENT}`,
  },
  attemptDeleted: { table: 'attempt', sql: `DELETE FROM attempt WHERE posting_id = ${ONE_SENT}` },
  edgeDeleted: { table: 'lineage_edge', sql: `DELETE FROM lineage_edge WHERE event_id = ${ONE_CLAIM}` },
  exceptionDeleted: { table: 'exception', sql: "DELETE FROM exception WHERE state = 'open'" },
  exceptionAmount: {
    table: 'exception',
    sql: "UPDATE exception SET amount_minor = amount_minor + 1 WHERE state = 'open'",
  },
  openBalance: { table: 'plb_item', sql: 'UPDATE plb_item SET balance_minor = 0 WHERE balance_minor <> 0' },
  naturalKeyDeleted: { table: 'event_key', sql: `DELETE FROM event_key WHERE event_id = ${ONE_CLAIM}` },
  auditDeleted: { table: 'audit', sql: `DELETE FROM audit WHERE id = ${FIRST_AUDIT}` },
  auditEdited: {
    table: 'audit',
    sql: `UPDATE audit SET detail = replace(detail, 'mapped', 'mopped') WHERE id = ${FIRST_AUDIT}`,
  },
  auditCutOff: {
    table: 'audit',
    sql: "DELETE FROM audit WHERE chain = 'map' AND seq = (SELECT max(seq) FROM audit WHERE chain = 'map')",
  },
  auditHeadDeleted: { table: 'audit_head', sql: "DELETE FROM audit_head WHERE chain = 'map'" },
} as const satisfies Record<string, Tampering>;
export type TamperingName = keyof typeof TAMPERINGS;

/** Changes the books in one way, lets `look` see them with the number of changed rows, and puts everything back. */
export async function tampered<T>(
  intruder: pg.Client,
  name: TamperingName,
  look: (changed: number) => Promise<T>,
): Promise<T> {
  const { table, sql } = TAMPERINGS[name];
  await intruder.query(`CREATE TABLE kept AS SELECT * FROM ${table}`);
  try {
    const { rowCount } = await intruder.query(sql);
    return await look(rowCount ?? 0);
  } finally {
    await intruder.query(`DELETE FROM ${table}`);
    await intruder.query(`INSERT INTO ${table} SELECT * FROM kept`);
    await intruder.query('DROP TABLE kept');
  }
}

/** Cuts the last entry off a chain of the log and lets its head say that it was never there. */
export async function cutAuditWithHead({ sql }: Db): Promise<void> {
  await sql('CREATE TABLE kept_head AS SELECT * FROM audit_head; CREATE TABLE kept_audit AS SELECT * FROM audit');
  await sql("DELETE FROM audit WHERE chain = 'map' AND seq = (SELECT seq FROM audit_head WHERE chain = 'map')");
  await sql(
    `UPDATE audit_head h SET seq = a.seq, hash = a.hash FROM audit a
     WHERE h.chain = 'map' AND a.chain = 'map' AND a.seq = h.seq - 1`,
  );
}

export const restoreAuditWithHead = ({ sql }: Db) =>
  sql(
    `DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM kept_head;
     DELETE FROM audit; INSERT INTO audit SELECT * FROM kept_audit; DROP TABLE kept_head, kept_audit`,
  );

/** Changes a booked journal by so many cents in all our tables at once. */
export async function shiftBookedJournal({ sql }: Db, cents: number): Promise<void> {
  for (const [table, column] of [
    ['posting', 'id'],
    ['document', 'posting_id'],
  ]) {
    await sql(
      `UPDATE ${table} SET debit_minor = debit_minor + $1, credit_minor = credit_minor + $1 WHERE ${column} = ${ONE_SENT}`,
      [cents],
    );
  }
}

/** The period and date of some booked journal. */
export const bookedJournal = async ({ sql }: Db) =>
  only(
    await sql<{ period: string; date: string }>(
      `SELECT period, posting_date::text AS date FROM posting WHERE id = ${ONE_SENT}`,
    ),
  );
