// Goal: nothing sent is lost, changed or reordered, whatever the receiver does. Method: a receiver that misbehaves on
// order, a real database, and a comparison of what arrived with what the ledger says was sent.
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestPostgres, type TestPostgres } from '../testing/postgres';
import { MIXES } from './accidents';
import { type ClearinghouseOptions, createClearinghouse, type RunningClearinghouse } from './server';
import { writeFiles } from './write-files';

type Behaviour = 'accept' | 'unavailable' | 'drop' | 'accept-and-drop' | 'refuse';
type Received = {
  readonly name: string;
  readonly sha256: string;
  readonly authorization: string;
  readonly type: string;
};

let postgres: TestPostgres;
let receiver: Server;
let received: Received[];
let behaviour: Behaviour[];
let house: RunningClearinghouse | null = null;
let houseUrl: string;
let databases = 0;
const TOKEN = 'clearinghouse-test-token';

beforeAll(async () => {
  postgres = await startTestPostgres();
  receiver = createServer(async (request, response) => {
    const next = behaviour.shift() ?? 'accept';
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const accepted = next === 'accept' || next === 'accept-and-drop';
    if (accepted) {
      received.push({
        name: new URL(request.url ?? '/', 'http://x').searchParams.get('name') ?? '',
        sha256: createHash('sha256').update(Buffer.concat(chunks)).digest('hex'),
        authorization: request.headers.authorization ?? '',
        type: request.headers['content-type'] ?? '',
      });
    }
    if (next === 'drop' || next === 'accept-and-drop') request.socket.destroy();
    else if (next === 'unavailable') response.writeHead(503).end('later');
    else if (next === 'refuse') response.writeHead(422).end('never');
    else response.writeHead(202).end(JSON.stringify({ artifactId: `artifact-${received.length}` }));
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
}, 60_000);

beforeEach(() => {
  received = [];
  behaviour = [];
});

afterEach(async () => {
  await house?.close();
  house = null;
});

afterAll(async () => {
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
  await postgres.stop();
});

async function start(change: Partial<ClearinghouseOptions> = {}): Promise<string> {
  databases += 1;
  const databaseUrl = change.databaseUrl ?? (await postgres.url(`ch${databases}`));
  const started = await createClearinghouse({
    databaseUrl,
    controlToken: TOKEN,
    ingestToken: 'ingest-token',
    tieoutUrl: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`,
    seed: 'test',
    mix: MIXES.default,
    intervalMs: 0,
    today: () => '2026-11-20',
    retryBaseMs: 5,
    retryMaxMs: 20,
    onError: (error) => process.stderr.write(`${String(error)}\n`),
    ...change,
  });
  house = started;
  await new Promise<void>((resolve) => started.server.listen(0, '127.0.0.1', resolve));
  houseUrl = `http://127.0.0.1:${(started.server.address() as AddressInfo).port}`;
  return databaseUrl;
}

async function call(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(houseUrl + path, {
    method,
    headers: { authorization: `Bearer ${TOKEN}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, ...((await response.json()) as Record<string, unknown>) };
}

async function settled(): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if ((await call('GET', '/control/state')).pending === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('the clearinghouse did not come to rest');
}

type LedgerRow = {
  file: string;
  sha256: string;
  state: string;
  accident: string;
  attempts: number;
  artifactId: string;
};

async function ledger(): Promise<LedgerRow[]> {
  const rows: LedgerRow[] = [];
  let after = '';
  for (let page = 0; page < 100; page += 1) {
    const answer = await call('GET', `/ledger?limit=7${after}`);
    rows.push(...(answer.remits as LedgerRow[]));
    if (answer.next === null) break;
    after = `&after=${String(answer.next)}`;
  }
  return rows;
}

describe('dispatch', () => {
  it('hands over in order, with its name, its token and its content type', async () => {
    await start();
    await call('POST', '/control/deliver', { count: 30 });
    await settled();
    expect(received).toHaveLength(30);
    expect(received.map((each) => each.name)).toEqual(received.map((each) => each.name).toSorted(byText));
    expect(received[0]).toMatchObject({ authorization: 'Bearer ingest-token', type: 'application/edi-x12' });
    const rows = await ledger();
    expect([...new Map(rows.map((row) => [row.file, row.sha256]))]).toEqual(
      received.map((each) => [each.name, each.sha256]),
    );
    expect(rows.every((row) => row.state === 'delivered' && /^artifact-\d+$/.test(row.artifactId))).toBe(true);
  });

  it('sends the same bytes again until they are accepted, even when only the answer was lost', async () => {
    behaviour = ['unavailable', 'drop', 'accept-and-drop', 'unavailable', 'accept', 'accept'];
    await start();
    await call('POST', '/control/deliver', { count: 2 });
    await settled();
    const [first, again, second] = received;
    expect(received).toHaveLength(3);
    expect(again).toEqual(first);
    expect(second?.name).not.toBe(first?.name);
    expect((await ledger())[0]?.attempts).toBe(5);
  });

  it('waits longer after each failure instead of hammering a receiver that is down', async () => {
    behaviour = ['unavailable', 'drop', 'unavailable'];
    await start({ retryBaseMs: 60, retryMaxMs: 10_000 });
    const started = Date.now();
    await call('POST', '/control/deliver', {});
    await settled();
    // Waits of 60, 120 and 240 ms, each at least half as long because of the jitter.
    expect(Date.now() - started).toBeGreaterThanOrEqual(210);
  });

  it('goes on after a restart with what was waiting, and with the plan where it stood', async () => {
    behaviour = new Array<Behaviour>(1_000).fill('unavailable');
    const databaseUrl = await start();
    await call('POST', '/control/deliver', { count: 5 });
    await house?.close();
    behaviour = [];
    await start({ databaseUrl });
    await call('POST', '/control/deliver', { count: 5 });
    await settled();
    const restarted = received.map((each) => each.sha256);
    await house?.close();
    received = [];
    await start();
    await call('POST', '/control/deliver', { count: 10 });
    await settled();
    expect(restarted).toEqual(received.map((each) => each.sha256));
  });

  it('notes a refusal and goes on', async () => {
    behaviour = ['refuse'];
    await start();
    await call('POST', '/control/deliver', { count: 2, remits: 1 });
    await settled();
    expect((await ledger()).map((row) => row.state)).toEqual(['refused', 'delivered']);
    expect((await call('GET', '/ledger/totals')).files).toEqual({ refused: 1, delivered: 1 });
  });

  it('delivers by the clock, pauses and resumes', async () => {
    await start({ intervalMs: 20 });
    await until(() => received.length >= 3);
    await call('POST', '/control/pause');
    await settled();
    await new Promise((resolve) => setTimeout(resolve, 60));
    const paused = received.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(received).toHaveLength(paused);
    await call('POST', '/control/resume');
    await until(() => received.length > paused);
  });

  it('tells a whole story on demand and leaves the plan as it was', async () => {
    await start({ mix: MIXES.none });
    const told = await call('POST', '/control/deliver', { accident: 'forwarding-balance', claimsPerRemit: 2 });
    expect((told.made as { step: string }[]).map((each) => each.step)).toEqual([
      'none',
      'forward-open',
      'forward-carry',
      'forward-apply',
    ]);
    const next = await call('POST', '/control/deliver', {});
    expect(next.made).toEqual([{ sequence: 4, step: 'none', refersTo: null }]);
    expect((await call('POST', '/control/deliver', { accident: 'nonsense' })).status).toBe(400);
  });

  it('adds up to the same totals as the files written from the same seed', async () => {
    await start();
    await call('POST', '/control/deliver', { count: 100 });
    await settled();
    const totals = await call('GET', '/ledger/totals');
    const written = writeFiles({
      out: null,
      files: 100,
      claims: null,
      remits: null,
      seed: 'test',
      mix: MIXES.default,
      baseDate: '2026-11-20',
    });
    expect(totals).toMatchObject({
      remits: written.remits,
      claims: written.claims,
      distinctRemits: written.distinctRemits,
      distinctBpr02: written.distinctBpr02,
    });
    expect(new Set(received.map((each) => each.sha256)).size).toBe(98);
  });

  it('shows the reference to anyone and the ledger to holders of the token only', async () => {
    await start();
    const open = await fetch(`${houseUrl}/reference`);
    expect(((await open.json()) as Record<string, unknown>).accountPrefixes).toMatchObject({ LKG: 'LKG', CDR: 'CDR' });
    expect((await fetch(`${houseUrl}/ledger`)).status).toBe(401);
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !holds(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 25));
  expect(holds()).toBe(true);
}

const byText = (left: string, right: string): number => (left < right ? -1 : Number(left > right));
