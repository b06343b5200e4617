// Goal: a ring starts work within moments, and losing the queue loses only promptness. Method: real PostgreSQL, LISTEN
// and NOTIFY under the worker's own role, a stage whose work list is a variable.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeDatabase, systemActor, withTransaction } from '@/server/platform/db';
import { ring } from '@/server/queue/doorbell';
import { SWEEPS } from '@/workers/sweeps';
import { startHeartbeat } from '@/workers/sweeps/heartbeat';
import { startSweeps } from '@/workers/sweeps/sweep';
import { dbOfTx, heartbeats } from '../../../test/setup/books';
import { enterDatabase, type TestDatabase } from '../../../test/setup/database';
import { defineProcessor } from './processor';
import { startRuntime } from './runtime';

let database: TestDatabase;
beforeAll(async () => {
  database = await enterDatabase('worker');
});
afterAll(closeDatabase);

async function asOwner(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}

const until = async (limitMs: number, ask: () => boolean): Promise<number> => {
  const started = performance.now();
  while (!ask() && performance.now() - started < limitMs) await new Promise((resolve) => setTimeout(resolve, 2));
  return performance.now() - started;
};

describe('runtime', () => {
  it('wakes the next stage through the whole chain, and by the queue alone', async () => {
    const work = { map: 0, post: 0 };
    const stage = (name: 'map' | 'post') =>
      defineProcessor({
        stage: name,
        setSize: () => 1,
        hasWork: async () => false,
        run: async () => {
          const taken = work[name];
          work[name] = 0;
          if (name === 'map') work.post += taken;
          return taken;
        },
      });
    const runtime = startRuntime([stage('map'), stage('post')]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    work.map = 7;
    await ring('map');
    expect(await until(2000, () => work.map + work.post === 0)).toBeLessThan(2000);

    // Another process rings; nothing in this one says a word.
    work.map = 3;
    await asOwner("SELECT pg_notify('tieout', 'map')");
    expect(await until(3000, () => work.map + work.post === 0)).toBeLessThan(3000);
    await runtime.stop();
  });

  it('hears again by itself after its connection was cut', async () => {
    const work = { items: 0 };
    const runtime = startRuntime([
      defineProcessor({
        stage: 'map',
        setSize: () => 1,
        hasWork: async () => false,
        run: async () => {
          const taken = work.items;
          work.items = 0;
          return taken;
        },
      }),
    ]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await asOwner(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tieout-bell' AND datname = current_database()",
    );
    await new Promise((resolve) => setTimeout(resolve, 1500));
    work.items = 2;
    await asOwner("SELECT pg_notify('tieout', 'map')");
    expect(await until(3000, () => work.items === 0)).toBeLessThan(3000);
    await runtime.stop();
  });

  it('still finds work when every ring is lost', async () => {
    const cut = setInterval(
      () =>
        void asOwner(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tieout-bell' AND datname = current_database()",
        ).catch(() => undefined),
      50,
    );
    const work = { items: 0 };
    const runtime = startRuntime([
      defineProcessor({
        stage: 'parse',
        setSize: () => 1,
        hasWork: async () => work.items > 0,
        run: async () => {
          const taken = work.items;
          work.items = 0;
          return taken;
        },
      }),
    ]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    work.items = 5;
    await expect(ring('canonicalize')).resolves.toBeUndefined();
    await runtime.sweep();
    expect(await until(1000, () => work.items === 0)).toBeLessThan(1000);
    await runtime.stop();
    clearInterval(cut);
  });

  it('looks at its rows by the clock, though nobody rings and nobody asks it to', async () => {
    const work = { items: 0 };
    const runtime = startRuntime([
      defineProcessor({
        stage: 'parse',
        setSize: () => 1,
        hasWork: async () => work.items > 0,
        run: async () => {
          const taken = work.items;
          work.items = 0;
          return taken;
        },
      }),
    ]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    work.items = 5;
    // The promise is five seconds; a machine that is busy may take a moment more.
    expect(await until(9_000, () => work.items === 0)).toBeLessThan(9_000);
    await runtime.stop();
  }, 20_000);

  it('beats, and makes partitions without owning anything', async () => {
    const stopHeartbeat = startHeartbeat();
    const stopSweeps = startSweeps(SWEEPS);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const beating = () => withTransaction(systemActor('test'), (tx) => heartbeats(dbOfTx(tx)));
    expect(await beating()).toHaveLength(1);
    stopSweeps();
    await stopHeartbeat();
    expect(await beating()).toHaveLength(0);
  });
});
