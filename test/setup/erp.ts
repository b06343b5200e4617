import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { TestDatabase } from './database';

export type TestErp = {
  readonly url: string;
  readonly token: string;
  stop(): Promise<void>;
  control(method: string, path: string, body?: unknown): Promise<unknown>;
};

const TOKEN = 'only-for-tests';
const START_TRIES_MAX = 150;

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });

/** The real sandbox ERP as a process of its own, on a database of its own; this process's ERP_URL points at it from now on. */
export async function startErp(database: TestDatabase): Promise<TestErp> {
  const port = await freePort();
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', 'sandbox/erp/main.ts'], {
    env: {
      ...process.env,
      SANDBOX_ERP_DATABASE_URL: database.ownerUrl,
      SANDBOX_ERP_PORT: String(port),
      SANDBOX_ERP_TOKEN: TOKEN,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  Object.assign(process.env, { ERP_URL: url, ERP_TOKEN: TOKEN });
  for (let tries = 0; ; tries += 1) {
    if (
      await fetch(`${url}/health`).then(
        (r) => r.ok,
        () => false,
      )
    )
      break;
    if (tries > START_TRIES_MAX || child.exitCode !== null) throw new Error('the sandbox ERP did not start');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url,
    token: TOKEN,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
    control: async (method, path, body) => {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return text ? JSON.parse(text) : null;
    },
  };
}
