/**
 * How many claims per second go from received bytes to a confirmed ERP document, and how that compares with a raw COPY of
 * the same rows. Everything runs on this machine: durable embedded Postgres, the sandbox ERP, one worker, this process as
 * the receiver.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { receiveArtifact } from '@/server/pipeline/receive';
import { readMasterData } from '@/server/pipeline/reconcile/run';
import { closeDatabase, systemActor, withTransaction } from '@/server/platform/db';
import { placesOf } from '@/server/read/places';
import { seedFernhollow } from '../prisma/seed/fernhollow';
import { seedFoundation } from '../prisma/seed/foundation';
import { MIXES } from '../sandbox/clearinghouse/accidents';
import { writeFiles } from '../sandbox/clearinghouse/write-files';
import { activateCostCenters, dbOfTx, hasUnread } from '../test/setup/books';
import { copySameRows } from './pipeline-copy';
import { startWorld } from './pipeline-world';

const ACTOR = systemActor('bench');
const POLL_MS = 200;
const CLAIMS_PER_REMIT = 100;
const WARM_UP_FILES = 10;

/** `npm run bench -- pipeline [--json] [--claims N]` */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    options: { claims: { type: 'string', default: '20000' }, json: { type: 'boolean' } },
  });
  const result = await measure(Math.ceil(Number(values.claims) / CLAIMS_PER_REMIT));
  const lines = Object.entries(result).map(([name, value]) => `${name.padEnd(20)}${value}`);
  process.stdout.write(values.json ? `${JSON.stringify(result, null, 2)}\n` : `${lines.join('\n')}\n`);
}

async function measure(remits: number): Promise<Record<string, number>> {
  const files = makeFiles(remits + WARM_UP_FILES);
  const world = await startWorld();
  try {
    await withTransaction(ACTOR, async (tx) => {
      await seedFoundation(tx);
      await seedFernhollow(tx, 'bench');
      // Every cost center active: the benchmark measures money that posts, not the queue of what does not.
      await activateCostCenters(dbOfTx(tx));
    });
    await readMasterData(ACTOR);
    world.startWorker();
    await carry(files.slice(0, WARM_UP_FILES), 'warm');
    const before = await posted();
    const measured = files.slice(WARM_UP_FILES);
    const seconds = await carry(measured, 'run');
    const claims = (await posted()) - before;
    const floor = await copySameRows(world.ownerUrl);
    const share = measured.length / files.length;
    const rowsPerSecond = (floor.rows * share) / seconds;
    return {
      claims,
      seconds: round(seconds),
      claimsPerSecond: Math.round(claims / seconds),
      megabytes: round(measured.reduce((n, f) => n + f.length, 0) / 1e6),
      rows: Math.round(floor.rows * share),
      rowsPerSecond: Math.round(rowsPerSecond),
      copyRowsPerSecond: Math.round(floor.rows / floor.seconds),
      ratioToCopy: round(rowsPerSecond / (floor.rows / floor.seconds)),
    };
  } finally {
    await closeDatabase();
    await world.stop();
  }
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

function makeFiles(count: number): Buffer[] {
  const out = mkdtempSync(path.join(os.tmpdir(), 'tieout-bench-files-'));
  const baseDate = new Date().toISOString().slice(0, 10);
  writeFiles({ out, files: count, claims: CLAIMS_PER_REMIT, remits: 1, seed: 'bench', mix: MIXES.none, baseDate });
  const files = readdirSync(out)
    .sort()
    .map((name) => readFileSync(path.join(out, name)));
  rmSync(out, { recursive: true });
  return files;
}

const posted = (): Promise<number> =>
  withTransaction(ACTOR, async (tx) => (await placesOf(tx, {})).places.posted.items);

/** Receives the files as fast as it can and waits until nothing is in flight. Returns seconds from the first byte. */
async function carry(files: readonly Buffer[], name: string): Promise<number> {
  const startedAt = performance.now();
  for (const [i, file] of files.entries())
    await receiveArtifact(ACTOR, { connectionCode: 'cli', name: `${name}-${i}.835`, source: [file] });
  for (;;) {
    const [unread, places] = await withTransaction(
      ACTOR,
      async (tx) => [await hasUnread(dbOfTx(tx)), await placesOf(tx, {})] as const,
    );
    if (!unread && places.places.inFlight.items === 0) break;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return (performance.now() - startedAt) / 1000;
}
