import type pg from 'pg';
import { type Db, dbOf, only } from './db';

/** Changes to what is stored that nobody may make unnoticed, with the tables that are put back afterwards. */
type Tampering = {
  readonly tables: readonly string[];
  readonly sql: string;
  /** The database's own triggers run, so that the running totals follow the change. */
  readonly triggers?: boolean;
};

const ONE_SENT = "(SELECT id FROM posting WHERE state = 'confirmed' AND line_count > 0 ORDER BY id LIMIT 1)";
const ONE_CLAIM = `(SELECT i.event_id FROM item i JOIN event e ON e.id = i.event_id
   WHERE i.state = 'posted' AND e.type = 'payment.posted' ORDER BY i.event_id LIMIT 1)`;
const NEXT_CLAIM = `(SELECT i.event_id FROM item i JOIN item f ON f.parcel_id = i.parcel_id AND f.event_id = ${ONE_CLAIM}
   WHERE i.event_id <> f.event_id ORDER BY i.event_id LIMIT 1)`;
const FIRST_AUDIT = "(SELECT id FROM audit WHERE chain = 'map' ORDER BY seq OFFSET 1 LIMIT 1)";
const flipped = (column: string) => `set_byte(${column}, 20, get_byte(${column}, 20) # 1)`;

/** Changes amounts both as facts and where they stand. */
const amounts = (change: string, ids: string) =>
  `WITH facts AS (UPDATE event SET amount_minor = amount_minor + ${change.replaceAll('$id', 'id')} WHERE id IN (${ids}))
   UPDATE item SET amount_minor = amount_minor + ${change.replaceAll('$id', 'event_id')} WHERE event_id IN (${ids})`;

/** What triggers write when items change. */
const TOTALS = ['place_delta', 'parcel_delta', 'stop_delta', 'wait_mark'] as const;

