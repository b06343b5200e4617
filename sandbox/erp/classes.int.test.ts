// Goal: each class of ERP treats a repeated key and a question by key its own way. Method: real server, real database.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ErpClient, journalOf, startErp } from '../testing/erp-client';
import { startTestPostgres, type TestPostgres } from '../testing/postgres';

let postgres: TestPostgres;
let databaseUrl: string;
let client: ErpClient;
const JOURNALS = '/api/companies/100/journals';

beforeAll(async () => {
  postgres = await startTestPostgres();
  databaseUrl = await postgres.url('erp');
  client = await startErp(databaseUrl);
}, 60_000);

afterAll(async () => {
  await client.erp.close();
  await postgres.stop();
});

const post = (journal: unknown) => client.call('POST', JOURNALS, journal);
const find = async (key: unknown) => {
  const answer = await client.call('GET', `${JOURNALS}?externalId=${key}`);
  return { status: answer.status, documents: (answer.body.documents ?? []) as { number: string }[] };
};

describe('idempotency classes', () => {
  it('unique-key: refuses a repeated key with the document that holds it, even when all come at once', async () => {
    const journal = journalOf();
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(journal)));
    const made = answers.filter((answer) => answer.status === 201);
    expect(made).toHaveLength(1);
    for (const answer of answers.filter((each) => each.status !== 201)) {
      expect(answer.status).toBe(409);
      expect(answer.body.error).toMatchObject({ code: 'DUPLICATE_KEY', document: { number: made[0]?.body.number } });
    }
    expect((await find(journal.externalId)).documents).toHaveLength(1);
  });

  it('unique-key: a known key is a duplicate even when its journal would be refused today', async () => {
    const journal = journalOf();
    await post(journal);
    expect((await post({ ...journal, period: '2024-01' })).status).toBe(409);
  });

  it('unique-key: the same key in another company is another key', async () => {
    const lines = ['1.00', '0.00'].map((debit, index) => ({
      line: index + 1,
      account: '1012',
      debit,
      credit: index === 0 ? '0.00' : '1.00',
    }));
    const journal = journalOf({ lines });
    expect((await post(journal)).status).toBe(201);
    expect((await client.call('POST', '/api/companies/200/journals', journal)).status).toBe(201);
  });

  it('query-only: accepts the key again and finds both, but only after the lag', async () => {
    await client.call('PUT', '/control/class', { class: 'query-only', readLagMs: 600 });
    const journal = journalOf();
    expect([(await post(journal)).status, (await post(journal)).status]).toEqual([201, 201]);
    expect((await find(journal.externalId)).documents).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 700));
    const { documents } = await find(journal.externalId);
    expect(new Set(documents.map((document) => document.number)).size).toBe(2);
    const stats = await client.call('GET', '/control/stats');
    expect(stats.body.duplicateKeys).toEqual([
      { company: '100', kind: 'journal', externalId: journal.externalId, count: 2 },
    ]);
  });

  it('none: accepts the key again and cannot be asked', async () => {
    await client.call('PUT', '/control/class', { class: 'none', company: '100' });
    const journal = journalOf();
    expect([(await post(journal)).status, (await post(journal)).status]).toEqual([201, 201]);
    expect((await find(journal.externalId)).status).toBe(501);
    expect((await client.call('GET', `${JOURNALS}?period=2026-11`)).status).toBe(200);
    expect((await client.call('GET', '/api/companies/200/journals?externalId=x')).status).toBe(200);
  });

  it('keeps its class over a restart, and refuses what is already double when keys become unique again', async () => {
    await client.erp.close();
    client = await startErp(databaseUrl);
    const journal = journalOf();
    await post(journal);
    expect((await find(journal.externalId)).status).toBe(501);
    await client.call('PUT', '/control/class', { class: 'unique-key' });
    expect((await post(journal)).status).toBe(409);
    expect((await client.call('GET', '/control/class')).body.classes).toEqual({
      '*': { class: 'unique-key', readLagMs: 0 },
    });
  });
});
