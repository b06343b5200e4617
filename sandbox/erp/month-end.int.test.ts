// Goal: an ERP that runs over a month end takes postings of the new month from its first minute. Method: its clock is moved.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ErpClient, journalOf, startErp } from '../testing/erp-client';
import { startTestPostgres, type TestPostgres } from '../testing/postgres';

let postgres: TestPostgres;
let client: ErpClient;

beforeAll(async () => {
  postgres = await startTestPostgres();
  client = await startErp(await postgres.url('erp'));
}, 60_000);

afterAll(async () => {
  await client.erp.close();
  await postgres.stop();
});

it('opens a month on the day before it begins, and not earlier', async () => {
  const status = async () =>
    (
      await client.call(
        'POST',
        '/api/companies/100/journals',
        journalOf({ postingDate: '2026-12-01', period: '2026-12' }),
      )
    ).status;
  await client.erp.moveTo('2026-11-29');
  expect(await status()).toBe(422);
  await client.erp.moveTo('2026-11-30');
  expect(await status()).toBe(201);
});