export const TAMPERINGS = {
  lineAmount: {
    tables: ['posting_line'],
    sql: `UPDATE posting_line SET debit_minor = debit_minor + 1 WHERE posting_id = ${ONE_SENT} AND debit_minor > 0`,
  },
  lineAccount: {
    tables: ['posting_line'],
    sql: `UPDATE posting_line SET account = '8990' WHERE posting_id = ${ONE_SENT} AND line_no = 1`,
  },
  chargeStated: {
    tables: ['event'],
    sql: `UPDATE event SET facts = jsonb_set(facts, '{chargeMinor}', '"1"') WHERE type = 'payment.posted' AND facts->>'chargeMinor' > '1'`,
  },
  takebackAccount: {
    tables: ['posting_line'],
    sql: `UPDATE posting_line SET account = '5150' WHERE account = '5110' AND credit_minor > 0`,
  },
  owedAccount: {
    tables: ['posting_line'],
    sql: `UPDATE posting_line SET account = '2310' WHERE account = '1012' AND debit_minor > 0`,
  },
  openItem: {
    tables: ['tie_entry', 'tie'],
    sql: `WITH entries AS (UPDATE tie_entry n SET amount_minor = n.amount_minor - 1 FROM tie t WHERE t.id = n.origin_id AND t.kind = 'plb' RETURNING n.tie_id)
       UPDATE tie t SET balance_minor = t.balance_minor - (SELECT count(*) FROM entries e WHERE e.tie_id = t.id), state = 'open'
       WHERE t.id IN (SELECT tie_id FROM entries)`,
  },
  sameTwice: {
    tables: ['parcel'],
    sql: `UPDATE parcel SET contradicts = (SELECT contradicts FROM parcel WHERE disposition = 'accepted' AND contradicts IS NOT NULL ORDER BY id LIMIT 1)
       WHERE disposition = 'accepted' AND contradicts IS NOT NULL AND decision IS NULL`,
  },
  journalTotal: {
    tables: ['posting'],
    sql: `UPDATE posting SET debit_minor = debit_minor + 1, credit_minor = credit_minor + 1 WHERE id = ${ONE_SENT}`,
  },
  eventAmount: { tables: ['event', 'item', ...TOTALS], sql: amounts('1', ONE_CLAIM), triggers: true },
  centMovedBetweenEvents: {
    tables: ['event', 'item', ...TOTALS],
    sql: amounts(`CASE WHEN $id = ${ONE_CLAIM} THEN 1 ELSE -1 END`, `${ONE_CLAIM}, ${NEXT_CLAIM}`),
    triggers: true,
  },
  eventDeleted: {
    tables: ['event', 'item', ...TOTALS],
    sql: `WITH facts AS (DELETE FROM event WHERE id = ${ONE_CLAIM}) DELETE FROM item WHERE event_id = ${ONE_CLAIM}`,
    triggers: true,
  },
  stoppedShownAsPosted: { tables: ['item'], sql: "UPDATE item SET state = 'posted' WHERE state = 'exception'" },
  postedShownAsRejected: { tables: ['item'], sql: `UPDATE item SET state = 'rejected' WHERE event_id = ${ONE_CLAIM}` },
  // A running total is the sum of its row and of what was not folded into it yet; one of the two is always there.
  controlTotal: {
    tables: [...TOTALS],
    sql: `INSERT INTO place_delta SELECT flow_code, asset, state, entity_code, facility_id, payer_id, period, 0, 1
       FROM (SELECT * FROM place_total UNION ALL SELECT * FROM place_delta) AS t WHERE state = 'posted' LIMIT 1`,
  },
  // Items and postings cannot leave the states that their tables list; totals are lines of their own.
  placeUnknown: {
    tables: [...TOTALS],
    sql: `INSERT INTO place_delta SELECT flow_code, asset, 'lost', entity_code, facility_id, payer_id, period, 1, 1
       FROM (SELECT * FROM place_total UNION ALL SELECT * FROM place_delta) AS t WHERE state = 'posted' LIMIT 1`,
  },
  stopTotal: {
    tables: ['stop_delta'],
    sql: `INSERT INTO stop_delta SELECT cause_id, state, flow_code, asset, entity_code, facility_id, payer_id, period, day, 1, 0, 0
       FROM (SELECT * FROM stop_total UNION ALL SELECT * FROM stop_delta) AS t LIMIT 1`,
  },
  waitTotal: {
    tables: ['wait_total'],
    sql: `INSERT INTO wait_total (order_key, flow_code, asset, period, front_facilities, front_causes, items, amount_minor)
       SELECT order_key, flow_code, asset, '2026-11', '{}', '{}', 1, 100 FROM item WHERE event_id = ${ONE_CLAIM}`,
  },
  receivedTotal: {
    tables: ['received_delta'],
    sql: `INSERT INTO received_delta SELECT flow_code, asset, 0, 100 FROM parcel ORDER BY id LIMIT 1`,
  },
  received: {
    tables: ['parcel'],
    sql: 'UPDATE parcel SET control_minor = control_minor - 1 WHERE id = (SELECT min(id::text)::uuid FROM parcel)',
  },
  recordPlace: {
    tables: ['event'],
    sql: `UPDATE event SET byte_offset = byte_offset + 1 WHERE id = ${ONE_CLAIM}`,
  },
  storedByte: {
    tables: ['artifact_chunk'],
    sql: `UPDATE artifact_chunk SET ciphertext = ${flipped('ciphertext')}
       WHERE bytes_id = (SELECT a.bytes_id FROM event e JOIN parcel p ON p.id = e.parcel_id JOIN artifact a ON a.id = p.artifact_id
                         WHERE e.id = ${ONE_CLAIM})`,
  },
  storedByteOfQuarantined: {
    tables: ['artifact_chunk'],
    sql: `UPDATE artifact_chunk SET ciphertext = ${flipped('ciphertext')}
       WHERE bytes_id = (SELECT bytes_id FROM artifact WHERE state = 'quarantined')`,
  },
  identifiersSwapped: {
    tables: ['event'],
    sql: `UPDATE event e SET identifiers = o.identifiers FROM event o
       WHERE e.id = ${ONE_CLAIM} AND o.id = (SELECT id FROM event WHERE identifiers IS NOT NULL ORDER BY id DESC LIMIT 1)`,
  },
  secondDocument: {
    tables: ['document'],
    sql: `INSERT INTO document (id, posting_id, target_id, kind, entity_code, key, number, period, posting_date, debit_minor,
         credit_minor, line_count, facts)
       SELECT gen_random_uuid(), posting_id, target_id, kind, entity_code, key, number || '-2', period, posting_date, debit_minor,
         credit_minor, line_count, facts FROM document WHERE posting_id = ${ONE_SENT}`,
  },
  documentDeleted: { tables: ['document'], sql: `DELETE FROM document WHERE posting_id = ${ONE_SENT}` },
  documentAmount: {
    tables: ['document'],
    sql: `UPDATE document SET debit_minor = debit_minor - 1 WHERE posting_id = ${ONE_SENT}`,
  },
  attemptDeleted: { tables: ['attempt'], sql: `DELETE FROM attempt WHERE posting_id = ${ONE_SENT}` },
  edgeDeleted: { tables: ['leg'], sql: `DELETE FROM leg WHERE event_id = ${ONE_CLAIM}` },
  exceptionDeleted: { tables: ['exception'], sql: "DELETE FROM exception WHERE state = 'open'" },
  exceptionAmount: {
    tables: ['exception'],
    sql: "UPDATE exception SET amount_minor = amount_minor + 1 WHERE state = 'open'",
  },
  openBalance: {
    tables: ['tie'],
    sql: "UPDATE tie SET balance_minor = 0 WHERE kind = 'plb' AND balance_minor <> 0",
  },
  // Remittances are told apart as wholes: their events have no keys of their own.
  naturalKeyDeleted: {
    tables: ['parcel_key'],
    sql: `DELETE FROM parcel_key WHERE kind = 'same' AND parcel_id = (SELECT parcel_id FROM event WHERE id = ${ONE_CLAIM})`,
  },
  auditDeleted: { tables: ['audit'], sql: `DELETE FROM audit WHERE id = ${FIRST_AUDIT}` },
  auditEdited: {
    tables: ['audit'],
    sql: `UPDATE audit SET detail = reverse(detail) WHERE id = ${FIRST_AUDIT}`,
  },
  auditCutOff: {
    tables: ['audit'],
    sql: "DELETE FROM audit WHERE chain = 'map' AND seq = (SELECT max(seq) FROM audit WHERE chain = 'map')",
  },
  auditHeadDeleted: { tables: ['audit_head'], sql: "DELETE FROM audit_head WHERE chain = 'map'" },
} as const satisfies Record<string, Tampering>;
export type TamperingName = keyof typeof TAMPERINGS;

