// Goal: every figure of reconciliation sums: cells to rows, columns and the total, reasons to the difference they explain.
// Method: real Postgres; files worked by the real stages; states scattered by property; the ERP's readings written by hand.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Books, fileOf } from '@/server/lineage/books.fixture';
import { type Actor, closeDatabase, systemActor, withTransaction } from '@/server/platform/db';
import {
  addFailedReading,
  bookedByOthers,
  eventCount,
  leaveUnsent,
  postWhatHasJournals,
  putBack,
  scatterStates,
  standings,
} from '../../../test/setup/books';
import { enterDatabase } from '../../../test/setup/database';
import { placesOf } from './places';
import { DIMENSIONS } from './reconciliation';
import { ALL } from './reconciliation-pivot';
import { type Legs, readCell, readScreen } from './reconciliation-screen';
import { type ItemRow, readItems } from './reconciliation-why';

const everyone: Actor = systemActor('web');
const PERIOD = '2026-10';
let books: Books;

beforeAll(async () => {
  const database = await enterDatabase('worker');
  books = new Books(database.ownerUrl);
  await books.open();
  const claims = ['LKG', 'CDR', 'HBP', 'ZZQ'].flatMap((prefix, at) =>
    [1, 2, 3].map((n) => ({
      account: `${prefix}20261${at}${n}`,
      chargeCents: 10_000 * n + at,
      paidCents: 7_000 * n + at,
    })),
  );
  await books.feed(
    fileOf([
      { trace: 'T1', claims, plbs: [{ reason: 'L6', cents: -125, reference: 'I1' }] },
      {
        trace: 'T2',
        claims: [
          { account: 'LKG2026999', chargeCents: 5_000, paidCents: -1_500 },
          { account: 'CDR2026998', chargeCents: 9_000, paidCents: 8_000 },
        ],
      },
    ]),
  );
  await books.confirm();
  for (const entity of ['100', '300']) await books.readLedger(entity);
});
afterAll(async () => {
  await books.close();
  await closeDatabase();
});

const differenceOf = (legs: Legs): bigint => legs.sums.postedMinor - legs.sums.receivedMinor;
const explained = (legs: Legs): bigint => legs.reasons.reduce((sum, reason) => sum + reason.amountMinor, 0n);
const screen = (rows: (typeof DIMENSIONS)[number], columns: (typeof DIMENSIONS)[number], actor = everyone) =>
  withTransaction(actor, (tx) => readScreen(tx, { period: PERIOD, rows, columns }));

const STATES = ['ready', 'mapped', 'posted', 'exception', 'held', 'duplicate', 'rejected'] as const;

const scatter = (states: readonly string[]) => scatterStates(books, states);

describe('sums', () => {
  it('hold for every cell, however the events are scattered over states', async () => {
    const before = await standings(books);
    const pairs = DIMENSIONS.flatMap((rows) =>
      DIMENSIONS.filter((c) => c !== rows).map((columns) => [rows, columns] as const),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...STATES), { minLength: 1, maxLength: 9 }),
        fc.constantFrom(...pairs),
        async (states, [rows, columns]) => {
          await scatter(states);
          const { pivot, legs } = await screen(rows, columns);
          const places = await withTransaction(everyone, (tx) => placesOf(tx, { period: PERIOD }));
          expect(pivot.total.receivedMinor).toBe(places.receivedMinor);
          expect(pivot.total.items).toBe(places.items);
          expect(legs && explained(legs)).toBe(legs && differenceOf(legs));
          const inner = pivot.cells.filter((cell) => cell.row !== ALL && cell.column !== ALL);
          expect(inner.reduce((sum, cell) => sum + cell.receivedMinor, 0n)).toBe(pivot.total.receivedMinor);
          for (const cell of pivot.cells) {
            const own = await withTransaction(everyone, (tx) =>
              readCell(tx, PERIOD, { rows, columns, row: cell.row, column: cell.column }),
            );
            expect(differenceOf(own)).toBe(cell.postedMinor - cell.receivedMinor);
            expect(explained(own)).toBe(differenceOf(own));
            expect(own.reasons.reduce((n, reason) => n + reason.items, 0)).toBe(cell.items - cell.places.posted.items);
          }
        },
      ),
      { numRuns: 12 },
    );
    await putBack(books, before);
  });

  it('pages the items behind a difference without losing or repeating one', async () => {
    await scatter(['held']);
    const seen: string[] = [];
    for (let after: { weight: bigint; id: string } | null = null; ; ) {
      const at: { weight: bigint; id: string } | null = after;
      const page: ItemRow[] = await withTransaction(everyone, (tx) => readItems(tx, { period: PERIOD }, at));
      seen.push(...page.slice(0, 5).map((row) => row.id));
      const last = page[4];
      if (!last || page.length <= 5) break;
      after = { weight: last.weight, id: last.id };
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBe(await eventCount(books));
    await scatter(['posted']);
  });
});

