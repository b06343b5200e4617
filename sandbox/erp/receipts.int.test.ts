// Goal: a receipt puts money where it belongs and what is left where it waits. Method: post, then read the lines.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ErpClient, startErp } from '../testing/erp-client';
import { receiptOf } from '../testing/erp-documents';
import { startTestPostgres, type TestPostgres } from '../testing/postgres';

let postgres: TestPostgres;
let client: ErpClient;
const RECEIPTS = '/api/companies/100/receipts';

beforeAll(async () => {
  postgres = await startTestPostgres();
  client = await startErp(await postgres.url('erp'));
}, 60_000);

afterAll(async () => {
  await client.erp.close();
  await postgres.stop();
});

const line = { line: 1, account: '1138', facility: 'CDR', costCenter: 'CDR-4410', amount: '50.00' };

describe('receipts', () => {
  it.each([
    ['applied', { amount: '50.00', lines: [line] }, '0.00', ['1012 50.00 0.00', '1138 0.00 50.00']],
    [
      'partly-applied',
      { amount: '75.00', lines: [line] },
      '25.00',
      ['1012 75.00 0.00', '1138 0.00 50.00', '2110 0.00 25.00'],
    ],
    ['unapplied', { amount: '75.00', lines: [] }, '75.00', ['1012 75.00 0.00', '2110 0.00 75.00']],
  ])('are %s', async (status, change, unapplied, lines) => {
    const made = await client.call('POST', RECEIPTS, receiptOf(change));
    expect(made.body).toMatchObject({ status, unapplied, debitTotal: change.amount, method: 'CARD' });
    expect(made.body.number).toMatch(/^RCT-2026-11-\d{6}$/);
    const read = await client.call('GET', `${RECEIPTS}/${String(made.body.number)}`);
    const shown = (read.body.lines as Record<string, string>[]).map(
      (each) => `${each.account} ${each.debit} ${each.credit}`,
    );
    expect(shown).toEqual(lines);
  });

  it.each([
    [{ amount: '49.99', lines: [line] }, ['OVER_APPLIED/-']],
    [{ amount: '-1.00' }, ['NEGATIVE_AMOUNT/-']],
    [{ amount: '0.00', lines: [] }, ['ZERO_AMOUNT/-']],
    [{ amount: '50.00', depositAccount: '9999', lines: [line] }, ['UNKNOWN_ACCOUNT/-']],
    [{ amount: '50.00', lines: [{ ...line, account: '9999' }] }, ['UNKNOWN_ACCOUNT/1']],
    [{ amount: '50.00', lines: [{ ...line, amount: '50' }] }, ['PRECISION/1']],
    [{ date: '2026-12-01' }, ['FUTURE_PERIOD/-']],
  ])('%# say what is wrong', async (change, codes) => {
    expect(await client.refusal(RECEIPTS, receiptOf(change))).toEqual(codes);
  });
});
