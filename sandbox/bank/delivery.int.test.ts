// Goal: what the clearinghouse says was paid becomes files that arrive whole, in order and unchanged, and a ledger that
// knows what each line pays. Method: a real clearinghouse, a receiver that misbehaves on order, a real database.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MIXES as REMIT_MIXES } from '../clearinghouse/accidents';
import { createClearinghouse, type RunningClearinghouse } from '../clearinghouse/server';
import { type Behaviour, clientOf, listen, type Receiver, startReceiver, until } from '../testing/partner';
import { startTestPostgres, type TestPostgres } from '../testing/postgres';
import { type BankOptions, createBank, type RunningBank } from './server';
import { MIXES } from './stories';
import { runsOf } from './write-files';

const TOKEN = 'bank-test-token';
const TODAY = '2026-11-20';
const onError = (error: unknown): void => void process.stderr.write(`${String(error)}\n`);

let postgres: TestPostgres;
let receiver: Receiver;
let remits: Receiver;
let house: RunningClearinghouse;
let houseUrl: string;
let bank: RunningBank | null = null;
let call: ReturnType<typeof clientOf>;
let databases = 0;
let folder: string;

beforeAll(async () => {
  postgres = await startTestPostgres();
  [receiver, remits] = await Promise.all([startReceiver(), startReceiver()]);
  house = await createClearinghouse({
    databaseUrl: await postgres.url('house'),
    controlToken: TOKEN,
    ingestToken: TOKEN,
    tieoutUrl: remits.url,
    seed: 'test',
    mix: REMIT_MIXES.default,
    intervalMs: 0,
    today: () => TODAY,
    onError,
  });
  houseUrl = await listen(house.server);
  const tell = clientOf(houseUrl, TOKEN);
  await tell('POST', '/control/deliver', { count: 40 });
  for (const accident of ['re-enveloped', 'conflicting-amount']) await tell('POST', '/control/deliver', { accident });
  folder = mkdtempSync(join(tmpdir(), 'sandbox-bank-'));
}, 60_000);

beforeEach(() => {
  receiver.received.length = 0;
  receiver.behaviour.length = 0;
});

afterEach(async () => {
  await bank?.close();
  bank = null;
});

