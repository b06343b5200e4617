// Goal: what is stopped and what waits behind it is told by running totals at every moment, folded or not, as the items tell it, to
// whoever sees all and to whoever sees some of it. Method: items of two facilities move; totals beside lists after each step.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoppedEvents } from '@/server/exceptions/stopped-events.fixture';
import { type Actor, closeDatabase, systemActor, withTransaction } from '@/server/platform/db';
import { readCauses } from '@/server/read/exceptions';
import { readItems } from '@/server/read/items';
import { readTopCauses } from '@/server/read/overview';
import { placesOf } from '@/server/read/places';
import { agePast, putBehind, setFacility, setParcelFacilities, setPushed, setState } from '../../../test/setup/books';
import { enterDatabase } from '../../../test/setup/database';
import { foldTotals } from './reconciling';
import { totalsMatchItems } from './verify-items';

const all: Actor = systemActor('test');
let seed: StoppedEvents;
let databaseUrl: string;
let lakeshore: string;
let cedar: string;
let parcel: string;
let cause: string;

beforeAll(async () => {
  const database = await enterDatabase('worker');
  databaseUrl = database.ownerUrl;
  seed = new StoppedEvents(databaseUrl);
  await seed.open();
  lakeshore = await seed.facility('LKG');
  cedar = await seed.facility('CRM');
  // Not judged yet, so that nothing has to be noted of it.
  parcel = await seed.remit({ state: 'parsed' });
  await setParcelFacilities(seed, [lakeshore, cedar]);
  cause = await seed.cause('PERIOD_CLOSED', '2026-10', 'period');
});
afterAll(async () => {
  await seed.close();
  await closeDatabase();
});

const fold = () => withTransaction(all, foldTotals);

/** What totals and lists say to an actor; both must agree. */
async function told(actor: Actor) {
  return withTransaction(actor, async (tx) => {
    const places = await placesOf(tx, {});
    const listed = await readItems(tx, 'waiting', {}, null);
    const sum = listed.rows.reduce((total, row) => total + row.amountMinor, 0n);
    expect(places.waiting).toEqual({ items: listed.rows.length, amountMinor: sum });
    const { causes } = await readCauses(tx, {}, 'all', '');
    const top = await readTopCauses(tx, {});
    expect(top.waiting).toEqual(places.waiting);
    return {
      waiting: sum,
      stopped: causes.map((line) => [line.items, line.amountMinor, line.held, line.ages]),
      exception: places.places.exception.amountMinor,
    };
  });
}

const lawful = async () => expect((await withTransaction(all, totalsMatchItems)).broken).toBe(0n);

/** Before and after the fold, the same. */
async function toldTwice(actor: Actor) {
  const before = await told(actor);
  await lawful();
  await fold();
  await lawful();
  expect(await told(actor)).toEqual(before);
  return before;
}

const scoped = (facility: string): Actor => ({ kind: 'user', name: 'noor@example.org', scope: [facility] });

describe('what waits', () => {
  it('counts while what stands in front needs a person, and no longer', async () => {
    const front = await seed.event(parcel, { causeId: cause, amountMinor: 1000n, facilityId: lakeshore });
    const behind = await seed.event(parcel, { amountMinor: 300n, facilityId: lakeshore });
    expect(await toldTwice(all)).toEqual({ waiting: 0n, stopped: [[1, 1000n, 0, [1, 0, 0, 0]]], exception: 1000n });
    await putBehind(seed, behind, front);
    expect(await toldTwice(all)).toMatchObject({ waiting: 300n, exception: 1300n });
    await setState(seed, [front], 'held');
    expect(await toldTwice(all)).toMatchObject({ waiting: 300n, stopped: [[1, 1000n, 1, [1, 0, 0, 0]]] });
    await setState(seed, [front], 'ready');
    expect(await toldTwice(all)).toEqual({ waiting: 0n, stopped: [], exception: 0n });
    await setState(seed, [front], 'exception');
    expect(await toldTwice(all)).toMatchObject({ waiting: 300n, exception: 1300n });
    await setState(seed, [behind], 'posted');
    expect(await toldTwice(all)).toMatchObject({ waiting: 0n, exception: 1000n });
  });

  it('is told to those who see both it and what is in front', async () => {
    const front = await seed.event(parcel, { causeId: cause, amountMinor: 20n, facilityId: cedar });
    const behind = await seed.event(parcel, { amountMinor: 7n, facilityId: lakeshore });
    await putBehind(seed, behind, front);
    expect(await toldTwice(all)).toMatchObject({ waiting: 7n });
    expect(await toldTwice(scoped(lakeshore))).toMatchObject({ waiting: 0n, exception: 1000n });
    expect(await toldTwice(scoped(cedar))).toMatchObject({ waiting: 0n, exception: 20n });
    await setFacility(seed, [behind], cedar);
    expect(await toldTwice(scoped(cedar))).toMatchObject({ waiting: 7n, exception: 27n });
  });
});

describe('two that write at once', () => {
  it('make something wait although neither sees what the other does', async () => {
    const { waiting } = await told(all);
    const front = await seed.event(parcel, { amountMinor: 50n, facilityId: cedar });
    const behind = await seed.event(parcel, { amountMinor: 5n, facilityId: cedar });
    await putBehind(seed, behind, front);
    await setPushed(seed, behind, 0);
    await fold();
    const other = new StoppedEvents(databaseUrl);
    await other.client.connect();
    await seed.sql('BEGIN');
    await other.sql('BEGIN');
    await setState(seed, [front], 'held');
    await setPushed(other, behind, 1);
    await seed.sql('COMMIT');
    await fold();
    expect(await told(all)).toMatchObject({ waiting });
    await other.sql('COMMIT');
    expect(await toldTwice(all)).toMatchObject({ waiting: waiting + 5n });
    await setState(other, [behind], 'posted');
    await setState(other, [front], 'posted');
    expect(await toldTwice(all)).toMatchObject({ waiting });
    await other.close();
  });
});

describe('what is stopped', () => {
  it('grows old by days, and is one row per scope once it is older than a week', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 4; n += 1) ids.push(await seed.event(parcel, { causeId: cause, amountMinor: 1n }));
    for (const [at, days] of [1, 3, 7, 40].entries()) await agePast(seed, ids[at] ?? '', days);
    expect((await toldTwice(all)).stopped).toEqual([[6, 1024n, 0, [2, 1, 1, 2]]]);
    await setState(seed, ids, 'posted');
    expect((await toldTwice(all)).stopped).toEqual([[2, 1020n, 0, [2, 0, 0, 0]]]);
  });
});
