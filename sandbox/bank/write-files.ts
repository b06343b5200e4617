import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatCents } from '../cents';
import { MIXES as REMIT_MIXES } from '../clearinghouse/accidents';
import { buildDelivery } from '../clearinghouse/deliveries';
import { specAt } from '../clearinghouse/sequence';
import type { Payment } from './model';
import { firstState, type RunResult, runBank } from './run';
import { paymentOf } from './source';
import { MIXES, type Mix } from './stories';

type SeriesOptions = {
  readonly seed: string;
  readonly mix: Mix;
  /** The mix of the clearinghouse, whose first deliveries are what gets paid. */
  readonly remits: keyof typeof REMIT_MIXES;
  /** YYYY-MM-DD. */
  readonly today: string;
  readonly paymentsPerRun: number;
};

/** Payments a run takes up, unless told otherwise. */
export const PAYMENTS_PER_RUN = 8;

/** Run after run over the clearinghouse's own plan, without either server. */
export function* runsOf(options: SeriesOptions): Generator<RunResult> {
  let state = firstState();
  let waiting: Payment[] = [];
  const plan = { seed: options.seed, mix: REMIT_MIXES[options.remits], baseDate: options.today };
  for (let index = 0; ; index += 1) {
    const delivery = buildDelivery(specAt({ ...plan, claimsPerRemit: null, remits: null }, index));
    for (const { st02, bpr02, ...remit } of delivery.remits) {
      waiting.push(...paymentOf({ ...remit, sequence: index, st02, bpr02: formatCents(bpr02) }));
    }
    while (waiting.length >= options.paymentsPerRun) {
      const payments = waiting.slice(0, options.paymentsPerRun);
      waiting = waiting.slice(options.paymentsPerRun);
      const result = runBank(state, {
        seed: options.seed,
        mix: options.mix,
        today: options.today,
        payments,
        asked: null,
      });
      state = result.state;
      yield result;
    }
  }
}

const USAGE = `write-files --out DIR --files N [--seed S] [--today YYYY-MM-DD] [--accidents none|default|dense]`;
const FILES_MAX = 100_000;

/** Writes the first N files of a seed to a folder and returns what is in them. */
export function writeBankFiles(out: string, files: number, options: SeriesOptions) {
  mkdirSync(out, { recursive: true });
  const byKind: Record<string, number> = {};
  let [written, lines, credits, debits] = [0, 0, 0n, 0n];
  for (const run of runsOf(options)) {
    for (const line of run.lines) {
      lines += 1;
      if (line.credit) credits += line.amount;
      else debits += line.amount;
    }
    for (const file of run.files.slice(0, files - written)) {
      writeFileSync(join(out, file.name), file.bytes);
      byKind[file.kind] = (byKind[file.kind] ?? 0) + 1;
      written += 1;
    }
    if (written >= files) break;
  }
  return { files: written, byKind, lines, credits: formatCents(credits), debits: formatCents(debits) };
}

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
  const totals = writeBankFiles(values.out, files, {
    seed,
    today,
    mix: MIXES[name],
    remits: name,
    paymentsPerRun: PAYMENTS_PER_RUN,
  });
  process.stdout.write(`${JSON.stringify(totals, null, 2)}\n`);
}

if (process.argv[1]?.endsWith('write-files.ts')) main(process.argv.slice(2));