afterAll(async () => {
  await house.close();
  await Promise.all([receiver.close(), remits.close()]);
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(change: Partial<BankOptions> = {}): Promise<string> {
  databases += 1;
  const databaseUrl = change.databaseUrl ?? (await postgres.url(`bank${databases}`));
  bank = await createBank({
    databaseUrl,
    controlToken: TOKEN,
    ingestToken: 'ingest-token',
    tieoutUrl: receiver.url,
    clearinghouseUrl: houseUrl,
    clearinghouseToken: TOKEN,
    folder: null,
    channel: 'http',
    seed: 'test',
    mix: MIXES.default,
    intervalMs: 0,
    paymentsPerRun: 8,
    today: () => TODAY,
    retryBaseMs: 5,
    retryMaxMs: 20,
    onError,
    ...change,
  });
  call = clientOf(await listen(bank.server), TOKEN);
  return databaseUrl;
}

const settled = (): Promise<void> => until(async () => (await call('GET', '/control/state')).pending === 0);

type LineRow = {
  reference: string;
  amount: string;
  story: string;
  pays: { remit: string }[];
  files: { name: string }[];
};
type PaymentRow = { remit: string; trn02: string; amount: string; paid: string; story: string; lines: string[] };

describe('bank', () => {
  it('delivers the files of a seed in order, the same as without servers', async () => {
    await start();
    await call('POST', '/control/deliver', { count: 5 });
    await settled();
    const expected: string[] = [];
    const options = { seed: 'test', mix: MIXES.default, remits: 'default', today: TODAY, paymentsPerRun: 8 } as const;
    for (const run of runsOf(options)) {
      expected.push(...run.files.map((file) => file.sha256));
      if (run.state.run === 5) break;
    }
    expect(receiver.received.map((each) => each.sha256)).toEqual(expected);
    expect(receiver.received[0]).toMatchObject({ path: '/api/ingest/bank', authorization: 'Bearer ingest-token' });
  });

  it('sends the same bytes again until they are accepted, and goes on after a restart', async () => {
    receiver.behaviour.push('unavailable', 'drop', 'accept-and-drop', 'unavailable');
    const databaseUrl = await start();
    await call('POST', '/control/deliver', { count: 1 });
    await settled();
    expect(receiver.received[1]?.sha256).toBe(receiver.received[0]?.sha256);
    receiver.behaviour.push(...new Array<Behaviour>(2_000).fill('unavailable'));
    await call('POST', '/control/deliver', { count: 2 });
    await bank?.close();
    receiver.behaviour.length = 0;
    await start({ databaseUrl });
    await call('POST', '/control/deliver', { count: 2 });
    await settled();
    const restarted = [...new Set(receiver.received.map((each) => each.sha256))];
    await bank?.close();
    receiver.received.length = 0;
    await start();
    await call('POST', '/control/deliver', { count: 5 });
    await settled();
    expect([...new Set(receiver.received.map((each) => each.sha256))]).toEqual(restarted);
  });

  it('knows of every line what it pays and which files report it, and pays no trace number twice', async () => {
    await start({ mix: MIXES.none });
    await call('POST', '/control/deliver', { count: 1, payments: 500 });
    await settled();
    const { payments } = (await call('GET', '/ledger/payments?limit=2000')) as { payments: PaymentRow[] };
    const { lines } = (await call('GET', '/ledger?limit=2000')) as { lines: LineRow[] };
    const ledger = await clientOf(houseUrl, TOKEN)('GET', '/ledger?limit=2000');
    const sent = ledger.remits as { bpr02: string; trn02: string; trn03: string; accident: string }[];
    const paying = sent.filter((each) => each.bpr02 !== '0.00');
    expect(new Set(payments.map((each) => each.trn02))).toEqual(new Set(paying.map((each) => each.trn02)));
    expect(payments).toHaveLength(new Set(paying.map((each) => `${each.trn03}/${each.trn02}`)).size);
    expect(paying.length).toBeGreaterThan(payments.length);
    for (const each of payments) expect([each.paid, each.lines.length]).toEqual([each.amount, 1]);
    const names = new Set(receiver.received.map((each) => each.name));
    for (const line of lines) {
      expect(line.files.length).toBeGreaterThan(0);
      for (const file of line.files) expect(names.has(file.name)).toBe(true);
    }
    const totals = (await call('GET', '/ledger/totals')) as { byStory: Record<string, { lines: number }> };
    expect(Object.values(totals.byStory).reduce((sum, each) => sum + each.lines, 0)).toBe(lines.length);
  });

  it('tells a story on demand and refuses one it does not know', async () => {
    await start({ mix: MIXES.none });
    expect((await call('POST', '/control/deliver', { story: 'stray-deposit', payments: 0 })).status).toBe(202);
    await call('POST', '/control/deliver', { story: 'virtual-card' });
    const told = (await call('GET', '/ledger?story=stray-deposit')) as { lines: LineRow[] };
    expect(told.lines).toHaveLength(1);
    expect(((await call('GET', '/ledger?story=virtual-card')) as { lines: LineRow[] }).lines).toHaveLength(1);
    expect((await call('POST', '/control/deliver', { story: 'nonsense' })).status).toBe(400);
  });

  it('reports checks of the health system that were cashed', async () => {
    await start({ mix: MIXES.none });
    const check = { account: '4400300', check: '5001', amount: '120.00', payee: 'TESTPATIENT AVA' };
    const twice = [check, { ...check, account: '4400200', check: '5002' }];
    await call('POST', '/control/deliver', { payments: 0, checks: twice });
    await settled();
    const texts = receiver.received.map((each) => each.bytes.toString('utf8'));
    expect(texts.some((text) => text.includes('16,475,12000,Z,CH000000001,5001,CHECK PAID 5001 TESTPATIENT AVA'))).toBe(
      true,
    );
    expect(texts.some((text) => text.includes('<ChqNb>5002</ChqNb>'))).toBe(true);
    expect((await call('POST', '/control/deliver', { checks: [{ ...check, amount: '1' }] })).status).toBe(400);
  });

  it('makes runs by the clock of whole sets of payments only, pauses and resumes', async () => {
    await start({ intervalMs: 20, paymentsPerRun: 10 });
    await call('POST', '/control/pause');
    const runs = async () => (await call('GET', '/control/state')).runs as number;
    const paused = await runs();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await runs()) - paused).toBeLessThanOrEqual(1);
    await call('POST', '/control/resume');
    await until(async () => Number((await call('GET', '/control/state')).waitingPayments) < 10 && (await runs()) > 3);
    const { payments } = (await call('GET', '/ledger/payments?limit=2000')) as { payments: { run: number | null }[] };
    const bySize = new Map<number, number>();
    for (const { run } of payments) if (run !== null) bySize.set(run, (bySize.get(run) ?? 0) + 1);
    expect(new Set(bySize.values())).toEqual(new Set([10]));
  });

  it('lays files down whole in a folder, instead of sending them or as well', async () => {
    await start({ folder, channel: 'folder' });
    await call('POST', '/control/deliver', { count: 2 });
    await settled();
    expect(receiver.received).toEqual([]);
    const { files } = (await call('GET', '/files')) as { files: { name: string; sequence: number; state: string }[] };
    expect(new Set(readdirSync(folder))).toEqual(new Set(files.map((each) => each.name)));
    const first = files[0];
    const response = await fetch(`${await urlOf()}/files/${first?.sequence}`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(readFileSync(join(folder, first?.name ?? '')));
  });

  it('works on without the clearinghouse, and shows its ledger to holders of the token only', async () => {
    await start({ clearinghouseUrl: 'http://127.0.0.1:9' });
    expect((await call('POST', '/control/deliver', { story: 'fee' })).status).toBe(202);
    expect((await fetch(`${await urlOf()}/ledger`)).status).toBe(401);
    expect((await fetch(`${await urlOf()}/health`)).status).toBe(200);
  });
});

async function urlOf(): Promise<string> {
  const address = bank?.server.address();
  if (!address || typeof address === 'string') throw new Error('the bank is not listening');
  return `http://127.0.0.1:${address.port}`;
}
