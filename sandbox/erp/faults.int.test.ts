// Goal: every fault commits or does not commit, as its name says. Method: order it, post, then look into the books.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type ErpClient, journalOf, startErp } from '../testing/erp-client';
import { startTestPostgres, type TestPostgres } from '../testing/postgres';

let postgres: TestPostgres;
let client: ErpClient;
const JOURNALS = '/api/companies/100/journals';

beforeAll(async () => {
  postgres = await startTestPostgres();
  client = await startErp(await postgres.url('erp'));
}, 60_000);

afterEach(() => client.call('DELETE', '/control/faults'));

afterAll(async () => {
  await client.erp.close();
  await postgres.stop();
});

/** Posts under a fault; `answer` is null when none came. */
async function postUnder(order: Readonly<Record<string, unknown>>, timeoutMs = 10_000) {
  await client.call('POST', '/control/faults', { rate: 1, count: 1, ...order });
  const journal = journalOf();
  const answer: Answer | null = await client.call('POST', JOURNALS, journal, timeoutMs).catch(() => null);
  await client.call('DELETE', '/control/faults');
  const found = await client.call('GET', `${JOURNALS}?externalId=${journal.externalId}`);
  return { journal, answer, documents: found.body.documents as { debitTotal: string }[] };
}

describe('faults', () => {
  it.each([
    ['error-before-commit', 500, 0],
    ['error-after-commit', 500, 1],
    ['throttle', 429, 0],
    ['throttle-bare', 429, 0],
    ['unavailable', 503, 0],
  ])('%s answers %i with %i documents in the books', async (mode, status, count) => {
    const { answer, documents } = await postUnder({ mode, retryAfterSeconds: 7 });
    expect([answer?.status, documents.length]).toEqual([status, count]);
    expect(answer?.headers.get('retry-after') ?? null).toBe(mode === 'throttle' ? '7' : null);
  });

  it.each([
    ['timeout-before-commit', 0],
    ['timeout-after-commit', 1],
  ])('%s keeps silent until the caller gives up, with %i documents in the books', async (mode, count) => {
    const started = Date.now();
    const { answer, documents } = await postUnder({ mode }, 400);
    expect([answer, documents.length]).toEqual([null, count]);
    expect(Date.now() - started).toBeGreaterThanOrEqual(390);
  });

  it.each(['reset-after-commit', 'truncated-200'])('%s breaks the answer after the commit', async (mode) => {
    const { answer, documents } = await postUnder({ mode });
    expect([answer, documents.length]).toEqual([null, 1]);
  });

  it('slow answers late and well', async () => {
    const started = Date.now();
    const { answer, documents } = await postUnder({ mode: 'slow', delayMs: 300 });
    expect([answer?.status, documents.length]).toEqual([201, 1]);
    expect(Date.now() - started).toBeGreaterThanOrEqual(290);
  });

  it('wrong-amount books a balanced document a cent short of what was asked', async () => {
    const { answer, documents } = await postUnder({ mode: 'wrong-amount' });
    expect(answer?.body).toMatchObject({ debitTotal: '337.24', creditTotal: '337.24' });
    expect(documents[0]?.debitTotal).toBe('337.24');
  });

  it('a re-send after any hidden commit meets the document already made', async () => {
    for (const mode of ['error-after-commit', 'reset-after-commit', 'truncated-200']) {
      const { journal, documents } = await postUnder({ mode });
      const again = await client.call('POST', JOURNALS, journal);
      expect(again.status).toBe(409);
      expect((again.body.error as { document: unknown }).document).toEqual(documents[0]);
    }
  });

  it('strikes only the company, the count and the kind of request it was ordered for', async () => {
    await client.call('POST', '/control/faults', { mode: 'error-before-commit', company: '200' });
    expect((await client.call('POST', JOURNALS, journalOf())).status).toBe(201);
    await client.call('DELETE', '/control/faults');
    await client.call('POST', '/control/faults', { mode: 'unavailable', count: 2 });
    expect((await client.call('GET', `${JOURNALS}?period=2026-11`)).status).toBe(503);
    expect((await client.call('POST', JOURNALS, journalOf())).status).toBe(503);
    expect((await client.call('POST', JOURNALS, journalOf())).status).toBe(201);
    expect((await client.call('GET', '/control/faults')).body.faults).toMatchObject([{ struck: 2, left: 0 }]);
  });

  it('counts what it did', async () => {
    const before = await client.call('GET', '/control/stats');
    await client.call('POST', JOURNALS, journalOf());
    await client.call('POST', JOURNALS, journalOf({ currency: 'EUR' }));
    const after = await client.call('GET', '/control/stats');
    const [was, is] = [before, after].map((answer) => answer.body.sinceStart as Record<string, number>);
    expect([is?.posts, is?.commits, is?.refusals]).toEqual([
      (was?.posts ?? 0) + 2,
      (was?.commits ?? 0) + 1,
      (was?.refusals ?? 0) + 1,
    ]);
    expect(after.body.duplicateKeys).toEqual([]);
  });
});
