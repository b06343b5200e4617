// Goal: forward balances, recoveries and refunds net to zero per reference, and what does not is listed. Method:
// movements as payers send them, in and out of order, and properties over random ones.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyMovements,
  familyOf,
  openBalance,
  openItems,
  type PlbMovement,
  pairRefunds,
  plbItemKey,
} from './plb-ledger';

const move = (reason: string, amountMinor: bigint, over: Partial<PlbMovement> = {}): PlbMovement => ({
  payer: 'ACME',
  payee: '2000000001',
  reason,
  referenceKey: 'r1',
  amountMinor,
  pairedWith72: false,
  date: '2026-01-05',
  ...over,
});

describe('families', () => {
  it.each([
    ['FB', 'forward-balance'],
    ['WO', 'recoupment'],
    ['72', 'refund'],
    ['PI', 'pip'],
    ['AP', 'advance'],
    ['E3', 'withhold'],
    ['WU', 'manual'],
    ['ZZ', 'manual'],
    ['constructor', 'manual'],
  ])('%s belongs to %s', (reason, family) => {
    expect(familyOf({ reason, pairedWith72: false })).toBe(family);
  });

  it('leaves nothing open for interest, penalties and unknown reasons', () => {
    for (const reason of ['L6', '50', 'WU', 'ZZ', 'IR']) expect(plbItemKey(move(reason, 1n))).toBeNull();
    expect(applyMovements(new Map(), [move('L6', -725n)]).size).toBe(0);
  });
});

describe('applyMovements', () => {
  it('keeps payers, payees, families and references apart', () => {
    const ledger = applyMovements(new Map(), [
      move('FB', -100n),
      move('FB', -100n, { payer: 'OTHER' }),
      move('FB', -100n, { payee: '2000000002' }),
      move('FB', -100n, { referenceKey: 'r2' }),
      move('WO', -100n),
    ]);
    expect(openItems(ledger)).toHaveLength(5);
  });

  it('carries a partly recovered liability, its age and its last movement', () => {
    const ledger = applyMovements(new Map(), [
      move('WO', 2000n, { date: '2026-03-01' }),
      move('WO', -5000n, { date: '2026-01-05' }),
    ]);
    expect(openItems(ledger)).toEqual([
      {
        payer: 'ACME',
        payee: '2000000001',
        family: 'recoupment',
        referenceKey: 'r1',
        balanceMinor: -3000n,
        movements: 2,
        openedOn: '2026-01-05',
        lastOn: '2026-03-01',
      },
    ]);
  });

  it('settles interim payments and advances by payee, whatever the reference', () => {
    const ledger = applyMovements(new Map(), [move('AP', -900n), move('AP', 900n, { referenceKey: 'letter' })]);
    expect(openItems(ledger)).toEqual([]);
  });

  it('lists open items oldest first and does not change the ledger it was given', () => {
    const before = applyMovements(new Map(), [move('FB', -1n, { referenceKey: 'late', date: '2026-02-01' })]);
    const after = applyMovements(before, [move('FB', -1n, { referenceKey: 'early' })]);
    expect(before.size).toBe(1);
    expect(openItems(after).map((item) => item.referenceKey)).toEqual(['early', 'late']);
  });

  it('comes to the same balances in any order, and every balance is the sum of its movements', () => {
    const random = fc.record({
      reason: fc.constantFrom('WO', 'FB', '72', 'PI', 'L6'),
      referenceKey: fc.constantFrom('r1', 'r2'),
      amountMinor: fc.bigInt({ min: -500n, max: 500n }),
    });
    fc.assert(
      fc.property(fc.array(random, { maxLength: 30 }), (list) => {
        const movements = list.map(({ reason, amountMinor, ...over }) => move(reason, amountMinor, over));
        const ledger = applyMovements(new Map(), movements);
        expect(applyMovements(new Map(), [...movements].reverse())).toEqual(ledger);
        for (const [key, item] of ledger) {
          const own = movements.filter((movement) => plbItemKey(movement) === key);
          expect(item.balanceMinor).toBe(own.reduce((sum, movement) => sum + movement.amountMinor, 0n));
        }
      }),
    );
  });
});

describe('openBalance', () => {
  it('is what a delayed recovery of that reference left open, and nothing of any other', () => {
    const ledger = applyMovements(new Map(), [move('WO', -5000n)]);
    expect(openBalance(ledger, move('WO', 5000n))).toBe(-5000n);
    expect(openBalance(ledger, move('WO', 5000n, { referenceKey: 'r2' }))).toBe(0n);
    expect(openBalance(ledger, move('WO', 5000n, { pairedWith72: true }))).toBe(0n);
    expect(openBalance(applyMovements(ledger, [move('WO', 7000n)]), move('WO', 1n))).toBe(2000n);
    expect(openBalance(ledger, move('L6', 1n))).toBe(0n);
  });
});

describe('pairRefunds', () => {
  it('pairs each acknowledgement with one recovery of the same reference and amount', () => {
    const pairs = [
      move('WO', 75n),
      move('72', -75n),
      move('WO', 75n),
      move('WO', 80n),
      move('72', -80n, { referenceKey: 'r2' }),
      move('WO', -75n),
      move('FB', 75n),
    ];
    expect(pairRefunds(pairs)).toEqual([true, false, false, false, false, false, false]);
  });

  it('does not read a positive 72 as an acknowledgement', () => {
    expect(pairRefunds([move('72', 75n), move('WO', -75n)])).toEqual([false, false]);
  });
});
