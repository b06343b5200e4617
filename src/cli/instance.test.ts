// Goal: commands reach the instance that runs, on its own database or the operator's. Method: the files a start leaves behind.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adoptEnv, databaseUrl, env } from '@/server/platform/env';
import { connectToInstance, NotRunningError } from './instance';

const SECRETS = { ownerPassword: 'own', masterKey: Buffer.alloc(32, 1).toString('base64'), sandboxErpToken: 'token' };
const WORKER = 'postgresql://tieout_worker:work@db.example:5432/tieout';

let directory: string;
const leave = (runtime: Record<string, unknown>) => {
  const state = { start: { pid: process.pid }, url: 'http://127.0.0.1:3000', children: [], ...runtime };
  writeFileSync(path.join(directory, 'runtime.json'), JSON.stringify(state));
  writeFileSync(path.join(directory, 'secrets.json'), JSON.stringify(SECRETS));
};
beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'tieout-cli-'));
  for (const name of ['DATABASE_URL', 'WORKER_DATABASE_URL', 'REDIS_URL', 'TIEOUT_MASTER_KEY'])
    delete process.env[name];
  process.env.TIEOUT_DIR = directory;
  adoptEnv({});
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('connectToInstance', () => {
  it('takes database, doorbell and key from the instance that runs', () => {
    leave({ workerDatabaseUrl: WORKER, redisUrl: 'redis://cache.example:6379' });
    connectToInstance();
    expect(databaseUrl()).toBe(WORKER);
    expect([env().REDIS_URL, env().TIEOUT_MASTER_KEY]).toEqual(['redis://cache.example:6379', SECRETS.masterKey]);
  });

  it('erases as the owner of the embedded database, and asks for the owner of any other', () => {
    leave({ workerDatabaseUrl: WORKER, postgresPort: 5433 });
    connectToInstance('owner');
    expect(databaseUrl()).toBe('postgresql://postgres:own@127.0.0.1:5433/tieout');
    leave({ workerDatabaseUrl: WORKER });
    expect(() => connectToInstance('owner')).toThrow(/set DATABASE_URL/);
  });

  it('says that nothing runs', () => {
    expect(() => connectToInstance()).toThrow(NotRunningError);
    leave({ workerDatabaseUrl: WORKER, start: { pid: 2 ** 30 } });
    expect(() => connectToInstance()).toThrow(/not running/);
  });
});
