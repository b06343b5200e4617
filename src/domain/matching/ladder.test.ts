// Goal: the ladder proposes what belongs together, never an ambiguous match as certain, and the same in any order.
// Method: one nasty pair per rung; properties over generated entries with planted matches.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOUNDS, type OpenEntry } from './entry';
import { matchEntries } from './ladder';
import { traceVariants } from './trace';

const entry = (id: string, side: OpenEntry['side'], amountMinor: bigint, over: Partial<OpenEntry> = {}): OpenEntry => ({
  id,
  side,
  amountMinor,
  date: '2026-11-05',
  payer: null,
  originator: null,
  traces: [],
  checks: [],
  method: null,
  ...over,
});
const NWH = { originator: '1891000011' } as const;

describe('the ladder', () => {
  it('1: matches payer id, trace and amount', () => {
    const { proposals } = matchEntries([
      entry('b1', 'bank', 100n, { ...NWH, traces: ['0012345'] }),
      entry('r1', 'remit', 100n, { ...NWH, traces: ['0012345'] }),
    ]);
    expect(proposals).toMatchObject([
      { tier: 1, certain: true, confidence: 'certain', options: [{ bank: ['b1'], remit: ['r1'] }] },
    ]);
  });

  it.each([
    ['leading zeros', '12345', '000012345'],
    ['blanks', '12 345 67', '1234567'],
    ['case and dashes', 'ab-12345', 'AB12345'],
    ['a cut to fifteen characters', '202611050000123', '20261105000012345'],
    ['a cut before zeros were lost', '000020261105001', '0000202611050012345'],
  ])('2: matches a trace apart from %s', (_, bank, remit) => {
    const { proposals } = matchEntries([
      entry('b1', 'bank', 100n, { traces: [bank] }),
      entry('r1', 'remit', 100n, { traces: [remit], date: '2026-11-10' }),
    ]);
    expect(proposals).toMatchObject([{ tier: 2, certain: true }]);
  });

  it('2: not beyond its window, not of another payer, not by a short cut', () => {
    const bank = entry('b1', 'bank', 100n, { ...NWH, traces: ['12345'] });
    for (const remit of [
      entry('r1', 'remit', 100n, { traces: ['0012345'], date: '2026-12-10' }),
      entry('r1', 'remit', 100n, { traces: ['0012345'], originator: '1891000099' }),
    ]) {
      expect(matchEntries([bank, remit]).proposals).toEqual([]);
    }
    expect(traceVariants('1234')).toEqual(['1234']);
    expect(traceVariants('000')).toEqual([]);
  });

  it('3: matches a check number, which the remit carries as its trace', () => {
    const { proposals } = matchEntries([
      entry('b1', 'bank', 100n, { checks: ['0005001'], method: 'check' }),
      entry('r1', 'remit', 100n, { traces: ['5001'], method: 'check', date: '2026-09-01' }),
    ]);
    expect(proposals).toMatchObject([{ tier: 3, certain: true }]);
  });

  it('4: matches payer, amount and date when there is one candidate, else lists them all', () => {
    const bank = entry('b1', 'bank', 100n, NWH);
    const one = entry('r1', 'remit', 100n, { ...NWH, traces: ['A1'] });
    const two = entry('r2', 'remit', 100n, { ...NWH, traces: ['A2'], date: '2026-11-06' });
    expect(matchEntries([bank, one]).proposals).toMatchObject([{ tier: 4, certain: true, confidence: 'very likely' }]);
    expect(matchEntries([bank, one, two]).proposals).toMatchObject([
      {
        tier: 4,
        certain: false,
        confidence: 'possible',
        options: [
          { bank: ['b1'], remit: ['r1'] },
          { bank: ['b1'], remit: ['r2'] },
        ],
      },
    ]);
  });

  it('never calls the same trace seen twice certain', () => {
    const { proposals } = matchEntries([
      entry('b1', 'bank', 100n, { ...NWH, traces: ['A1'] }),
      entry('b2', 'bank', 100n, { ...NWH, traces: ['A1'] }),
      entry('r1', 'remit', 100n, { ...NWH, traces: ['A1'] }),
    ]);
    expect(proposals).toMatchObject([{ tier: 1, certain: false, options: [{}, {}] }]);
  });

  // T22: a deposit that is the sum of four remits.
  it('5: suggests one deposit of several remits and one remit of several deposits', () => {
    const remits = [1100n, 2300n, 3700n, 700n].map((minor, at) => entry(`r${at}`, 'remit', minor, NWH));
    const bundle = matchEntries([entry('b1', 'bank', 7800n, NWH), ...remits, entry('r9', 'remit', 5n, NWH)]);
    expect(bundle.proposals).toMatchObject([
      { tier: 5, certain: false, confidence: 'likely', options: [{ bank: ['b1'], remit: ['r0', 'r1', 'r2', 'r3'] }] },
    ]);
    expect(bundle.open).toEqual(['r9']);
    const split = matchEntries([
      entry('r1', 'remit', 300n, NWH),
      entry('b1', 'bank', 100n, NWH),
      entry('b2', 'bank', 200n, NWH),
    ]);
    expect(split.proposals).toMatchObject([{ tier: 5, options: [{ bank: ['b1', 'b2'], remit: ['r1'] }] }]);
  });

  it('5: lists every combination that gives the same sum', () => {
    const { proposals } = matchEntries([
      entry('b1', 'bank', 300n, NWH),
      ...['r1', 'r2'].map((id) => entry(id, 'remit', 100n, NWH)),
      entry('r3', 'remit', 200n, NWH),
    ]);
    expect(proposals[0]).toMatchObject({
      confidence: 'possible',
      options: [{ remit: ['r1', 'r3'] }, { remit: ['r2', 'r3'] }],
    });
  });

  it('5: never combines remits of different payers, whatever the deposit says of its own', () => {
    const remits = [
      entry('r1', 'remit', 100n, { payer: 'NWH', originator: '1891000011' }),
      entry('r2', 'remit', 200n, { payer: 'BAY', originator: '1891000012' }),
      // One clearinghouse sends for many payers under its own id.
      entry('r3', 'remit', 400n, { payer: 'NWH', originator: '1999999999' }),
      entry('r4', 'remit', 800n, { payer: 'BAY', originator: '1999999999' }),
    ];
    expect(matchEntries([entry('b1', 'bank', 300n), ...remits]).proposals).toEqual([]);
    expect(matchEntries([entry('b1', 'bank', 1200n, { originator: '1999999999' }), ...remits]).proposals).toEqual([]);
  });

  it('5: suggests what a deposit of nobody known pays when its remits are of one payer, and says so', () => {
    const { proposals } = matchEntries([
      entry('b1', 'bank', 300n),
      entry('r1', 'remit', 100n, { payer: 'NWH', originator: '1891000011' }),
      entry('r2', 'remit', 200n, { payer: 'BAY', originator: '1891000012' }),
      entry('r3', 'remit', 200n, { originator: '1891000011' }),
    ]);
    expect(proposals).toMatchObject([
      {
        tier: 5,
        certain: false,
        options: [{ bank: ['b1'], remit: ['r1', 'r3'] }],
        reasons: [
          '2 remits sum to the amount to the cent.',
          'All remits are of one payer; the deposit does not say whose it is.',
        ],
      },
    ]);
  });

  it('5: takes an entry of nobody known only when a trace names it', () => {
    const deposits = [entry('b1', 'bank', 100n), entry('b2', 'bank', 200n)];
    expect(matchEntries([entry('r1', 'remit', 300n, NWH), ...deposits]).proposals).toEqual([]);
    const { proposals } = matchEntries([
      entry('b1', 'bank', 300n, { traces: ['C1', 'C2'] }),
      entry('r1', 'remit', 100n, { traces: ['C1'] }),
      entry('r2', 'remit', 200n, { traces: ['C2'] }),
      entry('r3', 'remit', 200n),
    ]);
    expect(proposals[0]).toMatchObject({
      tier: 5,
      options: [{ bank: ['b1'], remit: ['r1', 'r2'] }],
      reasons: ['2 remits sum to the amount to the cent.', '2 of them carry a trace number that the other side names.'],
    });
  });

  it('5: says of several combinations only what is true of each', () => {
    const { proposals } = matchEntries([
      entry('b1', 'bank', 400n, NWH),
      entry('r1', 'remit', 100n, NWH),
      entry('r2', 'remit', 300n, NWH),
      entry('r3', 'remit', 120n, NWH),
      entry('r4', 'remit', 180n, NWH),
    ]);
    expect(proposals).toMatchObject([
      {
        options: [{ remit: ['r1', 'r2'] }, { remit: ['r1', 'r3', 'r4'] }],
        reasons: [
          'The remits sum to the amount to the cent.',
          'All are of one payer.',
          'Several combinations give the same sum.',
        ],
      },
    ]);
  });

  // T15: the same trace, another amount.
  it('6: shows a trace with another amount, and never ties it', () => {
    const { proposals } = matchEntries([
      entry('b1', 'bank', 100n, { ...NWH, traces: ['A100'] }),
      entry('r1', 'remit', 102n, { ...NWH, traces: ['A100'] }),
    ]);
    expect(proposals).toMatchObject([{ tier: 6, certain: false, confidence: 'amounts differ', differenceMinor: -2n }]);
  });

  it('leaves what nothing fits', () => {
    const result = matchEntries([entry('b1', 'bank', 100n), entry('r1', 'remit', 100n)]);
    expect(result).toEqual({ proposals: [], open: ['b1', 'r1'], givenUp: 0 });
  });
});

