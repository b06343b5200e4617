// Goal: whatever order claims of an account arrive in, its books end the same or say what differs, and nothing takes more out of an
// account than its charge unseen. Method: situations by hand; histories by chance against an oracle that knows only the words of the
// rules: what is taken back is nothing, what passes the charge is held.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AccountBooks, type AccountClaim, isMirror, type Verdict } from './account-books';
import { receivableOf } from './claim-plan';
import type { ClaimFacts } from './facts';
import { RULES_V2 } from './posting-rules.data';
import { claim, reversalOf } from './remit.fixture';

const of = (id: string, facts: ClaimFacts, over: Partial<AccountClaim> = {}): AccountClaim => ({
  id,
  parcel: `parcel-${id}`,
  payer: 'A',
  control: 'ICN1',
  sameAccount: true,
  facts,
  lapsed: false,
  settled: false,
  realToo: false,
  receivable: receivableOf('Commercial', RULES_V2),
  booked: null,
  ...over,
});

/** Arrival one by one, as the stages do it: what books is settled for those behind it, what is stopped is asked again whenever others book. */
class Arrivals {
  readonly #all: AccountClaim[] = [];
  #stopped: string[] = [];

  add(arrived: AccountClaim): void {
    this.#all.push(arrived);
    this.#stopped.push(arrived.id);
    for (let again = true; again; ) {
      again = false;
      for (const id of [...this.#stopped]) {
        if (this.#ask(id).kind !== 'books') continue;
        this.#stopped = this.#stopped.filter((other) => other !== id);
        const at = this.#all.findIndex((one) => one.id === id);
        this.#all[at] = { ...(this.#all[at] as AccountClaim), settled: true };
        again = true;
      }
    }
  }

  #ask(id: string): Verdict {
    const known = this.#all.filter((one) => one.id === id || !this.#stopped.includes(one.id));
    return new AccountBooks(known, RULES_V2, this.#all).verdictOf(id);
  }

  verdict(id: string): Verdict {
    return this.#ask(id);
  }

  get stopped(): readonly string[] {
    return this.#stopped;
  }

  /** Net per account of everything that is booked, cash too. */
  get books(): Record<string, bigint> {
    const known = this.#all.filter((one) => !this.#stopped.includes(one.id));
    const books = new AccountBooks(known, RULES_V2);
    const nets = new Map<string, bigint>();
    const add = (account: string, minor: bigint) => nets.set(account, (nets.get(account) ?? 0n) + minor);
    for (const { id, facts } of known) {
      const verdict = books.verdictOf(id);
      if (verdict.kind !== 'books') throw new Error(`${id} is settled and does not book`);
      add('cash', facts.paidMinor);
      for (const { account, amountMinor } of verdict.plan.entries) add(account, amountMinor);
    }
    return Object.fromEntries([...nets].filter(([, minor]) => minor !== 0n));
  }
}

const arrive = (claims: readonly AccountClaim[]): Arrivals => {
  const arrivals = new Arrivals();
  // Ids are given by arrival.
  claims.forEach((one, at) => {
    arrivals.add({ ...one, id: `${at}`, parcel: one.parcel.startsWith('parcel-') ? `parcel-${at}` : one.parcel });
  });
  return arrivals;
};

const ORIGINAL = claim('150', '100', ['CO-45 30', 'PR-2 20']);
const CORRECTION = claim('150', '120', ['CO-45 30']);

describe('a takeback', () => {
  it('is the mirror of charge, payment and every adjustment by group and reason', () => {
    expect(isMirror(reversalOf(ORIGINAL), ORIGINAL)).toBe(true);
    expect(isMirror({ ...reversalOf(ORIGINAL), adjustments: [] }, ORIGINAL)).toBe(false);
    expect(isMirror({ ...reversalOf(ORIGINAL), chargeMinor: -1n }, ORIGINAL)).toBe(false);
    expect(isMirror(claim('-150', '-100', ['PR-45 -30', 'PR-2 -20']), ORIGINAL)).toBe(false);
    expect(isMirror(claim('-150', '-100', ['CR-45 -30', 'CR-2 -20']), ORIGINAL)).toBe(true);
  });

  it('of one part of a split claim leaves the other part alone', () => {
    const parts = [
      of('1', claim('150', '100', ['CO-45 50']), { control: 'PART1' }),
      of('2', claim('130', '100', ['PR-1 30']), { control: 'PART2' }),
    ];
    const back = of('3', reversalOf(claim('130', '100', ['PR-1 30'])), { control: 'PART2' });
    const arrivals = arrive([...parts, back]);
    expect(arrivals.stopped).toEqual([]);
    expect(arrivals.books).toEqual({ cash: 10_000n, '1132': -15_000n, '5110': 5_000n });
  });

  it('a second time is held, as something known that has nothing left to give', () => {
    const arrivals = arrive([of('1', ORIGINAL), of('2', reversalOf(ORIGINAL)), of('3', reversalOf(ORIGINAL))]);
    expect(arrivals.stopped).toEqual(['2']);
    expect(arrivals.verdict('2').kind).toBe('differs');
    expect(arrivals.books).toEqual({});
  });

  it('a second time leaves another claim of the same amounts alone, whenever that one comes', () => {
    const [one, twin, back] = [
      of('1', claim('6', '4', ['CO-45 2']), { control: 'PART1' }),
      of('2', claim('6', '4', ['CO-45 2']), { control: 'PART2' }),
      of('3', reversalOf(claim('6', '4', ['CO-45 2'])), { control: 'PART1' }),
    ];
    for (const order of [
      [one, twin, back, back],
      [one, back, back, twin],
      [one, back, twin, back],
    ]) {
      const arrivals = arrive(order);
      expect(arrivals.stopped).toHaveLength(1);
      expect(arrivals.books).toEqual({ cash: 400n, '1132': -600n, '5110': 200n });
    }
  });

  it('of a claim that is stopped leaves its twin alone', () => {
    const [one, twin] = [
      of('1', ORIGINAL, { control: 'PART1' }),
      of('2', ORIGINAL, { control: 'PART2', settled: true }),
    ];
    const back = of('3', reversalOf(ORIGINAL), { control: 'PART1' });
    expect(new AccountBooks([twin, back], RULES_V2, [one]).verdictOf('3').kind).toBe('differs');
    expect(new AccountBooks([twin, back], RULES_V2).verdictOf('3').kind).toBe('books');
  });

  it('by another payer is an orphan here', () => {
    const arrivals = arrive([of('1', ORIGINAL), of('2', reversalOf(ORIGINAL), { payer: 'B', control: 'OTHER' })]);
    expect(arrivals.verdict('1').kind).toBe('orphan');
  });

  it('that waited in vain is met by an original that comes after all', () => {
    const lapsed = of('1', reversalOf(ORIGINAL), { lapsed: true });
    expect(arrive([lapsed]).books).toEqual({ cash: -10_000n, '2120': 10_000n });
    expect(arrive([lapsed, of('2', ORIGINAL)]).books).toEqual({});
  });

  it('that a person sent to clearing meets an original that comes after all', () => {
    const facts = claim('100', '80', ['CO-45 20']);
    const accepted = of('1', { ...reversalOf(facts), accepted: true }, { settled: true });
    const verdict = new AccountBooks([accepted, of('2', facts)], RULES_V2).verdictOf('2');
    expect(
      verdict.kind === 'books' && verdict.plan.entries.map(({ account, amountMinor }) => [account, amountMinor]),
    ).toEqual([[RULES_V2.orphanReversalAccount, -80_00n]]);
  });

  it('of a claim that paid nothing is told from another one by its charge, also when a person accepts it', () => {
    const [first, second] = [claim('100', '0', ['CO-45 100']), claim('60', '0', ['PR-1 60'])];
    const back = { ...reversalOf(first), adjustments: [], accepted: true };
    const history = [
      of('1', first, { settled: true, control: 'A1' }),
      of('2', second, { settled: true, control: 'A2' }),
      of('3', back, { control: '' }),
    ];
    const verdict = new AccountBooks(history, RULES_V2).verdictOf('3');
    expect(verdict.kind === 'books' && verdict.takesBack?.id).toBe('1');
  });

  it('takes back from where its original stands, whatever its class books to by now', () => {
    const facts = claim('100', '80', ['CO-45 20']);
    const booked = [
      { account: '1132', rule: 'claim.receivable', amountMinor: -100_00n, payerClass: 'Commercial' },
      { account: '5110', rule: 'claim.contractual', amountMinor: 20_00n, payerClass: 'Commercial' },
    ];
    const medicaid = receivableOf('Medicaid', RULES_V2);
    const history = [
      of('1', facts, { settled: true, booked, receivable: medicaid }),
      of('2', reversalOf(facts), { receivable: medicaid }),
    ];
    const verdict = new AccountBooks(history, RULES_V2).verdictOf('2');
    expect(
      verdict.kind === 'books' && verdict.plan.entries.map(({ account, amountMinor }) => [account, amountMinor]),
    ).toEqual([
      ['1132', 100_00n],
      ['5110', -20_00n],
    ]);
  });

  it('of a claim that was cut to its account takes back what was booked of it', () => {
    const second = { ...claim('150', '60', ['CO-45 90']), accepted: true };
    const before = arrive([
      of('1', claim('150', '100', ['CO-45 30'], { balanced: true })),
      of('2', second, { payer: 'B' }),
    ]);
    expect(before.stopped).toEqual([]);
    expect(before.books).toEqual({ cash: 16_000n, '1132': -15_000n, '2110': -4_000n, '5110': 3_000n });
    const after = arrive([
      of('1', claim('150', '100', ['CO-45 30'], { balanced: true })),
      of('2', second, { payer: 'B' }),
      of('3', reversalOf(claim('150', '60', ['CO-45 90'])), { payer: 'B' }),
    ]);
    expect(after.books).toEqual({ cash: 10_000n, '1132': -13_000n, '5110': 3_000n });
  });
});

describe('a claim told again', () => {
  const forwarded = claim('100', '30', ['PR-1 70'], { status: '19' });
  const off = claim('100', '30', ['CO-45 20']);

  it.each([
    ['was forwarded', forwarded],
    ['is out of balance', off],
  ])('waits for a person where it %s, though both fit under the charge', (_name, facts) => {
    const arrivals = arrive([of('1', facts), of('2', facts)]);
    expect(arrivals.stopped).toEqual(['1']);
    expect(arrivals.verdict('1').kind).toBe('again');
    expect(arrivals.books).toMatchObject({ cash: 3_000n });
  });

  it('goes on when the first is taken back, and when a person says that it is a second payment', () => {
    const [first, again] = [of('1', off), of('2', off)];
    expect(arrive([first, again, of('3', reversalOf(off))]).stopped).toEqual([]);
    expect(arrive([first, of('2', { ...off, accepted: true })]).stopped).toEqual([]);
    expect(arrive([first, of('2', off, { realToo: true })]).stopped).toEqual([]);
  });

  it.each([
    ['another number', { control: 'ICN2' }],
    ['no number', { control: '' }],
    ['another payer', { payer: 'B' }],
    ['the same remit', { parcel: 'one' }],
    ['another charge', { facts: claim('60', '30', ['CO-45 20']) }],
    ['nothing paid', { facts: claim('100', '0', ['CO-45 20']) }],
  ])('is another one with %s', (_name, over) => {
    const first = of('1', off, { parcel: 'one', settled: true });
    expect(new AccountBooks([first, of('2', off, over)], RULES_V2).verdictOf('2').kind).toBe('books');
  });
});

describe('in any order', () => {
  const claims = [
    of('o', ORIGINAL),
    of('r', reversalOf(ORIGINAL)),
    of('c', CORRECTION, { control: 'ICN2' }),
    of('d', ORIGINAL, { control: 'ICN1' }),
  ];

  it('original, reversal and correction end in the same books', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(claims.slice(0, 3), { minLength: 3 }), (order) => {
        const arrivals = arrive(order);
        expect(arrivals.stopped).toEqual([]);
        expect(arrivals.books).toEqual({ cash: 12_000n, '1132': -15_000n, '5110': 3_000n });
      }),
    );
  });