describe('the bank leg', () => {
  it('says that no statement has come, and nothing to people of some facilities', async () => {
    expect((await screen('payer', 'facility')).legs?.bank).toEqual({ kind: 'none' });
    const scoped: Actor = { kind: 'user', name: 'sam@example.org', scope: [books.facilityId('LKG')] };
    expect((await screen('payer', 'facility', scoped)).legs?.bank).toEqual({ kind: 'unknown', why: 'hidden' });
  });
});

describe('the GL leg', () => {
  const ledger = async () => {
    const gl = (await screen('payer', 'facility')).legs?.gl;
    if (gl?.kind !== 'ledger') throw new Error('no ledger');
    return gl.legs;
  };

  it('explains each entity to the cent: foreign entries, unconfirmed documents, what came after the reading', async () => {
    await postWhatHasJournals(books);
    for (const foreign of [0, 125_000, -300]) {
      await books.readLedger('100', foreign);
      for (const leg of await ledger()) {
        const why = leg.why.reduce((sum, reason) => sum + reason.amountMinor, 0n);
        expect(why).toBe((leg.glMinor ?? 0n) - leg.postedMinor);
      }
      const [own] = await ledger();
      expect(own?.why.find((reason) => reason.kind === 'foreign')?.amountMinor ?? 0n).toBe(BigInt(foreign));
    }
  });

  it.each(['open', 'proposed', 'ready'])(
    'names with its dollars what is %s, so that nothing seems complete',
    async (state) => {
      const unsent = await leaveUnsent(books, '100', PERIOD, state);
      const legs = await ledger();
      expect(legs.map((leg) => leg.unsent)).toEqual([[{ state, count: 1, debitMinor: unsent.debitMinor }], []]);
      await unsent.putBack();
      expect((await ledger()).flatMap((leg) => leg.unsent)).toEqual([]);
    },
  );

  it('sets what other flows booked on the same accounts apart from what remits did', async () => {
    await books.readLedger('100');
    const gl = (await screen('payer', 'facility')).legs?.gl;
    const [before] = await ledger();
    const other = await bookedByOthers(books, '100', PERIOD, gl?.kind === 'ledger' ? gl.accounts : []);
    const [leg] = await ledger();
    expect(other.cashMinor).not.toBe(0n);
    expect(leg?.balanceMinor).toBe(before?.balanceMinor);
    expect(leg?.glMinor).toBe((before?.glMinor ?? 0n) - other.cashMinor);
    await other.putBack();
  });

  it('says since when it is stale when a reading fails, and keeps the last good one', async () => {
    const scope = { connectionId: books.erpId, entity: '100', period: PERIOD };
    await addFailedReading(books, scope, 'The ERP refused our sign-in.');
    const [leg] = await ledger();
    expect(leg).toMatchObject({ entity: '100', failureText: 'The ERP refused our sign-in.' });
    expect(leg?.glMinor).not.toBeNull();
    expect(leg?.readAt).toBeInstanceOf(Date);
  });

  it('is not made up where balances know no such scope, and not shown to people of some facilities', async () => {
    const cell = await withTransaction(everyone, (tx) =>
      readCell(tx, PERIOD, { rows: 'facility', columns: 'payer', row: books.facilityId('LKG'), column: ALL }),
    );
    expect(cell.gl).toEqual({ kind: 'documents', hidden: false });
    const scoped: Actor = { kind: 'user', name: 'sam@example.org', scope: [books.facilityId('LKG')] };
    const { legs, pivot } = await screen('payer', 'facility', scoped);
    expect(legs?.gl).toEqual({ kind: 'documents', hidden: true });
    expect(pivot.columns.map((head) => head.name)).toEqual(['LKG']);
    expect(legs && explained(legs)).toBe(legs && differenceOf(legs));
  });
});
