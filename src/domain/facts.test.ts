// Goal: facts survive storage and say what they do to cash. Method: JSON round trips with amounts as text.
import { describe, expect, it } from 'vitest';
import { cashEffectMinor, claimFacts, EVENT_TYPES, eventFacts, plbFacts } from './facts';
import { claim, NO_HINTS, plb } from './remit.fixture';

const stored = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_key, field) => (typeof field === 'bigint' ? field.toString() : field)));

describe('event facts', () => {
  it.each([
    ['claim', claim('100', '-60', ['CO-45 160'])],
    ['plb', plb('WO:r', '-7.25', { pairedWith72: true })],
    ['remit', { kind: 'remit', amountMinor: 33725n, unapplied: true, hints: NO_HINTS }],
  ])('%s comes back from storage as it was', (_kind, facts) => {
    expect(eventFacts.parse(stored(facts))).toEqual(facts);
  });

  it('reads a PLB stored before refunds were paired', () => {
    const { pairedWith72: _, ...old } = plb('WO:r', '5');
    expect(plbFacts.parse(stored(old)).pairedWith72).toBe(false);
  });

  it.each(['1.50', '', '1e3', ' 1', '1234567890123456789'])('refuses the amount %j', (paidMinor) => {
    expect(claimFacts.safeParse({ ...claim('1', '1'), paidMinor }).success).toBe(false);
  });

  it('refuses a kind it does not know', () => {
    expect(eventFacts.safeParse({ ...claim('1', '1'), kind: 'charge' }).success).toBe(false);
  });

  it('has an event type for every kind', () => {
    expect(new Set(Object.keys(EVENT_TYPES))).toEqual(new Set(eventFacts.options.map((one) => one.shape.kind.value)));
  });
});

describe('cashEffectMinor', () => {
  it('is the payment of a claim, and a positive PLB takes it away', () => {
    expect(cashEffectMinor(claim('100', '60'))).toBe(6000n);
    expect(cashEffectMinor(plb('WO', '12.50'))).toBe(-1250n);
    expect(cashEffectMinor(plb('L6', '-7.25'))).toBe(725n);
    expect(cashEffectMinor({ kind: 'remit', amountMinor: 5n, unapplied: true, hints: NO_HINTS })).toBe(5n);
  });
});
