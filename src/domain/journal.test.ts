// Goal: a journal is balanced per entity, netted, ordered and can be walked back to its draft lines. Method: examples
// for shape and refusal; random balanced lines for the laws.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DraftLine } from './facts';
import { createJournal, type Journal } from './journal';
import { sumMinor } from './money';

const line = (account: string, amountMinor: bigint, over: Partial<DraftLine> = {}): DraftLine => ({
  entity: '100',
  account,
  costCenter: null,
  facility: null,
  payerClass: null,
  affiliate: null,
  amountMinor,
  rule: 'test',
  ...over,
});

describe('createJournal', () => {
  it('makes no journal of no lines', () => {
    expect(createJournal([])).toEqual({ ok: true, journals: [], lineOf: [] });
  });

  it('nets equal dimensions, numbers by account and says where each line went', () => {
    const result = createJournal([line('1132', -500n), line('1012', 500n), line('1132', 300n), line('1012', -300n)]);
    if (!result.ok) throw new Error(result.entity);
    expect(result.journals).toMatchObject([
      {
        entity: '100',
        debitMinor: 200n,
        lines: [
          { lineNo: 1, account: '1012', debitMinor: 200n, creditMinor: 0n, sent: true },
          { lineNo: 2, account: '1132', debitMinor: 0n, creditMinor: 200n, sent: true },
        ],
      },
    ]);
    expect(result.lineOf.map((address) => address.lineNo)).toEqual([2, 1, 2, 1]);
  });

  it('keeps a number for lines that cancel out, but does not send them', () => {
    const result = createJournal([line('1012', 500n), line('2130', -500n), line('1012', -500n), line('2130', 500n)]);
    if (!result.ok) throw new Error(result.entity);
    expect(result.journals[0]?.lines.map((made) => [made.lineNo, made.sent])).toEqual([
      [1, false],
      [2, false],
    ]);
    expect(result.journals[0]?.debitMinor).toBe(0n);
    expect(result.lineOf.map((address) => address.lineNo)).toEqual([1, 2, 1, 2]);
  });

  it('keeps dimensions apart, with nothing before something', () => {
    const dimensions = [{ facility: 'NOR' }, { costCenter: 'C' }, { payerClass: 'Blue' }, { affiliate: '200' }, {}];
    const lines = dimensions.map((over) => line('5110', 100n, over));
    const result = createJournal([...lines, line('1132', -500n)]);
    if (!result.ok) throw new Error(result.entity);
    expect(result.journals[0]?.lines).toHaveLength(6);
    expect(result.lineOf.map((address) => address.lineNo)).toEqual([6, 5, 4, 3, 2, 1]);
  });

  it('refuses everything when one entity does not balance, though the whole does', () => {
    const lines = [line('1012', 100n), line('1132', -99n), line('1012', -1n, { entity: '200' })];
    const result = createJournal(lines);
    expect(result).toMatchObject({ ok: false, entity: '100', differenceMinor: 1n });
    expect(result.ok ? null : result.failure).toMatchObject({
      code: 'JOURNAL_UNBALANCED',
      value: '100',
      params: { difference: '0.01' },
    });
  });

  it('cannot be bypassed or changed afterwards', () => {
    // @ts-expect-error only createJournal can brand a journal
    const forged: Journal = { entity: '100', lines: [], debitMinor: 1n };
    expect(forged.debitMinor).toBe(1n);
    const result = createJournal([line('1012', 1n), line('1132', -1n)]);
    if (!result.ok) throw new Error(result.entity);
    expect(Object.isFrozen(result.journals[0])).toBe(true);
    expect(Object.isFrozen(result.journals[0]?.lines)).toBe(true);
    expect(Object.isFrozen(result.journals[0]?.lines[0])).toBe(true);
  });
});

const pair = fc
  .record({
    entity: fc.constantFrom('100', '200', '300'),
    debit: fc.constantFrom('1012', '5110', '1138'),
    credit: fc.constantFrom('1132', '1131'),
    facility: fc.constantFrom(null, 'NOR', 'EAS'),
    payerClass: fc.constantFrom(null, 'Blue'),
    amountMinor: fc.bigInt({ min: -100_000n, max: 100_000n }),
  })
  .map(({ debit, credit, amountMinor, ...over }) => [line(debit, amountMinor, over), line(credit, -amountMinor, over)]);

describe('laws', () => {
  it('balances every entity, keeps every amount and leaves one side empty', () => {
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 40 }), (pairs) => {
        const lines = pairs.flat();
        const result = createJournal(lines);
        if (!result.ok) throw new Error(result.entity);
        for (const journal of result.journals) {
          expect(sumMinor(journal.lines.map((made) => made.debitMinor))).toBe(journal.debitMinor);
          expect(sumMinor(journal.lines.map((made) => made.creditMinor))).toBe(journal.debitMinor);
          for (const made of journal.lines) {
            const own = lines.filter((_, at) => {
              const address = result.lineOf[at];
              return address?.entity === journal.entity && address.lineNo === made.lineNo;
            });
            expect(own.length).toBeGreaterThan(0);
            expect(sumMinor(own.map((draft) => draft.amountMinor))).toBe(made.debitMinor - made.creditMinor);
            expect(made.debitMinor === 0n || made.creditMinor === 0n).toBe(true);
            expect(made.sent).toBe(made.debitMinor !== made.creditMinor);
          }
        }
      }),
    );
  });

  it('does not depend on the order of the lines', () => {
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 20 }), (pairs) => {
        const there = createJournal(pairs.flat());
        const back = createJournal(pairs.flat().reverse());
        expect(there.ok && back.ok && back.journals).toEqual(there.ok && there.journals);
      }),
    );
  });

  it('refuses any single missing cent', () => {
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 10 }), fc.nat(), (pairs, pick) => {
        const lines = pairs.flat();
        const at = pick % lines.length;
        const bent = lines.map((draft, i) => (i === at ? { ...draft, amountMinor: draft.amountMinor + 1n } : draft));
        expect(createJournal(bent)).toMatchObject({ ok: false, entity: lines[at]?.entity, differenceMinor: 1n });
      }),
    );
  });
});