const PAYERS = ['1891000011', '1891000012', null] as const;
const anyEntry = fc.record({
  side: fc.constantFrom('bank' as const, 'remit' as const),
  amountMinor: fc.bigInt({ min: -5n, max: 60n }),
  day: fc.integer({ min: 1, max: 28 }),
  originator: fc.constantFrom(...PAYERS),
  traces: fc.array(fc.constantFrom('A1', '00A1', 'B2', 'C3'), { maxLength: 2 }),
});
const entriesOf = (rows: readonly (typeof anyEntry extends fc.Arbitrary<infer T> ? T : never)[]): OpenEntry[] =>
  rows.map(({ side, amountMinor, day, originator, traces }, at) =>
    entry(`e${at}`, side, amountMinor, { originator, traces, date: `2026-11-${String(day).padStart(2, '0')}` }),
  );

describe('properties of the ladder', () => {
  it('never proposes unequal sums but on tier 6, never more than the bounds, and is certain of one pair only', () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 24 }), (rows) => {
        const entries = entriesOf(rows);
        const amount = new Map(entries.map((each) => [each.id, each.amountMinor]));
        const side = new Map(entries.map((each) => [each.id, each.side]));
        const named = new Map(entries.map((each) => [each.id, each.originator]));
        const sum = (ids: readonly string[]) => ids.reduce((total, id) => total + (amount.get(id) ?? 0n), 0n);
        const certain: string[] = [];
        for (const { tier, options, certain: is, differenceMinor } of matchEntries(entries).proposals) {
          for (const { bank, remit } of options) {
            expect(bank.every((id) => side.get(id) === 'bank') && remit.every((id) => side.get(id) === 'remit')).toBe(
              true,
            );
            if (tier !== 6) expect(sum(bank)).toBe(sum(remit));
            expect(Math.max(bank.length, remit.length)).toBeLessThanOrEqual(BOUNDS.sideMax);
            const names = new Set(
              [...bank, ...remit].map((id) => named.get(id) ?? null).filter((name) => name !== null),
            );
            if (tier === 5) expect(names.size).toBeLessThanOrEqual(1);
          }
          if (tier !== 6) expect(differenceMinor).toBe(0n);
          if (tier >= 5) expect(is).toBe(false);
          if (is) {
            expect(options).toHaveLength(1);
            certain.push(...(options[0]?.bank ?? []), ...(options[0]?.remit ?? []));
          }
        }
        expect(new Set(certain).size).toBe(certain.length);
      }),
      { numRuns: 150 },
    );
  });

  it('says the same whatever order the entries come in', () => {
    fc.assert(
      fc.property(
        fc.array(anyEntry, { maxLength: 20 }).chain((rows) => {
          const entries = entriesOf(rows);
          return fc.tuple(fc.constant(entries), fc.shuffledSubarray(entries, { minLength: entries.length }));
        }),
        ([entries, shuffled]) => {
          expect(matchEntries(shuffled)).toEqual(matchEntries(entries));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('finds a planted bundle of up to twelve among others', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 16 }), { minLength: 2, maxLength: 12 }), (members) => {
        // Powers of two: each sum has one combination, so what is planted is all there is to find.
        const remits = Array.from({ length: 17 }, (_, at) => entry(`r${at}`, 'remit', 2n ** BigInt(at), NWH));
        const sum = members.reduce((total, at) => total + 2n ** BigInt(at), 0n);
        const { proposals } = matchEntries([entry('b', 'bank', sum, NWH), ...remits]);
        expect(proposals[0]?.options[0]?.remit).toEqual(members.map((at) => `r${at}`).sort());
      }),
      { numRuns: 60 },
    );
  });

  it('finds a planted match of several and several', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 2, max: 6 }), (left, right) => {
        // Bank amounts are odd multiples that no single remit and no smaller group can reach.
        const banks = Array.from({ length: left }, (_, at) =>
          entry(`b${at}`, 'bank', 10n ** 9n + 3n ** BigInt(at + 3), NWH),
        );
        const total = banks.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
        const parts = Array.from({ length: right - 1 }, (_, at) => 10n ** 8n + 7n ** BigInt(at + 2));
        const last = total - parts.reduce((sum, minor) => sum + minor, 0n);
        const remits = [...parts, last].map((minor, at) => entry(`r${at}`, 'remit', minor, NWH));
        const { proposals } = matchEntries([...banks, ...remits]);
        expect(proposals.map(({ options }) => options[0])).toContainEqual({
          bank: banks.map(({ id }) => id),
          remit: remits.map(({ id }) => id),
        });
      }),
      { numRuns: 25 },
    );
  });

  it('gives up at its bounds instead of running on, and says so', () => {
    const remits = Array.from({ length: 40 }, (_, at) => entry(`r${at}`, 'remit', BigInt(1_000_001 + at * 2), NWH));
    const { givenUp } = matchEntries([entry('b', 'bank', 12_000_500n, NWH), ...remits], { ...BOUNDS, nodesMax: 500 });
    expect(givenUp).toBe(1);
  });
});
