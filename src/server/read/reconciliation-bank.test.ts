// Goal: the reasons of the bank leg sum to bank less remit, whatever is tied or open. Method: properties over made-up entries.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bankLegOf } from './reconciliation-bank';

const part = fc.record({
  kind: fc.constantFrom(
    'tied' as const,
    'no-deposit' as const,
    'no-remit' as const,
    'differs' as const,
    'suggested' as const,
  ),
  side: fc.constantFrom('bank' as const, 'remit' as const),
  entries: fc.nat(9),
  amountMinor: fc.bigInt({ min: 0n, max: 1_000_000n }),
});

describe('bankLegOf', () => {
  it('explains bank less remit to the cent', () => {
    fc.assert(
      fc.property(fc.array(part), fc.bigInt({ min: 0n, max: 1_000_000n }), (all, received) => {
        const parts = all.map((each) => (each.side === 'bank' ? each : { ...each, amountMinor: -each.amountMinor }));
        const leg = bankLegOf(parts, received);
        expect(leg.why.reduce((sum, why) => sum + why.amountMinor, 0n)).toBe(leg.bankMinor - received);
      }),
    );
  });

  it('has nothing to explain when every remit met its deposit', () => {
    const tied = { kind: 'tied' as const, entries: 1 };
    const parts = [
      { ...tied, side: 'remit' as const, amountMinor: -500n },
      { ...tied, side: 'bank' as const, amountMinor: 500n },
    ];
    expect(bankLegOf(parts, 500n)).toEqual({ kind: 'read', bankMinor: 500n, deposits: 1, why: [] });
  });
});
