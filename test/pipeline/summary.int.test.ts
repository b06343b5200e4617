/**
 * Goal: in summary mode many remits become one journal per entity and day, cut when its time comes, and every line still
 * drills back to its events.
 * Method: real Postgres and sandbox ERP; remits arrive in two waves into one open journal.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { receiveArtifact } from '@/server/pipeline/receive';
import { closeDatabase, systemActor, withTransaction } from '@/server/platform/db';
import { placesOf } from '@/server/read/places';
import { verify } from '@/server/verify';
import { seedFernhollow } from '../../prisma/seed/fernhollow';
import { seedFoundation } from '../../prisma/seed/foundation';
import { MIXES } from '../../sandbox/clearinghouse/accidents';
import { buildDelivery } from '../../sandbox/clearinghouse/deliveries';
import { specAt } from '../../sandbox/clearinghouse/sequence';
import { activateCostCenters, type Db, dbOfTx, journalCount, makeOpenDue, setJournalMode } from '../setup/books';
import { enterDatabase, freshDatabase } from '../setup/database';
import { startErp, type TestErp } from '../setup/erp';
import { drain, mirrorErp } from '../setup/pipeline';

const actor = systemActor('test');
let erp: TestErp;

beforeAll(async () => {
  await enterDatabase('worker');
  erp = await startErp(await freshDatabase());
  await withTransaction(actor, async (tx) => {
    await seedFoundation(tx);
    await seedFernhollow(tx, 'token');
    await activateCostCenters(dbOfTx(tx));
    await setJournalMode(dbOfTx(tx), 'summary', 3600);
  });
  await mirrorErp();
}, 120_000);
afterAll(async () => {
  await erp.stop();
  await closeDatabase();
});

async function deliver(from: number, to: number): Promise<void> {
  const baseDate = new Date().toISOString().slice(0, 10);
  for (let index = from; index < to; index += 1) {
    const delivery = buildDelivery(
      specAt({ seed: 'summary', mix: MIXES.none, baseDate, claimsPerRemit: 10, remits: 1 }, index),
    );
    await receiveArtifact(actor, { connectionCode: 'cli', name: delivery.fileName, source: [delivery.bytes] });
  }
  await drain();
}
const books = <T>(ask: (db: Db) => Promise<T>): Promise<T> => withTransaction(actor, (tx) => ask(dbOfTx(tx)));
const count = (kind: 'open' | 'cut' | 'all') => books((db) => journalCount(db, kind));

describe('summary journals', () => {
  it('gathers remits of a day into open journals and posts them when they are cut', async () => {
    await deliver(0, 6);
    const open = await count('open');
    expect(open).toBeGreaterThan(0);
    await deliver(6, 12);
    expect(await count('cut')).toBe(0);
    expect((await withTransaction(actor, (tx) => placesOf(tx, {}))).places.posted.amountMinor).toBe(0n);

    await books(makeOpenDue);
    await drain();
    const where = await withTransaction(actor, (tx) => placesOf(tx, {}));
    expect(where.places.posted.amountMinor).toBe(where.receivedMinor);
    expect(await count('all')).toBeLessThan(12);
    const result = await verify(actor, null);
    expect(result.checks.filter((check) => !check.ok)).toEqual([]);
  }, 120_000);
});
