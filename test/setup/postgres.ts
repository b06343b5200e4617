import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../scripts/migrate';
import { freePort, ownerUrl, startCluster } from '../../scripts/postgres/server';
import { ensureDatabase, grantLogin } from '../../scripts/roles';

declare module 'vitest' {
  interface ProvidedContext {
    postgresPort: number;
  }
}

/** Passwords of a server that lives for one test run on 127.0.0.1. */
export const TEST_PASSWORD = 'test';
export const TEMPLATE = 'tieout_template';

/** One real PostgreSQL per run, without durability; its migrated template is copied for every test that asks. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'tieout-test-'));
  // As an instance of a root start is: the server's account may pass and nothing more.
  chmodSync(directory, 0o711);
  const port = await freePort();
  const cluster = await startCluster({
    dataDir: path.join(directory, 'postgres'),
    port,
    password: TEST_PASSWORD,
    logFile: path.join(directory, 'postgres.log'),
    purpose: 'throwaway',
  });
  // A run that is broken off must not leave a server behind.
  const killOnExit = (): boolean => process.kill(cluster.pid, 'SIGQUIT');
  process.once('exit', killOnExit);
  const stop = async (): Promise<void> => {
    process.off('exit', killOnExit);
    await cluster.stop(5000);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await fillTemplate(port);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('postgresPort', port);
  return stop;
}

async function fillTemplate(port: number): Promise<void> {
  await ensureDatabase(ownerUrl(port, TEST_PASSWORD, 'postgres'), TEMPLATE);
  const template = ownerUrl(port, TEST_PASSWORD, TEMPLATE);
  await migrate(template);
  await grantLogin(template, { tieout_web: TEST_PASSWORD, tieout_worker: TEST_PASSWORD });
}
