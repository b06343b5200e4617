// Goal: a status is taken once whatever happens to its answer, and requests arrive whole and in order. Method: a sender
// of its own that signs, faults on order, a receiver that misbehaves, a real database.
import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientOf, listen, type Receiver, startReceiver, until } from '../testing/partner';
import { startTestPostgres, type TestPostgres } from '../testing/postgres';
import { createRcm, type RcmOptions, type RunningRcm } from './server';
import { MIXES } from './stories';
import { filesOf } from './write-files';

const TOKEN = 'rcm-test-token';
const SECRET = 'rcm-test-secret-0123';
const TODAY = '2026-11-20';

let postgres: TestPostgres;
let receiver: Receiver;
let rcm: RunningRcm | null = null;
let url: string;
let call: ReturnType<typeof clientOf>;
let databases = 0;

beforeAll(async () => {
  postgres = await startTestPostgres();
  receiver = await startReceiver();
}, 60_000);

beforeEach(() => {
  receiver.received.length = 0;
  receiver.behaviour.length = 0;
});

afterEach(async () => {
  await rcm?.close();
  rcm = null;
});

afterAll(async () => {
  await receiver.close();
  await postgres.stop();
});

async function start(change: Partial<RcmOptions> = {}): Promise<void> {
  databases += 1;
  rcm = await createRcm({
    databaseUrl: await postgres.url(`rcm${databases}`),
    controlToken: TOKEN,
    ingestToken: 'ingest-token',
    secret: SECRET,
    tieoutUrl: receiver.url,
    seed: 'test',
    mix: MIXES.none,
    intervalMs: 0,
    today: () => TODAY,
    retryBaseMs: 5,
    retryMaxMs: 20,
    onError: (error) => process.stderr.write(`${String(error)}\n`),
    ...change,
  });
  url = await listen(rcm.server);
  call = clientOf(url, TOKEN);
}

const settled = (): Promise<void> => until(async () => (await call('GET', '/control/state')).pending === 0);

type Answer = { status: number; body: Record<string, unknown> };

