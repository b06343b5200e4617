/**
 * Goal: a product whose processes are killed without warning, again and again while money flows, ends where an undisturbed one
 * ends: nothing lost, nothing doubled, every invariant true.
 * Method: the same files go through two whole products. The first is left alone. In the second, web, worker, database,
 * ERP and the start process are killed (SIGKILL) at seeded random moments. Both are compared with each other and with the
 * sum of what was sent.
 *
 *   node --import tsx test/kill/kill.ts [--kills 5] [--claims 1000] [--seed 1]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createPrng, type Prng } from '../../sandbox/prng';
import { freePort } from '../../scripts/postgres/server';
import { type Delivery, deliveries, Feed } from './harness/feed';
import { Instance, type Target } from './harness/instance';
import { erpStats, kept, type Moving, moving, slowDown, type Totals, totals } from './harness/totals';

const CLAIMS_PER_FILE = 100;
const KILL_DELAY_MAX_MS = 900;
/** A lease of a killed worker runs out first; then its postings are probed. */
const QUIET_MS = 170_000;
/** How often each is drawn: the processes that move money more than those that only show it. */
const WEIGHTS: readonly (readonly [Target, number])[] = [
  ['worker', 8],
  ['postgres', 5],
  ['web', 5],
  ['sandbox-erp', 4],
  ['start', 3],
];

type Options = { readonly kills: number; readonly claims: number; readonly seed: string };

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '5' },
      claims: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
    },
  });
  const whole = (text: string) => (/^\d{1,6}$/.test(text) ? Number.parseInt(text, 10) : 0);
  return { kills: whole(values.kills), claims: Math.max(CLAIMS_PER_FILE, whole(values.claims)), seed: values.seed };
}

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};
const seconds = (sinceMs: number): number => Math.round((performance.now() - sinceMs) / 100) / 10;

/** Waits until nothing moves any more; what still moves when the time is over is the answer then. */
async function quiet(instance: Instance): Promise<Moving | null> {
  let last: Moving | null = null;
  for (const end = performance.now() + QUIET_MS; performance.now() < end; await sleep(500)) {
    last = await moving(instance);
    if (last && last.artifacts + last.remits + last.postings + last.events === 0) return null;
  }
  return last ?? { artifacts: -1, remits: -1, postings: -1, events: -1 };
}

type Run = {
  readonly totals: Totals;
  readonly feed: Feed;
  readonly leftMoving: Moving | null;
  readonly kills: Readonly<Record<string, number>>;
  readonly duplicateKeys: number;
  readonly erpDocuments: number;
  readonly keptOfAcknowledged: number;
  readonly verified: { readonly code: number; readonly text: string };
  readonly seconds: Readonly<Record<string, number>>;
};

