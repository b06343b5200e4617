import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { ownerUrl, roleUrl } from '../../scripts/postgres/server';
import { TEMPLATE, TEST_PASSWORD } from './postgres';

export type TestDatabase = {
  readonly name: string;
  /** Superuser: sees through row-level security, for asserting only. */
  readonly ownerUrl: string;
  readonly webUrl: string;
  readonly workerUrl: string;
};

/** A database of its own with the newest schema and empty tables; it goes with the server at the end of the run. */
export async function freshDatabase(): Promise<TestDatabase> {
  const port = inject('postgresPort');
  const name = `t_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client({ connectionString: ownerUrl(port, TEST_PASSWORD, 'postgres') });
  await admin.connect();
  try {
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  } finally {
    await admin.end();
  }
  return {
    name,
    ownerUrl: ownerUrl(port, TEST_PASSWORD, name),
    webUrl: roleUrl(port, 'tieout_web', TEST_PASSWORD, name),
    workerUrl: roleUrl(port, 'tieout_worker', TEST_PASSWORD, name),
  };
}

/**
 * A fresh database which this test file's process uses from now on, as the given role. Call it before anything reads the
 * environment (in `beforeAll`); Vitest gives every file a process of its own.
 */
export async function enterDatabase(role: 'web' | 'worker' = 'worker'): Promise<TestDatabase> {
  const database = await freshDatabase();
  Object.assign(process.env, {
    TIEOUT_ROLE: role,
    WEB_DATABASE_URL: database.webUrl,
    WORKER_DATABASE_URL: database.workerUrl,
    TIEOUT_AUDIT_DIR: mkdtempSync(path.join(tmpdir(), 'tieout-audit-')),
    TIEOUT_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
    NEXTAUTH_SECRET: 'only-for-tests-only-for-tests-only',
    NEXTAUTH_URL: 'http://127.0.0.1:3000',
    LOG_LEVEL: 'silent',
  });
  return database;
}
