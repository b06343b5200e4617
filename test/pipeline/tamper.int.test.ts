/**
 * Goal: whoever changes a stored number, byte or log entry behind the product's back is found out, under the right name.
 * Method: a world in which every invariant holds; as superuser, one thing is changed at a time, `verify` must fail with the
 * check that guards it, and after the change is undone it must pass again.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as golden from '../fixtures/x12/golden-835';
import { openProduct, type Product, settle } from '../setup/pipeline';

let product: Product;
let intruder: pg.Client;
beforeAll(async () => {
  product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 2_000 });
  // Foreign keys and other walls are no obstacle to someone who owns the database.
  intruder = new pg.Client({ connectionString: product.database.ownerUrl, options: '-c timezone=UTC' });
  await intruder.connect();
  await intruder.query('SET session_replication_role = replica');
  const { a, b } = golden.t2();
  const files = [golden.t1(), golden.t1(), a, b, golden.t13(), golden.t15().first, golden.t15().second];
  files.push(golden.t28().seCount);
  for (const [index, bytes] of files.entries()) await product.send(`tamper-${index}.835`, bytes);
  await settle(product);
  expect(await product.broken()).toEqual([]);
}, 120_000);
afterAll(async () => {
  await intruder.end();
  await product.close();
});

const brokenIds = async () => (await product.broken()).map((check) => check.id);

/** Changes one table with `sql`, collects the checks that fail, and puts the table back. */
async function tamper(table: string, sql: string): Promise<string[]> {
  await intruder.query(`CREATE TABLE kept AS SELECT * FROM ${table}`);
  try {
    const { rowCount } = await intruder.query(sql);
    expect(rowCount, sql).toBeGreaterThan(0);
    return await brokenIds();
  } finally {
    await intruder.query(`DELETE FROM ${table}`);
    await intruder.query(`INSERT INTO ${table} SELECT * FROM kept`);
    await intruder.query('DROP TABLE kept');
  }
}

const ONE_SENT = "(SELECT id FROM posting WHERE state = 'confirmed' AND line_count > 0 ORDER BY id LIMIT 1)";
const ONE_CLAIM = "(SELECT id FROM event WHERE state = 'posted' AND record_id IS NOT NULL ORDER BY id LIMIT 1)";
const FIRST_AUDIT = "(SELECT id FROM audit WHERE chain = 'map' ORDER BY seq OFFSET 1 LIMIT 1)";
const flipped = (column: string) => `set_byte(${column}, 20, get_byte(${column}, 20) # 1)`;

