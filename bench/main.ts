import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** `npm run bench -- NAME [--json]`: runs bench/NAME.ts, which prints a figure beside the floor it is measured against. */
type Bench = { readonly run: (args: string[]) => Promise<unknown> };

const FOLDER = import.meta.dirname;

/** A benchmark exports `run`; the other files here are what benchmarks share. */
const names = readdirSync(FOLDER)
  .filter(
    (file) =>
      file.endsWith('.ts') && /^export async function run\(/m.test(readFileSync(path.join(FOLDER, file), 'utf8')),
  )
  .map((file) => file.replace(/\.ts$/, ''))
  .sort();

const [name = '', ...args] = process.argv.slice(2);
if (!names.includes(name)) {
  process.stderr.write(`Usage: npm run bench -- NAME [--json]\n\n  ${names.join('\n  ')}\n`);
  process.exitCode = 2;
} else {
  const bench = (await import(path.join(FOLDER, `${name}.ts`))) as Bench;
  await bench.run(args);
}
