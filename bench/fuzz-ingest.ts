import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { freePort } from '../scripts/postgres/server';
import { Instance } from '../test/kill/harness/instance';
import { dbOf, type KeptFile, keptFiles } from '../test/setup/books';
import { damaged } from '../test/setup/damage';

const COUNT = '1000';
const SEED = '20261201';
/** As many as one sender may send at once. */
const SENDERS = 3;
const TRY_MS = 60_000;
const QUIET_MS = 300_000;
const CONNECTIONS = ['clearinghouse', 'bank', 'rcm'] as const;

type Answer = { readonly index: number; readonly status: number; readonly retry: boolean; readonly name: string };

/**
 * `npm run bench -- fuzz-ingest [--count N] [--seed S]`: damaged files over HTTP to a whole product in a directory of its own.
 * Prints one JSON object; exit code 1 when an answer asked for the file again, or a file that was taken is not kept as it came
 * or does not end read or set aside.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      count: { type: 'string', default: COUNT },
      seed: { type: 'string', default: SEED },
      json: { type: 'boolean' },
    },
  });
  const [count, seed] = [Number.parseInt(values.count, 10), Number.parseInt(values.seed, 10)];
  const directory = mkdtempSync(path.join(os.tmpdir(), 'tieout-fuzz-ingest-'));
  const instance = new Instance(directory, await freePort());
  try {
    await instance.start();
    const began = performance.now();
    const answers = await sendAll(instance, count, seed);
    const sentSeconds = Math.round((performance.now() - began) / 100) / 10;
    const kept = await ended(instance);
    const result = { count, seed, ...judge(answers, kept), sentSeconds };
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    process.exitCode = result.asksForRetry + result.withoutTrace + result.unended === 0 ? 0 : 1;
  } finally {
    await instance.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function sendAll(instance: Instance, count: number, seed: number): Promise<Answer[]> {
  const answers: Answer[] = [];
  let next = 0;
  const sender = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      answers.push(await send(instance, index, damaged(seed, index)));
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  return answers;
}

async function send(instance: Instance, index: number, bytes: Buffer): Promise<Answer> {
  const connection = CONNECTIONS[index % CONNECTIONS.length] as string;
  const name = `${connection} ${createHash('sha256').update(bytes).digest('hex')}`;
  const response = await fetch(`${instance.url}/api/ingest/${connection}?name=${index}.dat`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${instance.secrets().sandboxIngestToken}`,
      'content-type': 'application/octet-stream',
    },
    body: new Uint8Array(bytes),
    signal: AbortSignal.timeout(TRY_MS),
  }).catch(() => null);
  await response?.arrayBuffer();
  const status = response?.status ?? 0;
  return {
    index,
    status,
    retry: status === 0 || status === 503 || response?.headers.has('retry-after') === true,
    name,
  };
}

/** The files as they are when none of them waits to be read any more, or when the time is over. */
async function ended(instance: Instance): Promise<KeptFile[]> {
  const client = new pg.Client({ connectionString: instance.ownerUrl });
  await client.connect();
  try {
    for (const end = performance.now() + QUIET_MS; ; await sleep(500)) {
      const kept = await keptFiles(dbOf(client));
      if (performance.now() > end || kept.every(({ state }) => state !== 'received')) return kept;
    }
  } finally {
    await client.end();
  }
}

function judge(answers: readonly Answer[], kept: readonly KeptFile[]) {
  const tally = (words: readonly (string | number)[]) => {
    const counts: Record<string, number> = {};
    for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
    return counts;
  };
  const names = new Set(kept.map(({ connection, sha256 }) => `${connection} ${sha256}`));
  const taken = answers.filter(({ status }) => status === 202);
  const lost = taken.filter(({ name }) => !names.has(name));
  const unanswered = answers.filter(({ status }) => status === 0 || status >= 500);
  return {
    answers: tally(answers.map(({ status }) => status)),
    asksForRetry: answers.filter(({ retry }) => retry).length,
    withoutTrace: lost.length + unanswered.length,
    kept: kept.length,
    states: tally(kept.map(({ state }) => state)),
    setAside: tally(kept.flatMap(({ failureCode }) => failureCode ?? [])),
    unended: kept.filter(({ state }) => state === 'received').length,
    indices: [...lost, ...unanswered].map(({ index }) => index).slice(0, 20),
  };
}
