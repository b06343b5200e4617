// Goal: a file that lies in a connection's folder is received, once, also when it is handed in twice. Method: a real folder and the
// real database; the poller's own claims are tested with it.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeDatabase, systemActor, withTransaction } from '@/server/platform/db';
import { closeDoorbell } from '@/server/queue/doorbell';
import { insertConnection } from '../../../prisma/seed/foundation';
import { waitUntil } from '../../../scripts/processes';
import { dbOf, refuseHeads } from '../../../test/setup/books';
import { withElement } from '../../../test/setup/damage';
import { enterDatabase } from '../../../test/setup/database';
import { makePlace } from '../../../test/setup/inbound';
import { receiveDelivery, startPolledInbound } from './polled';

const place = makePlace();
let owner: pg.Client;
beforeAll(async () => {
  const database = await enterDatabase('worker');
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const config = { folder: place.folders.inbox, pollSeconds: 1, settleSeconds: 1 };
  await withTransaction(systemActor('test'), async (tx) => {
    for (const code of ['IN', 'OFF']) {
      await insertConnection(tx, {
        code,
        name: code,
        direction: 'inbound',
        kind: 'folder',
        controlNumbers: 'note',
        config,
      });
    }
    await tx.execute("UPDATE connection SET active = false WHERE code = 'OFF'");
  });
});
afterAll(async () => {
  await owner.end();
  await closeDoorbell();
  await closeDatabase();
  rmSync(place.folders.inbox, { recursive: true, force: true });
});

const artifacts = async () =>
  (await owner.query<{ name: string; delivery_key: string }>('SELECT name, delivery_key FROM artifact ORDER BY id'))
    .rows;

describe('a polled connection', () => {
  it('is looked into while it is active, and its file is kept once', async () => {
    place.put('a.835');
    const inbound = await startPolledInbound();
    expect(inbound.states().map((state) => state.connectionCode)).toEqual(['IN']);
    expect(await waitUntil(20_000, 100, async () => (await artifacts()).length > 0)).toBe(true);
    await inbound.stop();
    const [kept] = await artifacts();
    expect(kept?.name).toBe('a.835');
    const again = {
      connectionCode: 'IN',
      name: 'a.835',
      source: (async function* () {
        yield Buffer.from('the same delivery, handed in by a reader that took it over');
      })(),
      deliveryKey: kept?.delivery_key ?? '',
      redelivery: true,
      signal: AbortSignal.timeout(5_000),
    };
    expect(await receiveDelivery(systemActor('inbound'), again)).toEqual({ state: 'repeated' });
    expect((await artifacts()).length).toBe(1);
  });

  it('keeps a file whose envelope holds a NUL, and puts one aside that the database refuses for good', async () => {
    const put = (name: string, bytes: Uint8Array) => writeFileSync(path.join(place.folders.inbox, name), bytes);
    put('nul.835', withElement('ISA13', Buffer.from('12\0 34')));
    let inbound = await startPolledInbound();
    expect(await waitUntil(20_000, 100, () => place.done().some((name) => name.startsWith('nul')))).toBe(true);
    await inbound.stop();
    const allow = await refuseHeads(dbOf(owner), '%');
    put('refused.835', Buffer.from('whatever'));
    inbound = await startPolledInbound();
    expect(await waitUntil(20_000, 100, () => place.error().some((name) => name.endsWith('.reason.txt')))).toBe(true);
    expect(inbound.states()[0]).toMatchObject({ filesRefused: 1, failuresInARow: 0 });
    await inbound.stop();
    await allow();
    expect((await artifacts()).map(({ name }) => name)).toEqual(['a.835', 'nul.835']);
  });
});
