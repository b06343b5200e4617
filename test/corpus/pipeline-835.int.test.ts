/**
 * Goal: every public 835 goes through the whole pipeline: its dollars sum at every moment, nothing is posted from a file
 * that is incomplete, and every invariant holds afterwards.
 * Method: real Postgres, the real sandbox ERP, all files of CORPUS_DIR adopted one after the other.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { receiveArtifact } from '@/server/pipeline/receive';
import { closeDatabase, systemActor, withTransaction } from '@/server/platform/db';
import { placesOf } from '@/server/read/places';
import { verify } from '@/server/verify';
import { seedFernhollow } from '../../prisma/seed/fernhollow';
import { seedFoundation } from '../../prisma/seed/foundation';
import { enterDatabase, freshDatabase } from '../setup/database';
import { startErp, type TestErp } from '../setup/erp';
import { drain, mirrorErp } from '../setup/pipeline';

const corpus = process.env.CORPUS_DIR;
type Truth = {
  file: string;
  sum_bpr02: string;
  envelope_issues: string[];
  non_numeric_amounts: string[];
  all_balanced: boolean | null;
  transactions: unknown[];
};
/** Small enough that later files meet earlier ones already posted, large enough to be quick. */
const FILES_PER_DRAIN = 25;
const actor = systemActor('test');
let erp: TestErp;

describe.skipIf(!corpus)('all public 835 files', () => {
  beforeAll(async () => {
    await enterDatabase('worker');
    erp = await startErp(await freshDatabase());
    await withTransaction(actor, async (tx) => {
      await seedFoundation(tx);
      await seedFernhollow(tx, 'token');
    });
    await mirrorErp();
  }, 120_000);
  afterAll(async () => {
    await erp.stop();
    await closeDatabase();
  });

  it('sums at every file and ties out at the end', async () => {
    const truth = JSON.parse(readFileSync(join(corpus as string, '835/truth.json'), 'utf8')) as Truth[];
    const artifacts = new Map<Truth, string>();
    for (const record of truth) {
      const source = [readFileSync(join(corpus as string, record.file))];
      const input = { connectionCode: 'cli', name: record.file, source, adopt: true };
      artifacts.set(record, (await receiveArtifact(actor, input)).artifactId);
      if (artifacts.size % FILES_PER_DRAIN === 0) await drain();
    }
    await drain();
    for (const [record, artifactId] of artifacts) {
      const where = await withTransaction(actor, (tx) => placesOf(tx, { artifactId }));
      expect(where.sums, record.file).toBe(true);
      expect(where.places.inFlight, record.file).toEqual({ amountMinor: 0n, items: 0 });
      const incomplete = record.envelope_issues.length > 0 || record.non_numeric_amounts.length > 0;
      if (incomplete) expect(where.places.posted.items, record.file).toBe(0);
      // Money of a remit that does not add up is never posted claim by claim.
      if (record.all_balanced === false && record.transactions.length === 1) {
        expect(where.places.posted.amountMinor, record.file).toBe(0n);
      }
    }
    const result = await verify(actor, null);
    expect(result.checks.filter((check) => !check.ok)).toEqual([]);
  }, 300_000);
});
