// Goal: every kind of document is kept under its key as journals are, faults included. Method: one round for each kind.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type ErpClient, startErp } from '../testing/erp-client';
import { KEYED_KINDS } from '../testing/erp-documents';
import { startTestPostgres, type TestPostgres } from '../testing/postgres';

let postgres: TestPostgres;
let databaseUrl: string;
let client: ErpClient;

beforeAll(async () => {
  postgres = await startTestPostgres();
  databaseUrl = await postgres.url('erp');
  client = await startErp(databaseUrl);
}, 60_000);

afterEach(async () => {
  await client.call('DELETE', '/control/faults');
  await client.call('PUT', '/control/class', { class: 'unique-key' });
});

afterAll(async () => {
  await client.erp.close();
  await postgres.stop();
});

const find = async (path: string, key: unknown) => {
  const answer = await client.call('GET', `${path}?externalId=${String(key)}`);
  return { status: answer.status, documents: (answer.body.documents ?? []) as Answer['body'][] };
};

describe.each(KEYED_KINDS)('%s', (kind, resource, bodyOf) => {
  const path = `/api/companies/100/${resource}`;

  it('is booked once under its key, found by it and by its number', async () => {
    const body = bodyOf();
    const answers = await Promise.all(Array.from({ length: 5 }, () => client.call('POST', path, body)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409, 409, 409, 409]);
    const made = answers.find((answer) => answer.status === 201);
    for (const answer of answers.filter((each) => each.status === 409)) {
      expect(answer.body.error).toMatchObject({ code: 'DUPLICATE_KEY', document: { number: made?.body.number } });
    }
    expect((await find(path, body.externalId)).documents).toEqual([made?.body]);
    const byNumber = await client.call('GET', `${path}/${String(made?.body.number)}`);
    expect(byNumber.body).toMatchObject(made?.body ?? {});
    expect(byNumber.body.lines).toHaveLength(Number(made?.body.lineCount));
    expect((await client.call('GET', `/api/companies/200/${resource}/${String(made?.body.number)}`)).status).toBe(404);
  });

  it('refuses a body of the wrong shape with all its faults', async () => {
    const body = { ...bodyOf(), externalId: '', lines: [{ line: 0 }] };
    const codes = await client.refusal(path, body);
    expect(codes.length).toBeGreaterThan(2);
    expect(new Set(codes.map((code) => code.split('/')[0]))).toEqual(new Set(['INVALID_FIELD']));
  });

  it('follows the class of its company', async () => {
    await client.call('PUT', '/control/class', { class: 'query-only', readLagMs: 400 });
    const body = bodyOf();
    expect((await client.call('POST', path, body)).status).toBe(201);
    expect((await client.call('POST', path, body)).status).toBe(201);
    expect((await find(path, body.externalId)).documents).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await find(path, body.externalId)).documents).toHaveLength(2);
    const stats = await client.call('GET', '/control/stats');
    expect(stats.body.duplicateKeys).toContainEqual({ company: '100', kind, externalId: body.externalId, count: 2 });
    await client.call('PUT', '/control/class', { class: 'none' });
    expect((await find(path, body.externalId)).status).toBe(501);
  });

  it.each([
    ['error-before-commit', 500, 0],
    ['error-after-commit', 500, 1],
    ['throttle', 429, 0],
    ['unavailable', 503, 0],
    ['timeout-before-commit', null, 0],
    ['timeout-after-commit', null, 1],
    ['reset-after-commit', null, 1],
    ['truncated-200', null, 1],
    ['slow', 201, 1],
    ['wrong-amount', 201, 1],
  ])('under %s answers %s with %i documents in the books', async (mode, status, count) => {
    await client.call('POST', '/control/faults', { mode, kind, count: 1, delayMs: 300 });
    const body = bodyOf();
    const answer = await client.call('POST', path, body).catch(() => null);
    expect(answer?.status ?? null).toBe(status);
    await client.call('DELETE', '/control/faults');
    const { documents } = await find(path, body.externalId);
    expect(documents).toHaveLength(count);
    if (count === 0) return;
    const again = await client.call('POST', path, body);
    expect([again.status, (again.body.error as { document: unknown }).document]).toEqual([409, documents[0]]);
  });

  it('meets no fault that is limited to another kind', async () => {
    await client.call('POST', '/control/faults', { mode: 'error-before-commit', kind: 'journal' });
    expect((await client.call('POST', path, bodyOf())).status).toBe(201);
  });

  it('is voided once, by a document of its own', async () => {
    const made = await client.call('POST', path, bodyOf());
    const order = { externalId: `VOID-${kind}`, reason: 'entered in error' };
    const voided = await client.call('POST', `${path}/${String(made.body.number)}/void`, order);
    expect(voided.body).toMatchObject({ voids: made.body.number, voidedKind: kind, voidedKey: made.body.externalId });
    expect(voided.status).toBe(201);
    const again = await client.call('POST', `${path}/${String(made.body.number)}/void`, order);
    expect([again.status, (again.body.error as { document: unknown }).document]).toEqual([409, voided.body]);
    const other = await client.refusal(`${path}/${String(made.body.number)}/void`, { externalId: `OTHER-${kind}` });
    expect(other).toEqual(['ALREADY_VOIDED/-']);
    const found = await client.call('GET', `/api/companies/100/voids?externalId=${order.externalId}`);
    expect(found.body.documents).toEqual([voided.body]);
    const target = (await find(path, made.body.externalId)).documents[0];
    expect(target).toMatchObject({ voidedBy: voided.body.number });
    expect(['voided', 'cancelled', 'released']).toContain(target?.status);
    expect((await client.call('POST', path, bodyOf({ externalId: made.body.externalId }))).status).toBe(409);
  });
});

