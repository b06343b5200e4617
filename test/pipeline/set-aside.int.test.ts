/**
 * Goal: when a set of one fails, the row that failed is set aside, and never the next free one.
 * Method: a trigger fails the bad row alone and waits, so that another connection stands in line for it: it takes the row in the very
 * moment in which the failed set lets go of it, as a second worker would, and gives it back a little later. Meanwhile a sound row is
 * free.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PARCELS_PER_SET } from '@/server/pipeline/canonicalize/run';
import { ITEMS_PER_SET } from '@/server/pipeline/map/run';
import { systemActor } from '@/server/platform/db';
import { remitBytes } from '../fixtures/x12/remit-835';
import { drain, openProduct, type Product, STAGES } from '../setup/pipeline';

const GATE = 424_242;
let product: Product;
let owner: pg.Client;
let other: pg.Client;
beforeAll(async () => {
  product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 2_000 });
  [owner, other] = [1, 2].map(() => new pg.Client({ connectionString: product.database.ownerUrl })) as [
    pg.Client,
    pg.Client,
  ];
  await Promise.all([owner.connect(), other.connect()]);
}, 120_000);
afterAll(async () => {
  await Promise.all([owner.end(), other.end()]);
  await product.close();
});

let files = 0;
async function parsed(id: string): Promise<string> {
  files += 1;
  const bytes = remitBytes([{ trace: id, claims: [{ id, charge: '80', paid: '80', cas: [] }] }], {
    control: `${9100 + files}`,
  });
  return product.send(`${id}.835`, bytes);
}
const actor = systemActor('worker/test');
const rowOf = async (sql: string, id: string) => (await product.sql<{ id: string }>(sql, [id]))[0]?.id ?? '';
const PARCEL = 'SELECT id FROM parcel WHERE artifact_id = $1';
const ITEM = 'SELECT i.event_id AS id FROM item i JOIN parcel p ON p.id = i.parcel_id WHERE p.artifact_id = $1';
const causes = (id: string) =>
  product.sql<{ code: string }>(
    "SELECT c.code FROM exception x JOIN cause c ON c.id = x.cause_id JOIN parcel p ON p.id = x.parcel_id WHERE p.artifact_id = $1 AND x.state = 'open'",
    [id],
  );

/** Sets are halved until one row fails alone: in which attempt that is. */
function lastAttempt(size: number): number {
  let attempts = 1;
  for (let limit = size; limit > 1; limit = Math.ceil(limit / 2)) attempts += 1;
  return attempts;
}

/** Fails every insert into `table` that `when` names; in its last attempt, when it is alone, it waits for the gate before. */
async function failing(table: string, when: string, size: number, work: () => Promise<unknown>): Promise<void> {
  await owner.query('CREATE SEQUENCE attempts; GRANT USAGE ON SEQUENCE attempts TO PUBLIC');
  await owner.query(`CREATE FUNCTION fail_one() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF ${when} THEN
      IF nextval('attempts') = ${lastAttempt(size)} THEN PERFORM pg_advisory_lock_shared(${GATE}); PERFORM pg_advisory_unlock_shared(${GATE}); END IF;
      RAISE EXCEPTION 'this row fails'; END IF; RETURN NEW; END $$`);
  await owner.query(`CREATE TRIGGER fail_one BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION fail_one()`);
  try {
    await work();
  } finally {
    await owner.query(`DROP TRIGGER fail_one ON ${table}`);
    await owner.query('DROP FUNCTION fail_one(); DROP SEQUENCE attempts');
  }
}

/**
 * Runs a stage until it waits at the gate with the row in hand. `other` queues up for the row, `meanwhile` makes a sound one free, and
 * only then the gate opens: `other` has the row next, for a moment.
 */
async function withRival(
  stage: keyof typeof STAGES,
  table: string,
  row: string,
  meanwhile: () => Promise<void>,
): Promise<void> {
  await owner.query('SELECT pg_advisory_lock($1)', [GATE]);
  const run = STAGES[stage](actor);
  const waiting = async (what: string) => {
    for (;;) {
      const { rows } = await owner.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND ${what}`,
      );
      if (rows.length > 0) return;
      await new Promise((done) => setTimeout(done, 5));
    }
  };
  await waiting("wait_event = 'advisory'");
  await other.query('BEGIN');
  const taken = other.query(`SELECT 1 FROM ${table} FOR UPDATE`, [row]);
  await waiting("wait_event IN ('transactionid', 'tuple')");
  await meanwhile();
  await owner.query('SELECT pg_advisory_unlock($1)', [GATE]);
  await taken;
  await new Promise((done) => setTimeout(done, 150));
  await other.query('COMMIT');
  await run;
}

describe('the row that failed', () => {
  it('is set aside by canonicalize, while the sound one goes on', async () => {
    const bad = await parsed('BAD-PARCEL');
    await STAGES.parse(actor);
    const row = await rowOf(PARCEL, bad);
    // One alone: the set that fails is a set of one.
    await failing('item', `NEW.parcel_id = '${row}' AND NEW.cause_id IS NULL`, PARCELS_PER_SET, async () => {
      let sound = '';
      await withRival('canonicalize', 'parcel WHERE id = $1', row, async () => {
        sound = await parsed('SOUND-PARCEL');
        await STAGES.parse(systemActor('worker/other'));
      });
      await drain();
      expect(await causes(bad)).toEqual([{ code: 'POISON' }]);
      expect(await causes(sound)).toEqual([]);
      expect((await product.places({ artifactId: sound })).places.posted.amountMinor).toBe(8_000n);
    });
  }, 60_000);

  it('is set aside by map, while the sound one goes on', async () => {
    const bad = await parsed('BAD-ITEM');
    await STAGES.parse(actor);
    await STAGES.canonicalize(actor);
    const row = await rowOf(ITEM, bad);
    await failing('leg', `NEW.event_id = '${row}'`, ITEMS_PER_SET, async () => {
      let sound = '';
      await withRival('map', 'item WHERE event_id = $1', row, async () => {
        sound = await parsed('SOUND-ITEM');
        await STAGES.parse(systemActor('worker/other'));
        await STAGES.canonicalize(systemActor('worker/other'));
      });
      await drain();
      expect(await causes(bad)).toEqual([{ code: 'POISON' }]);
      expect(await causes(sound)).toEqual([]);
      expect((await product.places({ artifactId: sound })).places.posted.amountMinor).toBe(8_000n);
    });
  }, 60_000);
});

it('every law of the books holds', async () => {
  expect(await product.broken()).toEqual([]);
});
