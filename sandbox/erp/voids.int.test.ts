// Goal: a journal is undone by another while books are open, once, and both can be found. Method: void, read the sums.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ErpClient, journalOf, startErp } from '../testing/erp-client';
import { receiptOf, stockMoveOf } from '../testing/erp-documents';
import { startTestPostgres, type TestPostgres } from '../testing/postgres';

let postgres: TestPostgres;
let client: ErpClient;
const BASE = '/api/companies/100';
const JOURNALS = `${BASE}/journals`;

beforeAll(async () => {
  postgres = await startTestPostgres();
  client = await startErp(await postgres.url('erp'));
}, 60_000);

afterAll(async () => {
  await client.erp.close();
  await postgres.stop();
});

const sums = async (period: string) => {
  const { body } = await client.call('GET', `${BASE}/balances?period=${period}`);
  const rows = body.balances as { account: string; debit: string; credit: string }[];
  return rows.map((row) => `${row.account} ${row.debit} ${row.credit}`);
};

describe('voids', () => {
  it('book the opposite of a journal and leave its key taken', async () => {
    const journal = journalOf();
    const made = await client.call('POST', JOURNALS, journal);
    const order = { externalId: 'TO-V-1', reason: 'wrong day' };
    const voided = await client.call('POST', `${JOURNALS}/${String(made.body.number)}/void`, order);
    expect(voided.status).toBe(201);
    expect(voided.body).toMatchObject({
      number: expect.stringMatching(/^VOI-2026-11-\d{6}$/),
      externalId: 'TO-V-1',
      postingDate: '2026-11-19',
      description: 'wrong day',
      debitTotal: '337.25',
      voids: made.body.number,
    });
    expect(await sums('2026-11')).toEqual(['1012 337.25 337.25', '1132 337.25 337.25']);
    expect((await client.call('POST', JOURNALS, journal)).status).toBe(409);
    const found = await client.call('GET', `${JOURNALS}?externalId=${String(journal.externalId)}`);
    expect(found.body.documents).toMatchObject([{ status: 'voided', voidedBy: voided.body.number }]);
    const read = await client.call('GET', `${BASE}/voids/${String(voided.body.number)}`);
    expect(read.body.lines).toMatchObject([
      { account: '1012', credit: '337.25' },
      { account: '1132', debit: '337.25' },
    ]);
  });

  it('are refused in a closed period and taken in an open one', async () => {
    const made = await client.call('POST', JOURNALS, journalOf({ postingDate: '2026-10-30', period: '2026-10' }));
    await client.call('PATCH', `${BASE}/periods/2026-10`, { status: 'closed' });
    const path = `${JOURNALS}/${String(made.body.number)}/void`;
    expect(await client.refusal(path, { externalId: 'TO-V-2' })).toEqual(['CLOSED_PERIOD/-']);
    const later = await client.call('POST', path, { externalId: 'TO-V-2', postingDate: '2026-11-20' });
    await client.call('PATCH', `${BASE}/periods/2026-10`, { status: 'open' });
    expect(later.body).toMatchObject({ period: '2026-11', originalPeriod: '2026-10' });
  });

  it('of one document at once are one void', async () => {
    const made = await client.call('POST', JOURNALS, journalOf());
    const path = `${JOURNALS}/${String(made.body.number)}/void`;
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) => client.call('POST', path, { externalId: `TO-V-3-${index}` })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 422, 422, 422, 422, 422]);
  });

  it('meet faults of their own kind and no other', async () => {
    const made = await client.call('POST', JOURNALS, journalOf());
    const path = `${JOURNALS}/${String(made.body.number)}/void`;
    await client.call('POST', '/control/faults', { mode: 'error-after-commit', kind: 'void', count: 1 });
    expect((await client.call('POST', JOURNALS, journalOf())).status).toBe(201);
    expect((await client.call('POST', path, { externalId: 'TO-V-4' })).status).toBe(500);
    const again = await client.call('POST', path, { externalId: 'TO-V-4' });
    expect([again.status, (again.body.error as { document: unknown }).document]).toMatchObject([
      409,
      { externalId: 'TO-V-4', voids: made.body.number },
    ]);
  });

  it('know what is not there', async () => {
    const answer = await client.call('POST', `${JOURNALS}/JRN-2026-11-999999/void`, { externalId: 'TO-V-5' });
    expect([answer.status, answer.body.error]).toMatchObject([404, { code: 'UNKNOWN_DOCUMENT' }]);
    expect((await client.call('POST', `${BASE}/voids/VOI-2026-11-000001/void`, { externalId: 'x' })).status).toBe(404);
  });

  it('of a clerk take what nothing hangs on out of the books, and nothing else', async () => {
    const receipt = await client.call('POST', `${BASE}/receipts`, receiptOf());
    expect((await client.call('POST', '/control/void', { number: receipt.body.number })).status).toBe(200);
    const moved = await client.call('POST', `${BASE}/stock-moves`, stockMoveOf());
    const refused = await client.call('POST', '/control/void', { number: moved.body.number });
    expect([refused.status, refused.body.error]).toMatchObject([409, { code: 'TIED_DOCUMENT' }]);
  });
});
