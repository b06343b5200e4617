// Goal: a wish to buy is priced, judged and withdrawn. Method: real server over HTTP.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ErpClient, startErp } from '../testing/erp-client';
import { purchaseRequestOf } from '../testing/erp-documents';
import { startTestPostgres, type TestPostgres } from '../testing/postgres';

let postgres: TestPostgres;
let client: ErpClient;
const REQUESTS = '/api/companies/100/purchase-requests';

beforeAll(async () => {
  postgres = await startTestPostgres();
  client = await startErp(await postgres.url('erp'));
}, 60_000);

afterAll(async () => {
  await client.erp.close();
  await postgres.stop();
});

const line = { line: 1, item: 'SUTURE', quantity: '24' };

describe('purchase requests', () => {
  it('take the price of the catalogue unless told, and round once for each line', async () => {
    const lines = [
      line,
      { line: 2, item: 'SALINE', quantity: '0.125', unitPrice: '2.44' },
      { line: 3, description: 'loaner set', quantity: '1', unitPrice: '310.00', account: '6110', facility: 'CDR' },
    ];
    const made = await client.call('POST', REQUESTS, purchaseRequestOf({ lines }));
    // 24 × 6.80 + 0.31 (0.305 rounded half up) + 310.00
    expect(made.body).toMatchObject({ status: 'requested', amount: '473.51', location: 'CDR-STORE', lineCount: 3 });
    const read = await client.call('GET', `${REQUESTS}/${String(made.body.number)}`);
    expect((read.body.lines as { amount: string }[]).map((each) => each.amount)).toEqual(['163.20', '0.31', '310.00']);
    const books = await client.call('GET', '/api/companies/100/balances?period=2026-11');
    expect(books.body.balances).toEqual([]);
  });

  it.each([
    [{ lines: [] }, ['EMPTY_LINE/-']],
    [
      { currency: 'EUR', location: 'FMG-STORE', supplier: 'NOBODY' },
      ['UNKNOWN_DIMENSION/-', 'UNKNOWN_LOCATION/-', 'UNKNOWN_SUPPLIER/-'],
    ],
    [{ lines: [{ line: 1, quantity: '1' }] }, ['ITEM_OR_DESCRIPTION/1']],
    [{ lines: [{ ...line, item: 'NOTHING' }] }, ['UNKNOWN_ITEM/1']],
    [{ lines: [{ ...line, quantity: '0' }] }, ['EMPTY_LINE/1']],
    [{ lines: [{ ...line, unitPrice: '6.8' }] }, ['PRECISION/1']],
    [{ lines: [{ ...line, account: '9999', costCenter: 'X' }] }, ['UNKNOWN_ACCOUNT/1', 'UNKNOWN_COST_CENTER/1']],
  ])('%# say what is wrong', async (change, codes) => {
    expect(await client.refusal(REQUESTS, purchaseRequestOf(change))).toEqual(codes);
  });

  it('are withdrawn whatever the state of the period', async () => {
    const made = await client.call('POST', REQUESTS, purchaseRequestOf({ date: '2025-01-05' }));
    const voided = await client.call('POST', `${REQUESTS}/${String(made.body.number)}/void`, { externalId: 'V-1' });
    expect(voided.status).toBe(201);
    expect((await client.call('GET', `${REQUESTS}/${String(made.body.number)}`)).body.status).toBe('cancelled');
  });
});
