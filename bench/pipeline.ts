/**
 * How many claims per second go from received bytes to a confirmed ERP document, and how that compares with a raw COPY of
 * a frozen set of rows per claim. Everything runs on this machine: durable embedded Postgres, the sandbox ERP, one worker,
 * this process as the receiver.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { receiveArtifact } from '@/server/pipeline/receive';
import { readMasterData } from '@/server/pipeline/reconcile/run';
import { closeDatabase, systemActor, withTransaction } from '@/server/platform/db';
import { closeDoorbell, ring } from '@/server/queue/doorbell';
import { placesOf } from '@/server/read/places';
import { seedFernhollow } from '../prisma/seed/fernhollow';
import { seedFoundation } from '../prisma/seed/foundation';
import { MIXES } from '../sandbox/clearinghouse/accidents';
import { writeFiles } from '../sandbox/clearinghouse/write-files';
import { activateCostCenters, dbOfTx, hasUnread } from '../test/setup/books';
import { copyFrozenRows } from './pipeline-copy';
import { startWorld } from './pipeline-world';
import { forgetStatements, readStatements, type StatementCost } from './profile';

const ACTOR = systemActor('bench');
const POLL_MS = 200;
const WARM_UP_FILES = 40;
const STATEMENTS_SHOWN = 40;
const STATEMENT_CHARACTERS_SHOWN = 150;

/** How the claims are packed. */
type Shape = {
  readonly claims: number;
  readonly claimsPerRemit: number;
  readonly remitsPerFile: number;
  readonly workers: number;
  readonly erpAnswerMs: number | undefined;
  readonly profile: string | undefined;
  /** A database that is filled already. */
  readonly url: string | undefined;
};

/** `npm run bench -- pipeline [--json] [--claims N] [--claims-per-remit M] [--remits-per-file R]` */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    options: {
      claims: { type: 'string', default: '20000' },
      'claims-per-remit': { type: 'string', default: '100' },
      'remits-per-file': { type: 'string', default: '1' },
      json: { type: 'boolean' },
      workers: { type: 'string', default: '1' },
      'erp-answer-ms': { type: 'string' },
      profile: { type: 'string' },
      url: { type: 'string' },
    },
  });
  const result = await measure({
    claims: Number(values.claims),
    claimsPerRemit: Number(values['claims-per-remit']),
    remitsPerFile: Number(values['remits-per-file']),
    workers: Number(values.workers),
    erpAnswerMs: values['erp-answer-ms'] === undefined ? undefined : Number(values['erp-answer-ms']),
    url: typeof values.url === 'string' ? values.url : undefined,
    profile: typeof values.profile === 'string' ? values.profile : undefined,
  });
  const lines = Object.entries(result).map(([name, value]) => `${name.padEnd(24)}${value}`);
  process.stdout.write(values.json ? `${JSON.stringify(result, null, 2)}\n` : `${lines.join('\n')}\n`);
}

