/**
 * Fills a migrated, empty database with years of work: events, their items, journals, documents and exceptions, as the
 * pipeline would leave them. Ids fall into the month before and this one, whose partitions every installation has.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { sha256 } from '@/server/platform/crypto';
import { closeDatabase, systemActor, withTransaction } from '@/server/platform/db';
import { adoptEnv } from '@/server/platform/env';
import { newId } from '@/server/platform/ids';
import { foldTotals } from '@/server/store/reconciling';
import { seedFernhollow } from '../prisma/seed/fernhollow';
import { seedFoundation } from '../prisma/seed/foundation';
import { Bulk, beginBulk, dbOf, endBulk, resumeTotals, ruleNumbers, scopeOf } from '../test/setup/books';
import { RULE_NAMES } from './seed-volume-journal';
import { CAUSES, EVENTS_PER_PARCEL, type Setting, VolumeParcel } from './seed-volume-rows';

/** Parcels per transaction: bounds the text held in memory. */
const PARCELS_PER_FLUSH = 100;
const PARCELS_PER_WORD = 5_000;
const HOUR_MS = 3_600_000;
/** Nothing that it seals is real. */
const MASTER_KEY = Buffer.alloc(32, 7).toString('base64');

/** From now on this process reads and writes the database of this connection string. */
export const workAs = (url: string) =>
  adoptEnv(
    {},
    {
      TIEOUT_ROLE: 'cli',
      WORKER_DATABASE_URL: url,
      TIEOUT_MASTER_KEY: MASTER_KEY,
      LOG_LEVEL: 'error',
      ERP_URL: undefined,
    },
  );

export type Volume = { readonly events: number; readonly open: number };
export type Filled = { readonly parcels: number; readonly seconds: number; readonly analyzeSeconds: number };

/** `npm run bench -- seed-volume --url OWNER_URL [--events N] [--open M]` */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    options: {
      url: { type: 'string' },
      events: { type: 'string', default: '5000000' },
      open: { type: 'string', default: '1000000' },
    },
  });
  const url = typeof values.url === 'string' ? values.url : process.env.DATABASE_URL;
  if (!url) throw new Error('say which database: --url postgresql://owner@host/database');
  workAs(url);
  const filled = await seedVolume(url, { events: Number(values.events), open: Number(values.open) }, (word) =>
    process.stderr.write(`${word}\n`),
  );
  process.stdout.write(`${JSON.stringify(filled)}\n`);
  await closeDatabase();
}

/** Fills the database of this connection string, as which this process works (`workAs`). */
export async function seedVolume(ownerUrl: string, volume: Volume, say: (word: string) => void): Promise<Filled> {
  await withTransaction(systemActor('bench'), async (tx) => {
    await seedFoundation(tx);
    await seedFernhollow(tx, 'bench');
  });
  const client = new pg.Client({ connectionString: ownerUrl, options: '-c timezone=UTC -c synchronous_commit=off' });
  await client.connect();
  const db = dbOf(client);
  try {
    await beginBulk(db);
    const startedAt = performance.now();
    const parcels = Math.ceil(volume.events / EVENTS_PER_PARCEL);
    try {
      const scope = await scopeOf(db);
      const causeIds = await seedCauses(client);
      const numbers = await ruleNumbers(db, RULE_NAMES);
      await fill(client, parcels, { scope, ruleNumbers: numbers, causeIds, ...volume }, say);
    } catch (error) {
      await client.query('ROLLBACK');
      await resumeTotals(db);
      throw error;
    }
    await endBulk(db);
    while ((await withTransaction(systemActor('bench'), foldTotals)) > 0);
    const loadedAt = performance.now();
    await client.query('VACUUM ANALYZE');
    return { parcels, seconds: seconds(startedAt, loadedAt), analyzeSeconds: seconds(loadedAt, performance.now()) };
  } finally {
    await client.end();
  }
}

const seconds = (from: number, to: number): number => Math.round((to - from) / 100) / 10;

/** Parcels evenly over last month and this one. */
async function fill(client: pg.Client, parcels: number, set: Setting, say: (word: string) => void): Promise<void> {
  const now = new Date();
  const from = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1) + HOUR_MS;
  const step = (now.getTime() - HOUR_MS - from) / parcels;
  const bulk = new Bulk();
  // The server writes one lot while the next is made.
  let writing: Promise<void> = Promise.resolve();
  for (let number = 0; number < parcels; number += 1) {
    new VolumeParcel(bulk, set, number, Math.floor(from + number * step)).write();
    await nextTurn();
    if ((number + 1) % PARCELS_PER_FLUSH === 0) {
      await writing;
      writing = bulk.flush(client);
      // It is awaited at the next lot; until then a failure is not unheard of.
      writing.catch(() => undefined);
    }
    if ((number + 1) % PARCELS_PER_WORD === 0) say(`${(number + 1) * EVENTS_PER_PARCEL} events`);
  }
  await writing;
  await bulk.flush(client);
}

const CODES = [
  'COST_CENTER_INACTIVE',
  'PAYER_UNKNOWN',
  'FACILITY_UNKNOWN',
  'PERIOD_CLOSED',
  'CLAIM_UNBALANCED',
] as const;
const ROLES = ['finance-ops', 'support', 'controller'] as const;

/** Causes of several codes and owners, some of them late. */
async function seedCauses(client: pg.Client): Promise<string[]> {
  const bulk = new Bulk();
  const now = Date.now();
  const ids = Array.from({ length: CAUSES }, (_, at) => {
    const id = newId();
    const code = CODES[at % CODES.length] ?? CODES[0];
    bulk.add('cause', {
      id,
      fingerprint: sha256(`volume-${at}`),
      flow_code: 'remittance-to-cash',
      code,
      stage: 'map',
      field: 'value',
      value: `V${at}`,
      title: `${code} V${at}`,
      cure: 'Cure it.',
      owner_role: ROLES[at % ROLES.length] ?? ROLES[0],
      owner_email: at % 4 === 0 ? 'iris.quill@fernhollow.example' : null,
      opened_at: new Date(now - (at % 30) * 24 * HOUR_MS),
      due_at: new Date(now + ((at % 10) - 3) * 12 * HOUR_MS),
    });
    return id;
  });
  await bulk.flush(client);
  return ids;
}
