import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MIXES, type Mix } from './accidents';
import { buildDelivery } from './deliveries';
import { CLAIMS_PER_DELIVERY_MAX, REMITS_PER_DELIVERY_MAX } from './remits';
import { specAt } from './sequence';
import { createTotals, type SentTotals } from './totals';

type WriteFilesOptions = {
  /** The folder, made when absent; null only counts. */
  readonly out: string | null;
  readonly files: number;
  /** Claims of each remittance; the payers' own distribution when null. */
  readonly claims: number | null;
  readonly remits: number | null;
  readonly seed: string;
  readonly mix: Mix;
  /** YYYY-MM-DD. */
  readonly baseDate: string;
};

const FILES_MAX = 1_000_000;

/** Writes the first N deliveries of a seed to a folder and returns what is in them. Nothing else is needed. */
export function writeFiles(options: WriteFilesOptions): SentTotals {
  const { out, seed, mix, baseDate, claims, remits } = options;
  if (out !== null) mkdirSync(out, { recursive: true });
  const totals = createTotals();
  for (let index = 0; index < options.files; index += 1) {
    const delivery = buildDelivery(specAt({ seed, mix, baseDate, claimsPerRemit: claims, remits }, index));
    if (out !== null) writeFileSync(join(out, delivery.fileName), delivery.bytes);
    totals.add(delivery);
  }
  return totals.read();
}

const USAGE = `write-files --out DIR --files N [--claims M] [--remits R] [--seed S] [--today YYYY-MM-DD]
  [--accidents none|default|dense]`;

function readOptions(args: readonly string[]): WriteFilesOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      out: { type: 'string' },
      files: { type: 'string' },
      claims: { type: 'string' },
      remits: { type: 'string' },
      seed: { type: 'string', default: 'fernhollow' },
      today: { type: 'string' },
      accidents: { type: 'string', default: 'default' },
    },
  });
  const mix = Object.hasOwn(MIXES, values.accidents) ? MIXES[values.accidents as keyof typeof MIXES] : null;
  if (!values.out || !values.files || !mix) throw new Error(`usage: ${USAGE}`);
  const claims =
    values.claims === undefined ? null : wholeNumber('claims', values.claims, CLAIMS_PER_DELIVERY_MAX - 10);
  // Whoever asks for a number of claims wants files of that size, so one remittance each unless told otherwise.
  const remits = values.remits ? wholeNumber('remits', values.remits, REMITS_PER_DELIVERY_MAX) : claims && 1;
  if ((claims ?? 0) * (remits ?? 1) > CLAIMS_PER_DELIVERY_MAX - 10 * (remits ?? 1)) {
    throw new Error(`a file holds fewer than ${CLAIMS_PER_DELIVERY_MAX} claims; ask for more files`);
  }
  return {
    out: values.out,
    files: wholeNumber('files', values.files, FILES_MAX),
    claims,
    remits,
    seed: values.seed,
    mix,
    baseDate: values.today ?? new Date().toISOString().slice(0, 10),
  };
}

function wholeNumber(name: string, text: string, max: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number.parseInt(text, 10) : 0;
  if (value < 1 || value > max) throw new Error(`--${name} must be a whole number from 1 to ${max}`);
  return value;
}

if (process.argv[1]?.endsWith('write-files.ts')) {
  process.stdout.write(`${JSON.stringify(writeFiles(readOptions(process.argv.slice(2))), null, 2)}\n`);
}
