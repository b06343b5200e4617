// Goal: the same doorbell over Redis, and a dead Redis loses only promptness. Method: a real server that is killed.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeDatabase } from '@/server/platform/db';
import { ring } from '@/server/queue/doorbell';
import { enterDatabase } from '../../../test/setup/database';
import { hasRedis, startRedis } from '../../../test/setup/redis';
import { defineProcessor } from './processor';
import { startRuntime } from './runtime';

describe.skipIf(!hasRedis)('runtime over Redis', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  beforeAll(async () => {
    await enterDatabase('worker');
    redis = await startRedis();
    process.env.REDIS_URL = redis.url;
  });
  afterAll(closeDatabase);

  it('wakes by ring, and by sweep once the server has been killed', async () => {
    const work = { items: 0 };
    const runtime = startRuntime([
      defineProcessor({
        stage: 'map',
        setSize: () => 1,
        hasWork: async () => work.items > 0,
        run: async () => {
          const taken = work.items;
          work.items = 0;
          return taken;
        },
      }),
    ]);
    const until = async (limitMs: number): Promise<boolean> => {
      for (let waited = 0; waited < limitMs && work.items > 0; waited += 5) await new Promise((r) => setTimeout(r, 5));
      return work.items === 0;
    };
    await new Promise((resolve) => setTimeout(resolve, 300));
    work.items = 4;
    await ring('map');
    expect(await until(2000)).toBe(true);
    await redis.stop();
    // A bell that was never rung has to connect first, to nobody.
    const started = performance.now();
    await expect(ring('post')).resolves.toBeUndefined();
    expect(performance.now() - started).toBeLessThan(6000);
    work.items = 4;
    await runtime.sweep();
    expect(await until(2000)).toBe(true);
    await runtime.stop();
  }, 30_000);
});