async function run(name: string, files: readonly Delivery[], kills: number, prng: Prng): Promise<Run> {
  const directory = mkdtempSync(path.join(os.tmpdir(), `tieout-kill-${name}-`));
  const instance = new Instance(directory, await freePort());
  const began = performance.now();
  try {
    await instance.start();
    const startSeconds = seconds(began);
    const fed = performance.now();
    const feed = new Feed(files);
    const counts = await feedAndKill(instance, feed, files.length, kills, prng);
    const feedSeconds = seconds(fed);
    const settling = performance.now();
    const leftMoving = await quiet(instance);
    const quietSeconds = seconds(settling);
    const erp = await erpStats(instance);
    return {
      totals: await totals(instance),
      feed,
      leftMoving,
      kills: counts,
      duplicateKeys: erp.duplicateKeys.length,
      erpDocuments: erp.documents,
      keptOfAcknowledged: await kept(instance, feed.acknowledged),
      verified: await instance.cli('verify', '--json'),
      seconds: { start: startSeconds, feed: feedSeconds, quiet: quietSeconds },
    };
  } finally {
    await instance.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Kills while files arrive: before each kill a share of the files is on its way, and a random moment passes. */
async function feedAndKill(instance: Instance, feed: Feed, files: number, kills: number, prng: Prng) {
  const counts: Record<string, number> = {};
  for (let kill = 1; kill <= kills; kill += 1) {
    const delivering = feed.deliverUntil(instance, Math.ceil((files * kill) / kills));
    await slowDown(instance);
    await sleep(prng.int(0, KILL_DELAY_MAX_MS));
    const target = prng.weighted(WEIGHTS, ([, weight]) => weight)[0];
    const at = performance.now();
    await instance.kill(target);
    counts[target] = (counts[target] ?? 0) + 1;
    say(`kill ${kill}: ${target}, back after ${seconds(at)} s`);
    await delivering;
  }
  await feed.deliverUntil(instance, files);
  return counts;
}

type Verdict = { readonly name: string; readonly ok: boolean; readonly detail?: unknown };

function judge(files: readonly Delivery[], calm: Run, killed: Run): Verdict[] {
  const same = (name: string, a: unknown, b: unknown): Verdict => ({ name, ok: a === b, detail: [a, b] });
  const sent = files.filter((file) => !file.cutOff).reduce((sum, file) => sum + file.minor, 0n);
  const extra = (key: 'received' | 'duplicate') => BigInt(killed.totals[key]) - BigInt(calm.totals[key]);
  const extraRepeats = killed.totals.repeats - calm.totals.repeats;
  const verdicts: Verdict[] = [
    // Of a file that was cut off, what could be read of it was rejected with it.
    same('calm: received is what was sent', BigInt(calm.totals.received), sent + BigInt(calm.totals.rejected)),
    // A file whose acknowledgement was lost is sent again and counted again, as a duplicate, and only as that.
    same('killed: what was received more came twice and is a duplicate', extra('received'), extra('duplicate')),
    {
      name: 'killed: nothing came twice that was not sent twice',
      ok: extraRepeats >= 0 && extraRepeats <= killed.feed.unanswered,
      detail: { extraRepeats, unanswered: killed.feed.unanswered },
    },
    same('posted', calm.totals.posted, killed.totals.posted),
    same('stopped', calm.totals.stopped, killed.totals.stopped),
    same('rejected', calm.totals.rejected, killed.totals.rejected),
    same('remits, without those that came twice', calm.totals.remits, killed.totals.remits - extraRepeats),
    same('cash in the ERP', calm.totals.cash, killed.totals.cash),
    same('cash in the ERP is what is posted', killed.totals.cash, killed.totals.posted),
  ];
  for (const [name, one] of Object.entries({ calm, killed })) {
    verdicts.push(
      { name: `${name}: everything came to rest`, ok: one.leftMoving === null, detail: one.leftMoving },
      same(`${name}: no key has two documents`, one.duplicateKeys, 0),
      same(`${name}: the ERP holds our confirmed documents and no more`, one.erpDocuments, one.totals.documents),
      same(`${name}: every acknowledged file is kept`, one.keptOfAcknowledged, one.feed.acknowledged.length),
      { name: `${name}: verify`, ok: one.verified.code === 0, detail: failedChecks(one.verified.text) },
    );
  }
  return verdicts;
}

function failedChecks(text: string): unknown {
  try {
    const { checks } = JSON.parse(text) as { checks: { id: string; ok: boolean; example: string | null }[] };
    return checks.filter((check) => !check.ok);
  } catch {
    return text.slice(-500);
  }
}

/** Accounts whose net is not the same, with both nets: for a person to explain. */
function differences(calm: Totals['nets'], killed: Totals['nets']): Record<string, readonly [string, string]> {
  const accounts = [...new Set([...Object.keys(calm), ...Object.keys(killed)])];
  const pairs = accounts.map((account) => [account, [calm[account] ?? '0', killed[account] ?? '0']] as const);
  return Object.fromEntries(pairs.filter(([, [a, b]]) => a !== b));
}

const options = readOptions();
const began = performance.now();
const files = deliveries(`kill-${options.seed}`, Math.ceil(options.claims / CLAIMS_PER_FILE), CLAIMS_PER_FILE);
const calm = await run('calm', files, 0, createPrng(options.seed));
say(`calm run: ${JSON.stringify(calm.seconds)}`);
const killed = await run('killed', files, options.kills, createPrng('kill', options.seed));
const verdicts = judge(files, calm, killed);
const failed = verdicts.filter((verdict) => !verdict.ok);
const report = {
  ...options,
  files: files.length,
  seconds: { all: seconds(began), calm: calm.seconds, killed: killed.seconds },
  kills: killed.kills,
  calm: { ...calm.totals, nets: undefined },
  killed: { ...killed.totals, nets: undefined },
  unanswered: killed.feed.unanswered,
  netsThatDiffer: differences(calm.totals.nets, killed.totals.nets),
  failed,
};
process.stdout.write(
  `${JSON.stringify(report, (_, value) => (typeof value === 'bigint' ? value.toString() : value), 2)}\n`,
);
process.stdout.write(`${verdicts.length - failed.length} passed, ${failed.length} failed\n`);
process.exitCode = failed.length > 0 ? 1 : 0;