  it('is not doubled by the same claim told again without its number', () => {
    const facts = claim('100', '80', ['CO-45 20']);
    const history = [of('1', facts, { settled: true }), of('2', facts, { control: '' })];
    expect(new AccountBooks(history, RULES_V2).verdictOf('2').kind).toBe('over');
    const other = of('2', claim('60', '60', []), { control: '' });
    expect(new AccountBooks([history[0] as AccountClaim, other], RULES_V2).verdictOf('2').kind).toBe('books');
  });

  it('and a duplicate among them books nothing more, or is held over the charge', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(claims, { minLength: 4 }), (order) => {
        const arrivals = arrive(order);
        const net = arrivals.books;
        for (const id of arrivals.stopped) expect(['over', 'differs']).toContain(arrivals.verdict(id).kind);
        // One of the two originals is taken back; what is left of the other depends on whether the correction was there first.
        const left = arrivals.stopped.length;
        const whole = { cash: 22_000n, '1132': -30_000n, '1138': 2_000n, '5110': 6_000n };
        const corrected = { cash: 12_000n, '1132': -15_000n, '5110': 3_000n };
        expect([whole, corrected]).toContainEqual(net);
        if (left === 0) expect(net).toEqual(whole);
      }),
    );
  });

  it('a remit may write its correction before its reversal', () => {
    const remit = [
      of('2', CORRECTION, { parcel: 'R', control: 'ICN1' }),
      of('3', reversalOf(ORIGINAL), { parcel: 'R' }),
    ];
    const books = new AccountBooks([of('1', ORIGINAL, { settled: true }), ...remit], RULES_V2);
    expect(books.verdictOf('2').kind).toBe('books');
    expect(books.verdictOf('3').kind).toBe('books');
  });
});
