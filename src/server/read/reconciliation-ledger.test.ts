// Goal: the reasons of the GL leg always sum to GL less posted. Method: properties over made-up readings; named cases.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LooseDocument } from './reconciliation-gl';
import { type LedgerInput, ledgerLegs } from './reconciliation-ledger';

const at = new Date('2026-10-31T12:00:00Z');
type Case = {
  gl: bigint;
  confirmed: bigint;
  since: bigint;
  posted: bigint;
  loose: readonly LooseDocument[];
  pending: bigint;
  others: bigint;
  ownCount: number;
};

const looseOf = (cashMinor: bigint, differenceMinor: bigint): LooseDocument => ({
  entity: '100',
  number: 'JRN-9',
  postingId: 'p',
  parcelId: 'r',
  postingState: 'held',
  cashMinor,
  debitMinor: 1_000n,
  differenceMinor,
  owner: null,
});
function inputOf(c: Case): LedgerInput {
  return {
    reads: [
      {
        entity: '100',
        name: 'Hospitals',
        readId: 'g',
        readAt: at,
        failedAt: null,
        failureText: null,
        ownCount: c.ownCount,
        ownDebitMinor: 5_000n,
        ownCreditMinor: 5_000n,
      },
    ],
    cash: new Map([['g', c.gl]]),
    ours: [
      {
        entity: '100',
        confirmedMinor: c.confirmed,
        sinceMinor: c.since,
        sinceItems: 0,
        sinceCount: 0,
        othersMinor: c.others,
        sinceDebitMinor: 0n,
        confirmedCount: 3,
        confirmedDebitMinor: 4_000n,
      },
    ],
    posted: new Map([['100', c.posted]]),
    loose: c.loose,
    pending: [{ entity: '100', count: 1, debitMinor: 1_000n, cashMinor: c.pending }],
    unsent: [
      { entity: '100', period: '2026-10', state: 'proposed', count: 2, debitMinor: 700n },
      { entity: '200', period: '2026-10', state: 'ready', count: 1, debitMinor: 5n },
    ],
  };
}
const legOf = (c: Partial<Case>) => {
  const [leg] = ledgerLegs(
    inputOf({ gl: 0n, confirmed: 0n, since: 0n, posted: 0n, loose: [], pending: 0n, others: 0n, ownCount: 3, ...c }),
  );
  if (!leg) throw new Error('one leg');
  return leg;
};

describe('ledgerLegs', () => {
  it('always sum to GL less posted', () => {
    const money = fc.bigInt({ min: -1_000_000n, max: 1_000_000n });
    const loose = fc.array(
      fc.tuple(money, money).map(([cash, off]) => looseOf(cash, off)),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(
        money,
        money,
        money,
        money,
        loose,
        money,
        fc.nat(9),
        money,
        (gl, confirmed, since, posted, docs, pending, ownCount, others) => {
          const leg = legOf({ gl, confirmed, since, posted, loose: docs, pending, ownCount, others });
          expect(leg.why.reduce((sum, why) => sum + why.amountMinor, 0n)).toBe(gl - others - posted);
          expect(leg.why.every((why) => why.amountMinor !== 0n || why.kind === 'loose' || why.kind === 'pending')).toBe(
            true,
          );
        },
      ),
    );
  });

  it('has nothing to say when all ties', () => {
    expect(legOf({ gl: 500n, confirmed: 500n, posted: 500n }).why).toEqual([]);
  });

  it('takes out what deposits cleared of the same accounts, and keeps the ERP’s own balance', () => {
    const leg = legOf({ gl: 120n, others: -380n, confirmed: 500n, posted: 500n });
    expect(leg).toMatchObject({ glMinor: 500n, balanceMinor: 120n, why: [] });
  });

  it('names what no target was asked for yet, of this entity only', () => {
    expect(legOf({}).unsent).toEqual([{ state: 'proposed', count: 2, debitMinor: 700n }]);
  });

  it('names journals on their way only when the ERP’s own count of our keys proves them', () => {
    expect(legOf({ gl: 700n, confirmed: 500n, posted: 500n, pending: 200n, ownCount: 4 }).why).toMatchObject([
      { kind: 'pending', amountMinor: 200n },
    ]);
    expect(legOf({ gl: 700n, confirmed: 500n, posted: 500n, pending: 200n, ownCount: 3 }).why).toMatchObject([
      { kind: 'foreign', amountMinor: 200n },
    ]);
  });

  it('takes a changed amount off the side the cash stands on', () => {
    expect(legOf({ gl: 99n, loose: [looseOf(100n, -1n)] }).why).toMatchObject([
      { amountMinor: 99n, title: 'Booked 0.01 less than asked, JRN-9' },
    ]);
    expect(legOf({ gl: -99n, loose: [looseOf(-100n, -1n)] }).why).toMatchObject([{ amountMinor: -99n }]);
  });

  it('says what the reading could not know yet, and which entity is ahead', () => {
    expect(legOf({ gl: 300n, confirmed: 500n, since: 200n, posted: 500n }).why).toMatchObject([
      { kind: 'since', amountMinor: -200n },
    ]);
    expect(legOf({ gl: 500n, confirmed: 500n, posted: 300n }).why).toMatchObject([{ kind: 'half', amountMinor: 200n }]);
  });

  it('is open while the ERP was never read', () => {
    const input = inputOf({
      gl: 0n,
      confirmed: 0n,
      since: 0n,
      posted: 5n,
      loose: [],
      pending: 0n,
      others: 0n,
      ownCount: 0,
    });
    const [leg] = ledgerLegs({ ...input, reads: input.reads.map((read) => ({ ...read, readId: null })) });
    expect(leg).toMatchObject({ glMinor: null, why: [], own: null, postedMinor: 5n });
  });
});