/**
 * Changes the books in one way, lets `look` see them with the number of changed rows, and puts everything back. The intruder's
 * session has triggers turned off, which only an owner of the database can.
 */
export async function tampered<T>(
  intruder: pg.Client,
  name: TamperingName,
  look: (changed: number) => Promise<T>,
): Promise<T> {
  const { tables, sql, triggers = false }: Tampering = TAMPERINGS[name];
  for (const table of tables) await intruder.query(`CREATE TABLE kept_${table} AS SELECT * FROM ${table}`);
  try {
    if (triggers) await intruder.query('SET session_replication_role = origin');
    const { rowCount } = await intruder.query(sql);
    return await look(rowCount ?? 0);
  } finally {
    await intruder.query('SET session_replication_role = replica');
    for (const table of tables) await putTableBack(intruder, table);
  }
}

/** Generated columns come back by themselves. */
async function putTableBack(intruder: pg.Client, table: string): Promise<void> {
  const { columns } = only(
    await dbOf(intruder).sql<{ columns: string }>(
      `SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns FROM pg_attribute
       WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
      [table],
    ),
  );
  await intruder.query(`DELETE FROM ${table}`);
  await intruder.query(`INSERT INTO ${table} (${columns}) SELECT ${columns} FROM kept_${table}`);
  await intruder.query(`DROP TABLE kept_${table}`);
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
