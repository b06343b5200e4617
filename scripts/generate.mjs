/** `npm run generate`: the Prisma client in src/generated/prisma, made again only when the schema has changed. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from './install.mjs';
import { hashOf, whenChanged } from './stamp.mjs';

export function ensureGenerated() {
  const state = hashOf([
    'prisma/schema.prisma',
    'prisma/models',
    'prisma.config.ts',
    'node_modules/prisma/package.json',
  ]);
  whenChanged('src/generated/prisma/.made-from', state, () => {
    // Any existing file satisfies the look-up of the native engine, which `generate` never runs; without it, it downloads.
    const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' };
    const args = [path.join(ROOT, 'node_modules/prisma/build/index.js'), 'generate'];
    const done = spawnSync(process.execPath, args, { cwd: ROOT, env, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`The database client could not be generated:\n${done.stdout}${done.stderr}`);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensureGenerated();
