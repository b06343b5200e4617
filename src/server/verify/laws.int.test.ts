// Goal: each law that no stage of today can break is still held against rows that break it. Method: a small world of the real
// stages in which all laws hold; rows written by hand beside it, one law at a time.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Books, fileOf } from '@/server/lineage/books.fixture';
import { closeDatabase, systemActor, type Tx, withTransaction } from '@/server/platform/db';
import {
  addDerived,
  addReversal,
  awaitApproval,
  awaitTopic,
  moveLine,
  openMore,
  postedItems,
  setState,
  signalTopic,
  tieOpenTie,
} from '../../../test/setup/books';
import { enterDatabase } from '../../../test/setup/database';
import * as store from '../store/verify';
import type { Found } from '../store/verify-check';
import * as items from '../store/verify-items';

const LAWS: Readonly<Record<string, (tx: Tx) => Promise<Found>>> = {
  entries: store.entriesBalance,
  lines: store.linesMatchLegs,
  reversals: store.reversalsNegate,
  parcels: items.placesSumPerParcel,
  places: items.placesSum,
  totals: items.totalsMatchItems,
  states: items.statesAgree,
  booked: items.bookedIsPosted,
  keys: items.naturalKeysUnique,
  ties: items.tiesMatchEntries,
  waits: items.waitsAreWoken,
  known: items.statesKnown,
  bytes: items.eventsReachBytes,
};

let books: Books;

/** How many rows break each law; those that hold are left out. */
async function broken(): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const [name, law] of Object.entries(LAWS)) {
    const { broken: rows } = await withTransaction(systemActor('verify'), law);
    if (rows > 0n) found[name] = Number(rows);
  }
  return found;
}

beforeAll(async () => {
  const database = await enterDatabase('worker');
  books = new Books(database.ownerUrl);
  await books.open();
  const claim = (account: string, paidCents: number) => ({ account, chargeCents: 10_000, paidCents });
  await books.feed(
    fileOf([
      {
        trace: 'LAW-1',
        claims: [claim('LKG1', 8000), claim('HBP2', 5000)],
        plbs: [{ reason: 'WO', cents: -500, reference: 'R' }],
      },
      { trace: 'LAW-2', claims: [claim('CDR3', 700)] },
    ]),
  );
  await books.confirm();
});
afterAll(async () => {
  await books.close();
  await closeDatabase();
});

describe('a world of the real stages', () => {
  it('breaks no law', async () => {
    expect(await broken()).toEqual({});
    expect((await postedItems(books)).length).toBe(4);
  });
});

describe('a reversal', () => {
  it('is the exact negation of what it takes back, in every dimension', async () => {
    const id = await addReversal(books);
    // Nobody's event stands behind it, and that is another law.
    expect(await broken()).toEqual({ lines: expect.any(Number) });
    await moveLine(books, id, 'elsewhere');
    expect(await broken()).toMatchObject({ reversals: 1 });
    await books.sql('DELETE FROM posting_line WHERE posting_id = $1', [id]);
    await books.sql('DELETE FROM posting WHERE id = $1', [id]);
    expect(await broken()).toEqual({});
  });
});

describe('an event without bytes of its own', () => {
  it('reaches those of what asked for it, through any number of others', async () => {
    const [root = ''] = await postedItems(books);
    const answer = await addDerived(books, root);
    await addDerived(books, answer);
    expect(await broken()).toEqual({});
    await addDerived(books, '00000000-0000-7000-8000-000000000001');
    expect(await broken()).toEqual({ bytes: 1 });
    await books.sql("DELETE FROM item WHERE asset = 'N/0'");
  });
});

describe('what waits', () => {
  it('is woken soon after its signal', async () => {
    const [id = '', other = ''] = await postedItems(books);
    await awaitTopic(books, [id]);
    await signalTopic(books, other, 1);
    expect(await broken()).not.toHaveProperty('waits');
    await signalTopic(books, other, 30);
    expect(await broken()).toMatchObject({ waits: 1 });
    await books.sql('UPDATE item SET waits_for = NULL, wait_until = NULL, hold_reason = NULL WHERE event_id = $1', [
      id,
    ]);
    await setState(books, [id], 'posted');
  });

  it('for an approval has a posting that is proposed', async () => {
    const [id = ''] = await postedItems(books);
    await awaitApproval(books, [id]);
    expect(await broken()).toMatchObject({ states: 1, booked: 1 });
    await books.sql('UPDATE item SET hold_reason = NULL WHERE event_id = $1', [id]);
    await setState(books, [id], 'posted');
    expect(await broken()).toEqual({});
  });
});

describe('what is noted beside the items', () => {
  it('says how many are open, and which ties are zero', async () => {
    await openMore(books, 1);
    expect(await broken()).toEqual({ totals: 1 });
    await openMore(books, -1);
    expect(await tieOpenTie(books)).toHaveLength(1);
    expect(await broken()).toEqual({ ties: 1 });
  });
});
