// Goal: what the Exceptions and Replays screens show is what is stopped, no more and no less, for the person who looks.
// Method: real Postgres under the web role; stopped events of two facilities; whole and narrow scopes.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoppedEvents } from '@/server/exceptions/stopped-events.fixture';
import { type Actor, closeDatabase, withTransaction } from '@/server/platform/db';
import { closeDoorbell } from '@/server/queue/doorbell';
import { freezeSet } from '@/server/replay/freeze';
import { sendReplay } from '@/server/replay/send';
import { addUser, causeIdOf, setParcelFacilities, setState } from '../../../test/setup/books';
import { enterDatabase } from '../../../test/setup/database';
import { type CauseList, readCauses } from './exceptions';
import { readCause, readCauseItems } from './exceptions-cause';
import { readReplay, readReplayItems, readReplays } from './replays';

const iris: Actor = { kind: 'user', name: 'iris@example.org', scope: '*' };
let seed: StoppedEvents;
let scoped: Actor;
let cause: string;
const stopped: string[] = [];

beforeAll(async () => {
  const database = await enterDatabase('web');
  seed = new StoppedEvents(database.ownerUrl);
  await seed.open();
  await addUser(seed, { email: 'iris@example.org', name: 'Iris Quill', role: 'finance-ops', limitMinor: 5_000_000 });
  const lakeshore = await seed.facility('LKG');
  const cedar = await seed.facility('CRM');
  scoped = { ...iris, scope: [lakeshore] };
  const remit = await seed.remit();
  cause = await seed.cause('PERIOD_CLOSED', '2026-10', 'period');
  for (const [amountMinor, facilityId] of [
    [1000n, lakeshore],
    [-5000n, lakeshore],
    [3000n, cedar],
    [2000n, null],
  ] as const) {
    stopped.push(await seed.event(remit, { causeId: cause, amountMinor, facilityId }));
  }
  const other = await seed.cause('ERP_REJECTED', 'line limit', 'posting', 'post');
  await seed.event(remit, { causeId: other, amountMinor: 1n, facilityId: cedar });
});
afterAll(async () => {
  await seed.close();
  await closeDoorbell();
  await closeDatabase();
});

const sumsOf = ({ causes }: CauseList) => causes.map(({ items, amountMinor }) => ({ items, amountMinor }));

describe('the list', () => {
  it('sums what is stopped and ranks the dearer cause first', async () => {
    const list = await withTransaction(iris, (tx) => readCauses(tx, {}, 'all', iris.name));
    expect(list.causes.map((line) => [line.id === cause, line.items, line.amountMinor])).toEqual([
      [true, 4, 1000n],
      [false, 1, 1n],
    ]);
    expect(list.counts).toEqual({ all: 2, mine: 0, unowned: 2, late: 0 });
    expect(list.hidden).toBe(0);
  });
  it('shows a scoped person their facility and says how much it does not show', async () => {
    const list = await withTransaction(scoped, (tx) => readCauses(tx, {}, 'all', iris.name));
    // Their items are theirs before anything of their parcel is known, as in the places.
    expect(sumsOf(list)).toEqual([{ items: 2, amountMinor: -4000n }]);
    await setParcelFacilities(seed, [...scoped.scope]);
    const after = await withTransaction(scoped, (tx) => readCauses(tx, {}, 'all', iris.name));
    expect(sumsOf(after)).toEqual([{ items: 2, amountMinor: -4000n }]);
    expect(after.hidden).toBe(3);
    const detail = await withTransaction(scoped, (tx) => readCause(tx, cause, {}));
    expect(detail?.hidden).toBe(2);
    const foreign = await causeIdOf(seed, 'ERP_REJECTED');
    expect(await withTransaction(scoped, (tx) => readCause(tx, foreign, {}))).toBeNull();
  });
});

describe('items of a cause', () => {
  it('come largest first and page without a gap or a repeat', async () => {
    const seen: bigint[] = [];
    let after = null;
    for (let page = 0; page < 5; page += 1) {
      const cursor: typeof after = after;
      const read = await withTransaction(iris, (tx) => readCauseItems(tx, cause, {}, cursor, 1));
      seen.push(...read.items.map((item) => item.amountMinor));
      if (!read.next) break;
      after = read.next as never;
    }
    expect(seen).toEqual([-5000n, 3000n, 2000n, 1000n]);
  });
});

describe('a manifest', () => {
  it('shows each item where it really is', async () => {
    const set = await withTransaction(iris, (tx) =>
      freezeSet(tx, { causeId: cause, title: 'Release', reason: '', action: 'release' }, { causeIds: [cause] }),
    );
    const read = () => withTransaction(iris, (tx) => readReplay(tx, set.id));
    expect(await read()).toMatchObject({
      outcome: 'frozen',
      items: 4,
      grossMinor: 11_000n,
      needsSecond: false,
      later: 0,
    });
    await sendReplay(iris, set.id);
    expect(await read()).toMatchObject({ outcome: 'in-flight', progress: { waiting: { items: 4 } } });
    await setState(seed, stopped.slice(0, 1), 'posted');
    await seed.stop(stopped[1] ?? '', cause);
    await setState(seed, stopped.slice(2, 3), 'mapped');
    expect(await read()).toMatchObject({
      outcome: 'in-flight',
      progress: { confirmed: { items: 1 }, stopped: { items: 1 }, sent: { items: 1 }, waiting: { items: 1 } },
      stoppedAgain: [{ causeId: cause, items: 1, amountMinor: -5000n }],
    });
    await setState(seed, stopped.slice(2), 'posted');
    expect(await read()).toMatchObject({ outcome: 'stopped-again' });
    const items = await withTransaction(iris, (tx) => readReplayItems(tx, set.id, 'stopped', 0));
    expect(items.items).toMatchObject([{ ordinal: 2, why: expect.stringContaining('PERIOD_CLOSED') }]);
    const list = await withTransaction(iris, (tx) => readReplays(tx, null));
    expect(list.replays).toMatchObject([{ number: set.number, outcome: 'stopped-again' }]);
  });
});
