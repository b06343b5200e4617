import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../../scripts/postgres/server';
import { waitUntil } from '../../scripts/processes';

/** Whether this machine has a Redis server; tests over Redis say that they were skipped when it has not. */
export const hasRedis = (process.env.PATH ?? '')
  .split(':')
  .some((folder) => existsSync(path.join(folder, 'redis-server')));

/** A Redis server of its own, without persistence. */
export async function startRedis(): Promise<{ url: string; stop(): Promise<void> }> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'tieout-redis-'));
  const port = await freePort();
  const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', directory];
  const server = spawn('redis-server', [...flags, '--maxmemory-policy', 'noeviction'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  server.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
  });
  const ready = await waitUntil(10_000, 20, () => /Ready to accept connections/.test(output));
  if (!ready) throw new Error(`redis-server did not start:\n${output}`);
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      const gone = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGKILL');
      await gone;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
