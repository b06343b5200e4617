// Goal: units are kept apart from money and sum up by period. Method: post, void, and read the sums.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ErpClient, startErp } from '../testing/erp-client';
import { statisticalOf } from '../testing/erp-documents';
import { startTestPostgres, type TestPostgres } from '../testing/postgres';

let postgres: TestPostgres;
let client: ErpClient;
const BASE = '/api/companies/100';
const JOURNALS = `${BASE}/statistical-journals`;

beforeAll(async () => {
  postgres = await startTestPostgres();
  client = await startErp(await postgres.url('erp'));
}, 60_000);

afterAll(async () => {
  await client.erp.close();
  await postgres.stop();
});

const sums = async (period: string) => {
  const { body } = await client.call('GET', `${BASE}/statistical-balances?period=${period}`);
  return (body.balances as { account: string; quantity: string }[]).map((each) => `${each.account} ${each.quantity}`);
};
const line = { line: 1, account: 'S-OR-MIN', facility: 'CDR', quantity: '120' };

describe('statistical journals', () => {
  it('count units up and down, in no account of money', async () => {
    const made = await client.call('POST', JOURNALS, statisticalOf());
    expect(made.body).toMatchObject({ status: 'posted', lineCount: 2 });
    for (const field of ['debitTotal', 'creditTotal', 'currency']) expect(made.body).not.toHaveProperty(field);
    await client.call('POST', JOURNALS, statisticalOf({ lines: [{ ...line, account: 'S-CASES', quantity: '-0.5' }] }));
    expect(await sums('2026-11')).toEqual(['S-CASES -0.5', 'S-CASES 2', 'S-HRS 5.25']);
    expect((await client.call('GET', `${BASE}/balances?period=2026-11`)).body.balances).toEqual([]);
  });

  it('are voided in their own period while it is open, and in an open one when it is not', async () => {
    await client.call('POST', '/control/reset');
    const october = statisticalOf({ postingDate: '2026-10-31', period: '2026-10', lines: [line] });
    const made = await client.call('POST', JOURNALS, october);
    await client.call('PATCH', `${BASE}/periods/2026-10`, { status: 'closed' });
    const path = `${JOURNALS}/${String(made.body.number)}/void`;
    expect(await client.refusal(path, { externalId: 'V-1' })).toEqual(['CLOSED_PERIOD/-']);
    const voided = await client.call('POST', path, { externalId: 'V-1', postingDate: '2026-11-02' });
    expect(voided.body).toMatchObject({ period: '2026-11', originalPeriod: '2026-10' });
    await client.call('PATCH', `${BASE}/periods/2026-10`, { status: 'open' });
    expect([await sums('2026-10'), await sums('2026-11')]).toEqual([['S-OR-MIN 120'], ['S-OR-MIN -120']]);
  });

  it.each([
    [{ currency: 'USD' }, ['MONEY_NOT_ALLOWED/-']],
    [{ lines: [{ ...line, debit: '1.00', credit: '0.00' }] }, ['MONEY_NOT_ALLOWED/1', 'MONEY_NOT_ALLOWED/1']],
    [{ lines: [{ ...line, account: '1012' }] }, ['UNKNOWN_STATISTIC/1']],
    [{ lines: [{ ...line, quantity: '1.2345' }, line] }, ['DUPLICATE_LINE/1', 'PRECISION/1']],
    [{ lines: [{ ...line, quantity: '0' }] }, ['EMPTY_LINE/1']],
    [{ lines: [{ ...line, facility: 'FMG' }] }, ['UNKNOWN_DIMENSION/1']],
    [{ lines: [{ ...line, costCenter: 'LKG-4410' }] }, ['INACTIVE_COST_CENTER/1']],
    [{ period: '2026-10' }, ['PERIOD_MISMATCH/-']],
    [{ lines: [] }, ['EMPTY_LINE/-']],
  ])('%# say what is wrong', async (change, codes) => {
    expect(await client.refusal(JOURNALS, statisticalOf(change))).toEqual(codes);
  });
});
