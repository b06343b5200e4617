// Goal: every fact stands in exactly one cell, also when rows are folded. Method: properties over made-up facts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLACES } from '@/domain/stages';
import type { Fact, Names } from './reconciliation';
import { ALL, COLUMNS_MAX, OTHERS, pivotOf, ROWS_MAX, sumsOf } from './reconciliation-pivot';
import { reasonsOf } from './reconciliation-reasons';

const NAMES: Names = { payer: new Map(), facility: new Map(), entity: new Map([['100', 'Hospitals']]) };
const key = fc.constantFrom(...Array.from({ length: 40 }, (_, i) => `k${i}`), 'none');
const fact: fc.Arbitrary<Fact> = fc.record({
  payer: key,
  facility: key,
  entity: fc.constantFrom('100', '300', 'none'),
  place: fc.constantFrom(...PLACES),
  unknown: fc.boolean(),
  differs: fc.boolean(),
  causeId: fc.constantFrom('c1', 'c2', null),
  reading: fc.boolean(),
  items: fc.nat(50),
  amountMinor: fc.bigInt({ min: -10_000n, max: 1_000_000n }),
});

describe('reasonsOf', () => {
  it('puts every fact that is not posted in exactly one reason, also when reasons are many', () => {
    const cause = fc.nat(80).map((n) => `c${n}`);
    const stopped = fact.chain((one) => cause.map((causeId) => ({ ...one, causeId })));
    fc.assert(
      fc.property(fc.array(stopped, { maxLength: 200 }), (facts) => {
        const reasons = reasonsOf(facts, new Map());
        const sums = sumsOf(facts);
        expect(reasons.reduce((s, r) => s + r.amountMinor, 0n)).toBe(sums.postedMinor - sums.receivedMinor);
        expect(reasons.reduce((n, r) => n + r.items, 0)).toBe(sums.items - sums.places.posted.items);
        expect(reasons.length).toBeLessThanOrEqual(30);
      }),
    );
  });
});

describe('pivotOf', () => {
  it('sums from cells to rows, columns and the total', () => {
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 120 }), (facts) => {
        const { cells, rows, columns, total } = pivotOf(facts, 'payer', 'facility', NAMES);
        const sum = (row: string, column: string) =>
          cells.filter((c) => c.row === row && c.column === column).reduce((s, c) => s + c.receivedMinor, 0n);
        for (const row of rows) {
          expect(columns.reduce((s, column) => s + sum(row.key, column.key), 0n)).toBe(sum(row.key, ALL));
        }
        expect(rows.reduce((s, row) => s + sum(row.key, ALL), 0n)).toBe(total.receivedMinor);
        expect(columns.reduce((s, column) => s + sum(ALL, column.key), 0n)).toBe(total.receivedMinor);
        expect(PLACES.reduce((s, place) => s + total.places[place].amountMinor, 0n)).toBe(total.receivedMinor);
        expect(rows.length).toBeLessThanOrEqual(ROWS_MAX);
        expect(columns.length).toBeLessThanOrEqual(COLUMNS_MAX);
      }),
    );
  });

  it('puts what is not known last and folds the smallest', () => {
    const facts = Array.from(
      { length: 12 },
      (_, i): Fact => ({
        payer: 'p',
        facility: i === 0 ? 'none' : `f${i}`,
        entity: '100',
        place: 'posted',
        unknown: false,
        differs: false,
        causeId: null,
        reading: false,
        items: 1,
        amountMinor: 100n - BigInt(i),
      }),
    );
    const { columns } = pivotOf(facts, 'entity', 'facility', NAMES);
    expect(columns.at(-1)).toEqual({ key: OTHERS, name: '5 others' });
    expect(columns.some((c) => c.key === 'none')).toBe(false);
    const few = pivotOf(facts.slice(0, 3), 'entity', 'facility', NAMES);
    expect(few.columns.at(-1)).toEqual({ key: 'none', name: 'Facility not known yet' });
    expect(few.rows).toEqual([{ key: '100', name: '100 Hospitals' }]);
  });
});
