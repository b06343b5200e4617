import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatCents } from '../cents';
import { firstState } from './model';
import { MIXES, type Mix } from './stories';
import { type MadeFile, takeTurn } from './turn';

type SeriesOptions = { readonly seed: string; readonly mix: Mix /** YYYY-MM-DD */; readonly today: string };

/** The files of a seed one after the other, without a server and so without statuses. */
export function* filesOf(options: SeriesOptions): Generator<MadeFile> {
  let state = firstState();
  for (;;) {
    const result = takeTurn(state, { ...options, asked: null, assumeVouchers: true });
    state = result.state;
    yield* result.made;
  }
}

/** Writes the first N files of a seed to a folder and returns what is in them. */
export function writeRefundFiles(out: string, files: number, options: SeriesOptions) {
  mkdirSync(out, { recursive: true });
  const requests = new Map<string, bigint>();
  const byKind: Record<string, number> = {};
  let written = 0;
  for (const { file, sent } of filesOf(options)) {
    writeFileSync(join(out, file.name), file.bytes);
    byKind[file.kind] = (byKind[file.kind] ?? 0) + 1;
    for (const { request } of sent) requests.set(request.requestId, request.amount);
    written += 1;
    if (written >= files) break;
  }
  const amount = [...requests.values()].reduce((sum, each) => sum + each, 0n);
  return { files: written, byKind, distinctRequests: requests.size, amount: formatCents(amount) };
}

const USAGE = 'write-files --out DIR --files N [--seed S] [--today YYYY-MM-DD] [--accidents none|default|dense]';
const FILES_MAX = 100_000;

function main(args: readonly string[]): void {
  const { values } = parseArgs({
    args: [...args],
    options: {
      out: { type: 'string' },
      files: { type: 'string' },
      seed: { type: 'string', default: 'fernhollow' },
      today: { type: 'string', default: new Date().toISOString().slice(0, 10) },
      accidents: { type: 'string', default: 'default' },
    },
  });
  const name = Object.keys(MIXES).find((each): each is keyof typeof MIXES => each === values.accidents);
  const files = /^\d{1,6}$/.test(values.files ?? '') ? Number.parseInt(values.files ?? '', 10) : 0;
  if (!values.out || !name || files < 1 || files > FILES_MAX) throw new Error(`usage: ${USAGE}`);
  const { seed, today } = values;
  const totals = writeRefundFiles(values.out, files, { seed, today, mix: MIXES[name] });
  process.stdout.write(`${JSON.stringify(totals, null, 2)}\n`);
}

if (process.argv[1]?.endsWith('write-files.ts')) main(process.argv.slice(2));
