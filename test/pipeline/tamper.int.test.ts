/**
 * Goal: whoever changes a stored number, byte or log entry behind the product's back is found out, under the right name.
 * Method: a world in which every invariant holds; as superuser, one thing is changed at a time, `verify` must fail with the
 * check that guards it, and after the change is undone it must pass again.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as golden from '../fixtures/x12/golden-835';
import {
  bookedJournal,
  cutAuditWithHead,
  dbOf,
  restoreAuditWithHead,
  shiftBookedJournal,
  type TamperingName,
  tampered,
} from '../setup/books';
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

describe('verify finds', () => {
  it.each<[what: string, tampering: TamperingName, checks: string[]]>([
    [
      'a journal line whose amount changed',
      'lineAmount',
      ['journals-balance', 'lines-match-edges', 'payload-unchanged'],
    ],
    ['a journal line moved to another account', 'lineAccount', ['payload-unchanged']],
    [
      'a posting total that changed on both sides',
      'journalTotal',
      ['journals-balance', 'documents-match', 'erp-totals'],
    ],
    [
      'the amount of an event',
      'eventAmount',
      ['places-sum-per-remit', 'totals-match-items', 'places-sum', 'lineage-rereads'],
    ],
    ['a cent moved from one event to another of the same remit', 'centMovedBetweenEvents', ['lineage-rereads']],
    ['a deleted event', 'eventDeleted', ['places-sum-per-remit', 'places-sum']],
    ['an event moved to another place', 'stoppedShownAsPosted', ['totals-match-items']],
    ['posted money shown as rejected', 'postedShownAsRejected', ['booked-is-posted', 'totals-match-items']],
    ['a running total', 'controlTotal', ['totals-match-items']],
    ['a place that nobody knows', 'placeUnknown', ['states-known', 'totals-match-items']],
    ['a total of what is stopped', 'stopTotal', ['totals-match-items']],
    ['a total of what waits', 'waitTotal', ['totals-match-items']],
    ['a total of what was received', 'receivedTotal', ['totals-match-items', 'places-sum']],
    ['what was received', 'received', ['places-sum-per-remit', 'totals-match-items', 'places-sum']],
    ['a record that points at other bytes', 'recordPlace', ['lineage-rereads']],
    ['a byte of a stored file', 'storedByte', ['lineage-rereads', 'artifact-bytes']],
    ['a byte of a file of which nothing was posted', 'storedByteOfQuarantined', ['artifact-bytes']],
    ['identifiers swapped between two events', 'identifiersSwapped', ['lineage-rereads']],
    ['a second document for a key', 'secondDocument', ['one-document-per-key']],
    ['a document that vanished', 'documentDeleted', ['one-document-per-key']],
    ['a document whose amount changed', 'documentAmount', ['documents-match']],
    ['an attempt that vanished', 'attemptDeleted', ['attempts-written']],
    ['a lineage edge that vanished', 'edgeDeleted', ['lines-match-edges']],
    ['an exception that vanished', 'exceptionDeleted', ['states-agree']],
    ['an exception with other dollars', 'exceptionAmount', ['states-agree']],
    ['an open PLB item', 'openBalance', ['plb-items']],
    ['a natural key that vanished', 'naturalKeyDeleted', ['natural-keys']],
    ['a deleted audit entry', 'auditDeleted', ['audit-chain']],
    ['an edited audit entry', 'auditEdited', ['audit-chain']],
    ['an audit log whose end was cut off', 'auditCutOff', ['audit-chain']],
    ['an audit chain that vanished with its head', 'auditHeadDeleted', ['audit-chain']],
  ])('%s', async (_, tampering, checks) => {
    const found = await tampered(intruder, tampering, (changed) => {
      expect(changed).toBeGreaterThan(0);
      return brokenIds();
    });
    expect(found).toEqual(expect.arrayContaining(checks));
    expect(await brokenIds()).toEqual([]);
  });

  it('an audit log that was cut back together with its head, because an earlier run had seen its end', async () => {
    await cutAuditWithHead(dbOf(intruder));
    expect(await brokenIds()).toEqual(['audit-chain']);
    await restoreAuditWithHead(dbOf(intruder));
    expect(await brokenIds()).toEqual([]);
  });

  it('a journal changed in all our tables at once, because the ERP says otherwise', async () => {
    await shiftBookedJournal(dbOf(intruder), 7);
    expect(await brokenIds()).toEqual(expect.arrayContaining(['erp-totals']));
    await shiftBookedJournal(dbOf(intruder), -7);
    expect(await brokenIds()).toEqual([]);
  });

  it('a document in the ERP that carries our prefix and is not ours', async () => {
    const posting = await bookedJournal(product);
    const line = { costCenter: null, facility: null, payerClass: null, affiliate: null, reference: '' };
    await product.erp.control('POST', '/api/companies/100/journals', {
      externalId: 'TO-NOBODY',
      postingDate: posting.date,
      period: posting.period,
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