describe('verify finds', () => {
  it.each<[what: string, table: string, sql: string, checks: string[]]>([
    [
      'a journal line whose amount changed',
      'posting_line',
      `UPDATE posting_line SET debit_minor = debit_minor + 1 WHERE posting_id = ${ONE_SENT} AND debit_minor > 0`,
      ['journals-balance', 'lines-match-edges', 'payload-unchanged'],
    ],
    [
      'a journal line moved to another account',
      'posting_line',
      `UPDATE posting_line SET account = '8990' WHERE posting_id = ${ONE_SENT} AND line_no = 1`,
      ['payload-unchanged'],
    ],
    [
      'a posting total that changed on both sides',
      'posting',
      `UPDATE posting SET debit_minor = debit_minor + 1, credit_minor = credit_minor + 1 WHERE id = ${ONE_SENT}`,
      ['journals-balance', 'documents-match', 'erp-totals'],
    ],
    [
      'the amount of an event',
      'event',
      `UPDATE event SET amount_minor = amount_minor + 1 WHERE id = ${ONE_CLAIM}`,
      ['places-sum-per-remit', 'control-totals-tie', 'places-sum', 'lineage-rereads'],
    ],
    [
      'a cent moved from one event to another of the same remit',
      'event',
      `UPDATE event SET amount_minor = amount_minor + CASE WHEN id = ${ONE_CLAIM} THEN 1 ELSE -1 END
       WHERE id IN (${ONE_CLAIM}, (SELECT e.id FROM event e JOIN event f ON f.remit_id = e.remit_id AND f.id = ${ONE_CLAIM}
                                   WHERE e.id <> f.id ORDER BY e.id LIMIT 1))`,
      ['lineage-rereads'],
    ],
    ['a deleted event', 'event', `DELETE FROM event WHERE id = ${ONE_CLAIM}`, ['places-sum-per-remit', 'places-sum']],
    [
      'an event moved to another place',
      'event',
      "UPDATE event SET state = 'posted' WHERE state = 'exception'",
      ['control-totals-tie'],
    ],
    [
      'posted money shown as rejected',
      'event',
      `UPDATE event SET state = 'rejected' WHERE id = ${ONE_CLAIM}`,
      ['booked-is-posted', 'control-totals-tie'],
    ],
    [
      'a control total',
      'control_total',
      "UPDATE control_total SET amount_minor = amount_minor + 1 WHERE stage = 'post'",
      ['control-totals-tie'],
    ],
    [
      'what was received',
      'remit',
      'UPDATE remit SET received_minor = received_minor - 1 WHERE id = (SELECT min(id::text)::uuid FROM remit)',
      ['places-sum-per-remit', 'control-totals-tie', 'places-sum'],
    ],
    [
      'a record that points at other bytes',
      'record',
      `UPDATE record SET byte_offset = byte_offset + 1 WHERE id = (SELECT record_id FROM event WHERE id = ${ONE_CLAIM})`,
      ['lineage-rereads'],
    ],
    [
      'a byte of a stored file',
      'artifact_chunk',
      `UPDATE artifact_chunk SET ciphertext = ${flipped('ciphertext')} WHERE bytes_id = (SELECT a.bytes_id FROM event e JOIN artifact a ON a.id = e.artifact_id WHERE e.id = ${ONE_CLAIM})`,
      ['lineage-rereads', 'artifact-bytes'],
    ],
    [
      'a byte of a file of which nothing was posted',
      'artifact_chunk',
      `UPDATE artifact_chunk SET ciphertext = ${flipped('ciphertext')} WHERE bytes_id = (SELECT bytes_id FROM artifact WHERE state = 'quarantined')`,
      ['artifact-bytes'],
    ],
    [
      'identifiers swapped between two events',
      'event',
      `UPDATE event e SET identifiers = o.identifiers FROM event o
       WHERE e.id = ${ONE_CLAIM} AND o.id = (SELECT id FROM event WHERE identifiers IS NOT NULL ORDER BY id DESC LIMIT 1)`,
      ['lineage-rereads'],
    ],
    [
      'a second document for a key',
      'document',
      `INSERT INTO document SELECT gen_random_uuid(), posting_id, connection_id, entity_code, key, number || '-2', period,
         posting_date, debit_minor, credit_minor, line_count, read_at FROM document WHERE posting_id = ${ONE_SENT}`,
      ['one-document-per-key'],
    ],
    [
      'a document that vanished',
      'document',
      `DELETE FROM document WHERE posting_id = ${ONE_SENT}`,
      ['one-document-per-key'],
    ],
    [
      'a document whose amount changed',
      'document',
      `UPDATE document SET debit_minor = debit_minor - 1 WHERE posting_id = ${ONE_SENT}`,
      ['documents-match'],
    ],
    ['an attempt that vanished', 'attempt', `DELETE FROM attempt WHERE posting_id = ${ONE_SENT}`, ['attempts-written']],
    [
      'a lineage edge that vanished',
      'lineage_edge',
      `DELETE FROM lineage_edge WHERE event_id = ${ONE_CLAIM}`,
      ['lines-match-edges'],
    ],
    ['an exception that vanished', 'exception', "DELETE FROM exception WHERE state = 'open'", ['states-agree']],
    [
      'an exception with other dollars',
      'exception',
      "UPDATE exception SET amount_minor = amount_minor + 1 WHERE state = 'open'",
      ['states-agree'],
    ],
    ['an open PLB item', 'plb_item', 'UPDATE plb_item SET balance_minor = 0 WHERE balance_minor <> 0', ['plb-items']],
    [
      'a natural key that vanished',
      'event_key',
      `DELETE FROM event_key WHERE event_id = ${ONE_CLAIM}`,
      ['natural-keys'],
    ],
    ['a deleted audit entry', 'audit', `DELETE FROM audit WHERE id = ${FIRST_AUDIT}`, ['audit-chain']],
    [
      'an edited audit entry',
      'audit',
      `UPDATE audit SET detail = replace(detail, 'mapped', 'mopped') WHERE id = ${FIRST_AUDIT}`,
      ['audit-chain'],
    ],
    [
      'an audit log whose end was cut off',
      'audit',
      "DELETE FROM audit WHERE chain = 'map' AND seq = (SELECT max(seq) FROM audit WHERE chain = 'map')",
      ['audit-chain'],
    ],
    [
      'an audit chain that vanished with its head',
      'audit_head',
      "DELETE FROM audit_head WHERE chain = 'map'",
      ['audit-chain'],
    ],
  ])('%s', async (_, table, sql, checks) => {
    const found = await tamper(table, sql);
    expect(found).toEqual(expect.arrayContaining(checks));
    expect(await brokenIds()).toEqual([]);
  });

  it('an audit log that was cut back together with its head, because an earlier run had seen its end', async () => {
    await intruder.query(
      'CREATE TABLE kept_head AS SELECT * FROM audit_head; CREATE TABLE kept_audit AS SELECT * FROM audit',
    );
    await intruder.query(
      "DELETE FROM audit WHERE chain = 'map' AND seq = (SELECT seq FROM audit_head WHERE chain = 'map')",
    );
    await intruder.query(
      `UPDATE audit_head h SET seq = a.seq, hash = a.hash FROM audit a
       WHERE h.chain = 'map' AND a.chain = 'map' AND a.seq = h.seq - 1`,
    );
    expect(await brokenIds()).toEqual(['audit-chain']);
    await intruder.query(
      `DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM kept_head;
       DELETE FROM audit; INSERT INTO audit SELECT * FROM kept_audit; DROP TABLE kept_head, kept_audit`,
    );
    expect(await brokenIds()).toEqual([]);
  });

  it('a journal changed in all our tables at once, because the ERP says otherwise', async () => {
    const change = (by: string) =>
      `UPDATE posting SET debit_minor = debit_minor ${by}, credit_minor = credit_minor ${by} WHERE id = ${ONE_SENT};
       UPDATE document SET debit_minor = debit_minor ${by}, credit_minor = credit_minor ${by} WHERE posting_id = ${ONE_SENT}`;
    await intruder.query(change('+ 7'));
    expect(await brokenIds()).toEqual(expect.arrayContaining(['erp-totals']));
    await intruder.query(change('- 7'));
    expect(await brokenIds()).toEqual([]);
  });

  it('a document in the ERP that carries our prefix and is not ours', async () => {
    const [posting] = await product.sql<{ period: string; date: string }>(
      `SELECT period, posting_date::text AS date FROM posting WHERE id = ${ONE_SENT}`,
    );
    const line = { costCenter: null, facility: null, payerClass: null, affiliate: null, reference: '' };
    await product.erp.control('POST', '/api/companies/100/journals', {
      externalId: 'TO-NOBODY',
      postingDate: posting?.date,
      period: posting?.period,
      currency: 'USD',
      description: 'By hand',
      source: 'Hand',
      lines: [
        { ...line, line: 1, account: '1012', debit: '0.01', credit: '0.00' },
        { ...line, line: 2, account: '2110', debit: '0.00', credit: '0.01' },
      ],
    });
    expect(await brokenIds()).toEqual(['erp-totals']);
  });
});
