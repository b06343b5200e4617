import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { ensureGenerated } from '../generate.mjs';
import { OperatorError } from '../operator-error';
import { hashOf, whenChanged } from '../stamp.mjs';

const WEB_SOURCES = [
  'src/app',
  'src/components',
  'src/server',
  'src/domain',
  'src/flows',
  'src/formats',
  'public',
  'prisma/schema.prisma',
  'prisma/models',
  'next.config.ts',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
];
/** Files right below src (proxy, instrumentation) belong to the web too. */
const WEB_ENTRIES = [
  'src/proxy.ts',
  'src/instrumentation.ts',
  'src/instrumentation-node.ts',
  'src/instrumentation-client.ts',
];

/** Database client and web console, made again only when what they are made from has changed. */
export function ensureBuilt(root: string, say: (line: string) => void): void {
  ensureGenerated();
  const state = hashOf([...WEB_SOURCES, ...WEB_ENTRIES]);
  whenChanged('.next/tieout-made-from', state, () => {
    say('Building the console (about a minute, only after a change) …');
    const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' } as const;
    const done = spawnSync(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
      cwd: root,
      env,
      encoding: 'utf8',
    });
    if (done.signal) throw new OperatorError('Stopped while the console was being built; nothing is lost.');
    if (done.status !== 0) {
      // The build remembers what it could not find; a cured cause would fail again from its memory.
      rmSync(path.join(root, '.next/cache'), { recursive: true, force: true });
      throw new OperatorError(
        `The console could not be built:\n${done.stdout.slice(-4000)}${done.stderr.slice(-4000)}`,
      );
    }
  });
}
