/**
 * How long the server takes for what people open most, in books of millions of events: Overview, the exception queue, a
 * search by key, a trace, and `tieout status`. The 95th percentile of 20 runs each, read as the web role reads.
 */
import { parseArgs } from 'node:util';
import pg from 'pg';
import { runStatus } from '@/cli/status';
import { readTrace } from '@/server/lineage';
import { type Actor, closeDatabase, systemActor, type Tx, withMoment, withTransaction } from '@/server/platform/db';
import { readOpenCounts } from '@/server/read/counts';
import { readCauses } from '@/server/read/exceptions';
import { readScopeOptions } from '@/server/read/overview';
import { readLive } from '@/server/read/overview-live';
import { readMoment } from '@/server/read/overview-moment';
import { search } from '@/server/read/search';
import { dbOf, facilityIdOf, parcelCount, someEvents } from '../test/setup/books';
import { startServer } from './pipeline-world';
import { seedVolume, workAs } from './seed-volume';
import { accountOf, keyOf, traceOf } from './seed-volume-names';

const RUNS = 20;
const WARM_UP_RUNS = 8;
const NAME_CHARS = 40;
const ME = 'iris.quill@fernhollow.example';

/** `npm run bench -- volume [--events N] [--open M] [--url OWNER_URL --web WEB_URL] [--json]`; with `--url` the books are filled already. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    options: {
      url: { type: 'string' },
      web: { type: 'string' },
      events: { type: 'string', default: '5000000' },
      open: { type: 'string', default: '1000000' },
      json: { type: 'boolean' },
    },
  });
  const volume = { events: Number(values.events), open: Number(values.open) };
  const { url, web } = values;
  // An owner is not held by the walls: what he is told costs less than what people are.
  if (typeof url === 'string' && typeof web !== 'string')
    throw new Error('say as whom to read: --web postgresql://tieout_web…');
  const timings = typeof url === 'string' ? await measure(url, String(web)) : await onOwnServer(volume);
  const lines = Object.entries(timings).map(([name, { p50, p95, most }]) =>
    [name.padEnd(NAME_CHARS), ...[p50, p95, most].map((ms) => `${ms} ms`.padStart(10))].join(''),
  );
  const head = [' '.repeat(NAME_CHARS), ...['median', 'p95', 'most'].map((word) => word.padStart(10))].join('');
  process.stdout.write(values.json ? `${JSON.stringify(timings, null, 2)}\n` : `${[head, ...lines].join('\n')}\n`);
}

type Timing = { readonly p50: number; readonly p95: number; readonly most: number };
type Timings = Record<string, Timing>;

async function onOwnServer(volume: { events: number; open: number }): Promise<Timings> {
  const server = await startServer();
  try {
    // Seeding is the owner's work, reading the web role's.
    workAs(server.ownerUrl);
    const filled = await seedVolume(server.ownerUrl, volume, (word) => process.stderr.write(`${word}\n`));
    process.stderr.write(`${JSON.stringify(filled)}\n`);
    await closeDatabase();
    return await measure(server.ownerUrl, server.urlOf('tieout_web'));
  } finally {
    await server.stop();
  }
}

type Question = (at: number) => Promise<unknown>;

async function measure(ownerUrl: string, webUrl: string): Promise<Timings> {
  workAs(webUrl);
  try {
    const timings: Timings = {};
    for (const [name, ask] of Object.entries(await questions(ownerUrl))) timings[name] = await time(ask);
    return timings;
  } finally {
    await closeDatabase();
  }
}

/** All that Overview reads when it is opened: its sums at one moment, divided, and beside them the log, the scopes and the numbers of the navigation. */
const overview = (actor: Actor): Promise<unknown> =>
  Promise.all([
    withMoment(actor, (tx) => readMoment(tx, {}, 'facility')),
    ...[readLive, readScopeOptions, readOpenCounts].map((read) => withTransaction<unknown>(actor, read)),
  ]);

/** What one person asks, by name; a run's number picks what he asks for, so that no run repeats another. */
function questionsOf(actor: Actor, parcelAt: (at: number) => number, events: readonly string[]) {
  const read = (work: (tx: Tx) => Promise<unknown>) => withTransaction(actor, work);
  return {
    overview: () => overview(actor),
    'exception queue': () => read((tx) => readCauses(tx, {}, 'all', ME)),
    'search by account': (at: number) => read((tx) => search(tx, accountOf(parcelAt(at), at))),
    'search by trace number': (at: number) => read((tx) => search(tx, traceOf(parcelAt(at)))),
    'search by journal key': (at: number) => read((tx) => search(tx, keyOf(parcelAt(at)))),
    trace: (at: number) => read((tx) => readTrace(tx, { eventId: events[at % events.length] ?? '' })),
  };
}

/** The same of whoever sees all facilities and of whoever sees one. */
async function questions(ownerUrl: string): Promise<Record<string, Question>> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const db = dbOf(client);
  const facility = await facilityIdOf(db, 'LKG');
  const [events, own, parcels] = [
    await someEvents(db, RUNS + 1),
    await someEvents(db, RUNS + 1, facility),
    await parcelCount(db),
  ];
  await client.end();
  const scoped: Actor = { kind: 'user', name: 'noor.vale@fernhollow.example', scope: [facility] };
  const parcelAt = (at: number): number => Math.floor((parcels * (at + 1)) / (RUNS + 3));
  const ofOne = Object.entries(questionsOf(scoped, parcelAt, own)).map(([name, ask]) => [`${name}, one facility`, ask]);
  return {
    ...questionsOf(systemActor('web'), parcelAt, events),
    ...(Object.fromEntries(ofOne) as Record<string, Question>),
    status: () => runStatus([], () => undefined),
  };
}

async function time(ask: Question): Promise<Timing> {
  // Each connection of the pool plans a statement when it meets it first; people meet connections that have.
  for (let warm = 0; warm < WARM_UP_RUNS; warm += 1) await ask(RUNS);
  const took: number[] = [];
  for (let at = 0; at < RUNS; at += 1) {
    const startedAt = performance.now();
    await ask(at);
    took.push(performance.now() - startedAt);
  }
  took.sort((a, b) => a - b);
  const at = (share: number): number => Math.round((took[Math.ceil(share * RUNS) - 1] ?? 0) * 10) / 10;
  return { p50: at(0.5), p95: at(0.95), most: at(1) };
}