async function measure(shape: Shape): Promise<Record<string, number>> {
  const files = makeFiles(shape);
  const world = await startWorld(shape);
  try {
    await withTransaction(ACTOR, async (tx) => {
      if (shape.url === undefined) {
        await seedFoundation(tx);
        await seedFernhollow(tx, 'bench');
      }
      // Every cost center active: the benchmark measures money that posts, not the queue of what does not.
      await activateCostCenters(dbOfTx(tx));
    });
    await readMasterData(ACTOR);
    for (let n = 0; n < shape.workers; n += 1) world.startWorker();
    await carry(files.slice(0, WARM_UP_FILES), 'warm');
    const before = await posted();
    if (shape.profile !== undefined) await forgetStatements(world.ownerUrl);
    const measured = files.slice(WARM_UP_FILES);
    const cpuBefore = world.cpu();
    const seconds = await carry(measured, 'run');
    const cpuAfter = world.cpu();
    const claims = (await posted()) - before;
    const cpuMs = (piece: 'server' | 'workers' | 'erp'): number =>
      round(((cpuAfter[piece] - cpuBefore[piece]) * 1000) / claims);
    if (shape.profile !== undefined) printStatements(await readStatements(world.ownerUrl, STATEMENTS_SHOWN), claims);
    const floor = await copyFrozenRows(world.ownerUrl);
    const copyClaimsPerSecond = floor.claims / floor.seconds;
    return {
      claims,
      claimsPerRemit: shape.claimsPerRemit,
      workers: shape.workers,
      seconds: round(seconds),
      claimsPerSecond: Math.round(claims / seconds),
      serverMsPerClaim: cpuMs('server'),
      workersMsPerClaim: cpuMs('workers'),
      erpMsPerClaim: cpuMs('erp'),
      megabytes: round(measured.reduce((n, f) => n + f.length, 0) / 1e6),
      copyRowsPerSecond: Math.round(floor.rows / floor.seconds),
      copyMegabytesPerSecond: round(floor.bytes / 1e6 / floor.seconds),
      copyClaimsPerSecond: Math.round(copyClaimsPerSecond),
      ratioToCopy: round(claims / seconds / copyClaimsPerSecond),
    };
  } finally {
    await closeDoorbell();
    await closeDatabase();
    await world.stop();
  }
}

function printStatements(costs: readonly StatementCost[], claims: number): void {
  const us = (ms: number): string => ((ms * 1000) / claims).toFixed(1).padStart(8);
  process.stdout.write(`   calls   plan µs    run µs      rows    WAL kB   per claim; statement\n`);
  for (const { calls, planMs, runMs, rows, walKb, query } of costs) {
    const figures = [
      String(calls).padStart(8),
      us(planMs),
      ` ${us(runMs)}`,
      String(rows).padStart(9),
      walKb.toFixed(0).padStart(9),
    ];
    process.stdout.write(`${figures.join(' ')}   ${query.slice(0, STATEMENT_CHARACTERS_SHOWN)}\n`);
  }
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

function makeFiles({ claims, claimsPerRemit, remitsPerFile, url }: Shape): Buffer[] {
  const out = mkdtempSync(path.join(os.tmpdir(), 'tieout-bench-files-'));
  const baseDate = new Date().toISOString().slice(0, 10);
  const count = Math.ceil(claims / (claimsPerRemit * remitsPerFile)) + WARM_UP_FILES;
  writeFiles({
    out,
    files: count,
    claims: claimsPerRemit,
    remits: remitsPerFile,
    // Books that are filled may hold the files of an earlier run.
    seed: url === undefined ? 'bench' : `bench-${Date.now()}`,
    mix: MIXES.none,
    baseDate,
  });
  const files = readdirSync(out)
    .sort()
    .map((name) => readFileSync(path.join(out, name)));
  rmSync(out, { recursive: true });
  return files;
}

const posted = (): Promise<number> =>
  withTransaction(ACTOR, async (tx) => (await placesOf(tx, {})).places.posted.items);

const inFlightNow = (): Promise<number> =>
  withTransaction(ACTOR, async (tx) =>
    (await hasUnread(dbOfTx(tx))) ? Number.POSITIVE_INFINITY : (await placesOf(tx, {})).places.inFlight.items,
  );

/** Receives the files as fast as it can and waits until nothing of them is in flight. Returns seconds from the first byte. */
async function carry(files: readonly Buffer[], name: string): Promise<number> {
  const standing = await inFlightNow();
  const startedAt = performance.now();
  for (const [i, file] of files.entries()) {
    await receiveArtifact(ACTOR, { connectionCode: 'cli', name: `${name}-${i}.835`, source: [file] });
    // As every receiver of the product does: otherwise the first file waits for the worker's next sweep.
    void ring('parse');
  }
  while ((await inFlightNow()) > standing) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  return (performance.now() - startedAt) / 1000;
}
