import pg from 'pg';
import { ledgerOf } from '@/server/connectors/target';
import { runCanonicalize } from '@/server/pipeline/canonicalize/run';
import { runConfirm } from '@/server/pipeline/confirm/run';
import { runMap } from '@/server/pipeline/map/run';
import { runParse } from '@/server/pipeline/parse/run';
import { runPost } from '@/server/pipeline/post/run';
import { receiveArtifact } from '@/server/pipeline/receive';
import { readMasterData, runReconcile } from '@/server/pipeline/reconcile/run';
import { type Actor, closeDatabase, systemActor, withTransaction } from '@/server/platform/db';
import { closeDoorbell } from '@/server/queue/doorbell';
import { type Places, type PlacesFilter, placesOf } from '@/server/read/places';
import { findLedgerConnections } from '@/server/store/reconciling';
import { verify } from '@/server/verify';
import type { Check } from '@/server/verify/check';
import { seedFernhollow } from '../../prisma/seed/fernhollow';
import { seedFoundation } from '../../prisma/seed/foundation';
import { configureErp, type Db, dbOf, elapseJournals, movesStill, type Sql, setJournalMode } from './books';
import { enterDatabase, freshDatabase, type TestDatabase } from './database';
import { startErp, type TestErp } from './erp';

export const STAGES = {
  parse: runParse,
  canonicalize: runCanonicalize,
  map: runMap,
  post: runPost,
  confirm: runConfirm,
  reconcile: runReconcile,
} as const satisfies Record<string, (actor: Actor) => Promise<number>>;

const ROUNDS_MAX = 1000;

/** Runs every stage until a whole round moves nothing: what the workers do, without a queue and without waiting. */
export async function drain(): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    let moved = 0;
    for (const [name, run] of Object.entries(STAGES)) moved += await run(systemActor(name));
    if (moved === 0) return;
  }
  throw new Error(`the pipeline still moves after ${ROUNDS_MAX} rounds`);
}

export const mirrorErp = () => readMasterData(systemActor('reconcile'));

export type ProductOptions = {
  readonly visibilityWindowMs?: number;
  readonly postDeadlineMs?: number;
  readonly journalMode?: 'detail' | 'summary';
};

export type Product = {
  readonly database: TestDatabase;
  readonly erp: TestErp;
  /** As the superuser, who sees through every wall; for the words of `books` only. */
  readonly sql: Sql;
  /** Hands a file to the receive stage as the command line does and returns its artifact. */
  send(name: string, bytes: Uint8Array, adopt?: boolean): Promise<string>;
  places(filter?: PlacesFilter): Promise<Places>;
  /** Invariants that do not hold, the ERP asked as well. */
  broken(): Promise<readonly Check[]>;
  close(): Promise<void>;
};

const tester = systemActor('test');

/** The product of this process on a database of its own, with the demo health system and its real ERP process. */
export async function openProduct(options: ProductOptions = {}): Promise<Product> {
  const database = await enterDatabase('worker');
  const erp = await startErp(await freshDatabase());
  await withTransaction(tester, async (tx) => {
    await seedFoundation(tx);
    await seedFernhollow(tx, 'token');
  });
  const owner = new pg.Pool({ connectionString: database.ownerUrl, options: '-c timezone=UTC', max: 3 });
  const { journalMode = 'detail', ...windows } = options;
  const { sql } = dbOf(owner);
  await configureErp({ sql }, windows);
  await setJournalMode({ sql }, journalMode, 0);
  await mirrorErp();
  return {
    database,
    erp,
    sql,
    send: async (name, bytes, adopt = true) =>
      (await receiveArtifact(tester, { connectionCode: 'cli', name, source: [bytes], adopt })).artifactId,
    places: (filter = {}) => withTransaction(tester, (tx) => placesOf(tx, filter)),
    broken: async () => {
      const [connection] = await withTransaction(tester, findLedgerConnections);
      if (!connection) throw new Error('the seed made no ERP connection');
      const ledger = ledgerOf(connection);
      if (!ledger) throw new Error('the seeded ERP keeps no books');
      const result = await verify(tester, async (entity, period) => (await ledger.balances(entity, period)).own);
      return result.checks.filter((check) => !check.ok);
    },
    close: async () => {
      await owner.end();
      await erp.stop();
      await closeDoorbell();
      await closeDatabase();
    },
  };
}

/** Drains again and again until nothing waits for the ERP any more: what the sweeper does, faster. */
export async function settle(product: Db, limitMs = 60_000): Promise<void> {
  for (const end = Date.now() + limitMs; Date.now() < end; ) {
    await drain();
    if (!(await movesStill(product))) return;
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  throw new Error(`something still moves after ${limitMs} ms`);
}

/** Lets time pass for everything that waits for the ERP: due dates, deadlines and leases move into the past. */
export const elapse = (product: Db, seconds: number) => elapseJournals(product, seconds);