async function signed(method: string, path: string, body: string, headers: Record<string, string>): Promise<Answer> {
  const time = Math.floor(Date.now() / 1000);
  const v1 = createHmac('sha256', SECRET).update(`${time}.${body}`).digest('hex');
  const response = await fetch(url + path, {
    method,
    headers: { 'x-tieout-signature': `t=${time},v1=${v1}`, 'content-type': 'application/json', ...headers },
    signal: AbortSignal.timeout(2_000),
    ...(method === 'GET' ? {} : { body }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const tell = (key: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  signed('POST', '/api/refund-status', JSON.stringify(body), { 'idempotency-key': key, ...headers });

const ask = (key: string): Promise<Answer> => signed('GET', `/api/refund-status?key=${key}`, '', {});

const statusOf = (requestId: string, statusVersion: number, status: string) => ({
  requestId,
  statusVersion,
  status,
  at: '2026-11-20T10:00:00Z',
  amount: '12.00',
  currency: 'USD',
  reason: null,
});

type Row = { requestId: string; expected: string; messages: { name: string }[]; statuses: Record<string, unknown>[] };

async function ledger(story = ''): Promise<Row[]> {
  const query = story === '' ? '' : `&story=${story}`;
  return ((await call('GET', `/ledger?limit=500${query}`)) as { requests: Row[] }).requests;
}

async function oneRequest(): Promise<string> {
  await call('POST', '/control/deliver', { story: 'two-approvals' });
  return (await ledger())[0]?.requestId ?? '';
}

describe('requests', () => {
  it('are delivered in order, the same as without a server, again until accepted', async () => {
    receiver.behaviour.push('unavailable', 'drop', 'accept-and-drop', 'unavailable');
    await start();
    await call('POST', '/control/deliver', { count: 20 });
    await settled();
    const expected: string[] = [];
    for (const { file } of filesOf({ seed: 'test', mix: MIXES.none, today: TODAY })) {
      expected.push(file.sha256);
      if (expected.length === 20) break;
    }
    const hashes = receiver.received.map((each) => each.sha256);
    expect(hashes.slice(1)).toEqual(expected);
    expect(hashes[0]).toBe(expected[0]);
    expect(receiver.received[0]).toMatchObject({ path: '/api/ingest/rcm', authorization: 'Bearer ingest-token' });
    expect(new Set(receiver.received.map((each) => each.type))).toEqual(new Set(['application/json', 'text/csv']));
  });

  it('stand in the ledger with what should come of them', async () => {
    await start({ mix: MIXES.dense });
    await call('POST', '/control/deliver', { count: 25 });
    await settled();
    const rows = await ledger();
    const names = new Set(receiver.received.map((each) => each.name));
    for (const row of rows) for (const message of row.messages) expect(names.has(message.name)).toBe(true);
    expect((await ledger('bad-address')).every((row) => row.expected === 'held-address')).toBe(true);
    const totals = (await call('GET', '/ledger/totals')) as {
      requests: number;
      byExpected: Record<string, { requests: number }>;
    };
    expect(totals.requests).toBe(rows.length);
    expect(Object.values(totals.byExpected).reduce((sum, each) => sum + each.requests, 0)).toBe(rows.length);
    expect((await call('POST', '/control/deliver', { story: 'nonsense' })).status).toBe(400);
    expect((await fetch(`${url}/ledger`)).status).toBe(401);
  });

  it('are taken back once when their voucher is reported, and not before', async () => {
    await start();
    await call('POST', '/control/deliver', { story: 'cancel-late' });
    const [row] = await ledger('cancel-late');
    const id = row?.requestId ?? '';
    await tell('k1', statusOf(id, 1, 'approved'));
    await settled();
    expect(receiver.received).toHaveLength(1);
    await tell('k2', statusOf(id, 2, 'ap_accepted'));
    await tell('k3', statusOf(id, 3, 'issued'));
    await settled();
    expect(receiver.received.map((each) => each.name).slice(1)).toEqual([`refund-cancel-${id}.json`]);
    const body = JSON.parse(receiver.received[1]?.bytes.toString('utf8') ?? '') as Record<string, unknown>;
    expect(body).toMatchObject({ requestId: id, version: 2, action: 'cancel' });
  });
});

describe('statuses', () => {
  it('get one receipt per key, however often they come, and can be found by it', async () => {
    await start();
    const id = await oneRequest();
    const first = await tell('key-1', statusOf(id, 1, 'approved'));
    expect(first).toMatchObject({ status: 200, body: { receipt: 'RC-00000001', applied: true, repeated: false } });
    const again = await tell('key-1', statusOf(id, 1, 'approved'));
    expect(again).toMatchObject({ status: 200, body: { receipt: 'RC-00000001', repeated: true } });
    const other = await tell('key-1', statusOf(id, 1, 'rejected'));
    expect([other.status, (other.body.error as { code: string }).code]).toEqual([422, 'IDEMPOTENCY_MISMATCH']);
    expect(await ask('key-1')).toMatchObject({ status: 200, body: { receipt: 'RC-00000001', status: 'approved' } });
    expect((await ask('key-2')).status).toBe(404);
    expect((await ledger())[0]?.statuses).toHaveLength(1);
  });

  it('give one receipt when the same key comes ten times at once', async () => {
    await start();
    const id = await oneRequest();
    const answers = await Promise.all(Array.from({ length: 10 }, () => tell('same', statusOf(id, 1, 'held'))));
    expect(new Set(answers.map((each) => each.body.receipt)).size).toBe(1);
    expect(answers.filter((each) => each.body.repeated === false)).toHaveLength(1);
  });

  it('are noted and not applied when a newer one is known', async () => {
    await start();
    const id = await oneRequest();
    await tell('a', statusOf(id, 2, 'approved'));
    expect((await tell('b', statusOf(id, 1, 'pending_approval'))).body.applied).toBe(false);
    const totals = (await call('GET', '/ledger/totals')) as { byLastStatus: Record<string, unknown> };
    expect(Object.keys(totals.byLastStatus)).toEqual(['approved']);
  });

  it.each([
    [401, 'BAD_SIGNATURE', { 'x-tieout-signature': 't=1,v1=00' }, {}],
    [400, 'IDEMPOTENCY_KEY', { 'idempotency-key': '' }, {}],
    [422, 'INVALID_STATUS', {}, { status: 'mislaid' }],
    [422, 'INVALID_STATUS', {}, { amount: '12' }],
    [422, 'UNKNOWN_REQUEST', {}, { requestId: 'RF-00-000000' }],
  ])('are refused with %i %s', async (status, code, headers, change) => {
    await start();
    const id = await oneRequest();
    const answer = await tell('refused', { ...statusOf(id, 1, 'approved'), ...change }, headers);
    expect([answer.status, (answer.body.error as { code: string }).code]).toEqual([status, code]);
    expect((await ledger())[0]?.statuses).toEqual([]);
  });

  it.each([
    ['error-before-commit', 0],
    ['timeout-before-commit', 0],
    ['throttle', 0],
    ['unavailable', 0],
    ['error-after-commit', 1],
    ['timeout-after-commit', 1],
    ['reset-after-commit', 1],
    ['truncated-200', 1],
  ])('leave %s with %i in the books, and one after they are sent again', async (mode, booked) => {
    await start();
    const id = await oneRequest();
    await call('POST', '/control/faults', { mode, count: 1, delayMs: 50, on: 'write' });
    const attempt = await tell('key', statusOf(id, 1, 'approved')).then(
      (answer) => answer.status,
      () => 0,
    );
    expect(attempt).not.toBe(200);
    expect((await ask('key')).status).toBe(booked === 1 ? 200 : 404);
    expect((await tell('key', statusOf(id, 1, 'approved'))).body).toMatchObject({
      receipt: expect.stringMatching(/^RC-/),
      repeated: booked === 1,
    });
    expect((await ledger())[0]?.statuses).toHaveLength(1);
  });
});
