/**
 * Goal: senders that are slow, silent or many stop nobody else: they are cut off, hold no transaction, and have slots of their own.
 * Method: real sockets to a real HTTP server with short limits, on real PostgreSQL.
 */
import { createServer, type Server } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closeDatabase, systemActor, withTransaction } from '@/server/platform/db';
import { closeDoorbell } from '@/server/queue/doorbell';
import { insertConnection } from '../../../../prisma/seed/foundation';
import { waitUntil } from '../../../../scripts/processes';
import { dbOf, openTransactions, storedBytes } from '../../../../test/setup/books';
import { enterDatabase } from '../../../../test/setup/database';
import type { SenderLimits } from './body';
import { receiveOverHttp } from './receive';

const QUICK: SenderLimits = { windowMs: 400, windowBytesMin: 200, totalMs: 60_000, perSender: 2, atOnce: 3 };
let limits = QUICK;
let owner: pg.Pool;
let server: Server;
const sockets = new Set<net.Socket>();

beforeAll(async () => {
  const database = await enterDatabase('web');
  owner = new pg.Pool({ connectionString: database.ownerUrl, max: 2 });
  await withTransaction(systemActor('test'), async (tx) => {
    for (const code of ['a', 'b', 'c']) {
      await insertConnection(tx, {
        code,
        name: code,
        direction: 'inbound',
        kind: 'http',
        controlNumbers: 'note',
        config: {},
      });
    }
  });
  server = createServer(async (incoming, outgoing) => {
    const code = (incoming.url ?? '').slice(1);
    const request = new Request(`http://127.0.0.1/${code}`, {
      method: 'POST',
      body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>,
      duplex: 'half',
    } as RequestInit);
    const actor = systemActor(`connection:${code}`);
    const answer = await receiveOverHttp(request, { actor, connectionCode: code }, limits);
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
    outgoing.end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  limits = QUICK;
  for (const socket of sockets) socket.destroy();
  sockets.clear();
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await owner.end();
  await closeDoorbell();
  await closeDatabase();
});

/** A sender that promises many bytes; what it is answered is in `answer`. */
function connect(code: string) {
  const socket = net.connect((server.address() as AddressInfo).port, '127.0.0.1');
  sockets.add(socket);
  socket.on('error', () => undefined);
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
  });
  socket.write(`POST /${code} HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n`);
  return {
    write: (bytes: string) => socket.write(bytes),
    answer: async () => {
      await waitUntil(10_000, 10, () => text.includes('}'));
      const [, status, code = ''] = /^HTTP\/1\.1 (\d+)[\s\S]*"code":"([A-Z_]+)"/.exec(text) ?? [];
      return { status: Number(status), code };
    },
    answered: () => text !== '',
  };
}

const trickle = (code: string, everyMs: number, bytes = 'x') => {
  const sender = connect(code);
  sender.write('ISA');
  const timer = setInterval(() => sender.write(bytes), everyMs);
  return { ...sender, stop: () => clearInterval(timer) };
};

const send = async (code: string, body: string) =>
  (
    await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${code}`, { method: 'POST', body })
  ).json() as Promise<Record<string, unknown>>;

describe('a sender', () => {
  it('that sends a byte now and then is cut off, though it is never silent for long', async () => {
    const slow = trickle('a', 50);
    expect(await slow.answer()).toEqual({ status: 408, code: 'SENDER_SLOW' });
    slow.stop();
  });

  it('that says nothing more is cut off', async () => {
    const silent = connect('a');
    expect(await silent.answer()).toEqual({ status: 408, code: 'SENDER_SLOW' });
  });

  it('that is quick enough and never ends is cut off at the end of the whole time', async () => {
    limits = { ...QUICK, totalMs: 1_000 };
    const endless = trickle('a', 20, 'x'.repeat(50));
    expect(await endless.answer()).toEqual({ status: 408, code: 'SENDER_LATE' });
    endless.stop();
  });

  it('holds no transaction and no connection of the database while its bytes arrive', async () => {
    limits = { ...QUICK, windowMs: 20_000 };
    const slow = connect('a');
    slow.write('x'.repeat(3_000));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(slow.answered()).toBe(false);
    expect(await openTransactions(dbOf(owner))).toBe(0);
  });

  it('that takes all its slots leaves the others theirs, and has them back when it is cut off', async () => {
    limits = { ...QUICK, windowMs: 1_500 };
    const slow = [connect('a'), connect('a')];
    for (const each of slow) each.write('x');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await send('a', 'third of one sender')).toMatchObject({ code: 'BUSY' });
    expect(await send('b', 'of another sender')).toMatchObject({ state: 'received' });
    const more = connect('b');
    more.write('x');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await send('c', 'beyond what is received at once')).toMatchObject({ code: 'BUSY' });
    for (const each of [...slow, more]) expect(await each.answer()).toEqual({ status: 408, code: 'SENDER_SLOW' });
    expect(await send('a', 'after they are gone')).toMatchObject({ state: 'received' });
  });

  it('of a file that does not fit in memory finds it stored whole', async () => {
    limits = { ...QUICK, windowMs: 20_000 };
    const large = Array.from({ length: 300_000 }, (_, n) => `line ${n}`).join('\n');
    const answer = await send('a', large);
    expect(answer).toMatchObject({ state: 'received', sizeBytes: large.length });
    expect((await storedBytes(systemActor('test'), String(answer.artifactId))).toString() === large).toBe(true);
  });
});