describe('wrong-amount', () => {
  it('takes a cent from money and a unit from what has none', async () => {
    await client.call('POST', '/control/faults', { mode: 'wrong-amount' });
    const lines: Record<string, unknown> = {};
    for (const [kind, resource, bodyOf] of KEYED_KINDS) {
      const made = await client.call('POST', `/api/companies/100/${resource}`, bodyOf());
      const read = await client.call('GET', `/api/companies/100/${resource}/${String(made.body.number)}`);
      const first = (read.body.lines as { debit?: string; quantity?: string }[])[0];
      lines[kind] = first?.debit ?? first?.quantity;
    }
    expect(lines).toEqual({
      'ap-invoice': '119.99',
      receipt: '74.99',
      statistical: '1',
      'stock-move': '1',
      reservation: '2',
      'purchase-request': '23',
    });
  });
});

describe('answer time', () => {
  it('is taken by the most exact setting, by reads and writes, and can be ended', async () => {
    const took = async (work: () => Promise<unknown>): Promise<number> => {
      const started = performance.now();
      await work();
      return performance.now() - started;
    };
    const [, , receiptOf] = KEYED_KINDS[1] ?? [];
    const post = () => client.call('POST', '/api/companies/100/receipts', receiptOf?.());
    await client.call('PUT', '/control/latency', { ms: 500, kind: 'receipt' });
    await client.call('PUT', '/control/latency', { ms: 0, kind: 'receipt', company: '200' });
    expect(await took(post)).toBeGreaterThanOrEqual(490);
    expect(await took(() => client.call('GET', '/api/companies/100/receipts?externalId=x'))).toBeGreaterThanOrEqual(
      490,
    );
    expect(await took(() => client.call('GET', '/api/companies/200/receipts?externalId=x'))).toBeLessThan(450);
    expect(await took(() => client.call('GET', '/api/companies/100/journals?externalId=x'))).toBeLessThan(450);
    const all = await client.call('PUT', '/control/latency', { ms: 30 });
    expect(all.body).toEqual({ defaultMs: 0, latency: [{ ms: 30, company: null, kind: null }] });
    expect((await client.call('DELETE', '/control/latency')).body.latency).toEqual([]);
    expect((await client.call('PUT', '/control/latency', { ms: 1, company: '999' })).status).toBe(404);
    expect((await client.call('PUT', '/control/latency', { ms: 1, kind: 'nothing' })).status).toBe(400);
  });

  it('stays over a restart, before the one the process was started with', async () => {
    await client.call('PUT', '/control/latency', { ms: 5, kind: 'stock', company: '100' });
    await client.erp.close();
    client = await startErp(databaseUrl, 'test', { latencyMs: 7 });
    const kept = { defaultMs: 7, latency: [{ ms: 5, company: '100', kind: 'stock' }] };
    expect((await client.call('GET', '/control/latency')).body).toEqual(kept);
    await client.call('DELETE', '/control/latency');
  });

  it('leaves a document in the books whose caller did not wait for it', async () => {
    const [, , receiptOf] = KEYED_KINDS[1] ?? [];
    await client.call('PUT', '/control/latency', { ms: 400, kind: 'receipt', company: '100' });
    const body = receiptOf?.();
    expect(await client.call('POST', '/api/companies/100/receipts', body, 100).catch(() => null)).toBeNull();
    await client.call('DELETE', '/control/latency');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await find('/api/companies/100/receipts', body?.externalId)).documents).toHaveLength(1);
  });
});
