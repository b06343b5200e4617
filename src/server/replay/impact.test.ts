// Goal: an impact survives storage to the cent, beyond the range of floats. Method: round trips over random amounts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readImpact, storedImpact } from './impact';

const amount = fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n });

describe('an impact', () => {
  it('comes back as it was stored', () => {
    fc.assert(
      fc.property(amount, amount, (pass, fail) => {
        const impact = {
          covered: 2,
          ranAt: '2026-11-03T09:46:00.000Z',
          wouldPass: { items: 1, amountMinor: pass },
          wouldFail: [{ code: 'PERIOD_CLOSED', title: 'Closed', items: 1, amountMinor: fail }],
          net: [{ entity: '100', account: '1012', period: '2026-10', amountMinor: pass }],
          lines: 2,
        };
        expect(readImpact(JSON.parse(JSON.stringify(storedImpact(impact))))).toEqual(impact);
      }),
    );
  });
  it('is none when nothing readable is stored', () => {
    expect(readImpact(null)).toBeNull();
    expect(readImpact({ covered: 'many' })).toBeNull();
  });
});
