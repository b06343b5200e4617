/** `npm start`: everything a fresh machine with nothing but Node needs. Plain JavaScript, because nothing is installed yet. */
import path from 'node:path';
import { ensureInstalled, ROOT } from './install.mjs';

const NODE_MIN = [20, 11];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < NODE_MIN[0] || (major === NODE_MIN[0] && minor < NODE_MIN[1])) {
  process.stderr.write(
    `Tieout needs Node.js ${NODE_MIN.join('.')} or newer; this is ${process.versions.node}. ` +
      'Install a current version (nodejs.org, or your package manager) and run `npm start` again.\n',
  );
  process.exit(1);
}

process.chdir(ROOT);
process.env.NODE_ENV ||= 'production';
ensureInstalled();
const { register } = await import('tsx/esm/api');
register();
await import(path.join(ROOT, 'scripts/start/main.ts'));
