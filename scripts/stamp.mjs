import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './install.mjs';

const IGNORED = /(\.test\.tsx?|\.md)$|(^|\/)generated(\/|$)/;

/** SHA-256 over the names and contents of everything below these paths, tests and documents aside. */
export function hashOf(paths) {
  const hash = createHash('sha256');
  const visit = (relative) => {
    const absolute = path.join(ROOT, relative);
    if (IGNORED.test(relative) || !existsSync(absolute)) return;
    if (statSync(absolute).isDirectory()) {
      for (const name of readdirSync(absolute).sort()) visit(`${relative}/${name}`);
      return;
    }
    hash.update(relative).update('\0').update(readFileSync(absolute)).update('\0');
  };
  for (const each of paths) visit(each);
  return hash.digest('hex');
}

/** Runs `make` unless `stampFile` says that it ran for exactly this state; writes the stamp after it has succeeded. */
export function whenChanged(stampFile, state, make) {
  const file = path.join(ROOT, stampFile);
  if (existsSync(file) && readFileSync(file, 'utf8') === state) return false;
  make();
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, state);
  return true;
}
