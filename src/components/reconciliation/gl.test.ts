// Goal: nothing says that a period ties while postings of it were not sent. Method: legs by hand.
import { describe, expect, it } from 'vitest';
import { glOf } from './gl';
import type { LedgerLeg, Legs } from './queries';

const LEG: LedgerLeg = {
  entity: '100',
  name: 'Hospitals',
  postedMinor: 500n,
  glMinor: 500n,
  balanceMinor: 120n,
  readAt: new Date('2026-10-31T12:00:00Z'),
  failedAt: null,
  failureText: null,
  why: [],
  unsent: [],
  own: null,
};
const glWith = (...legs: readonly LedgerLeg[]) =>
  glOf({ gl: { kind: 'ledger', accounts: ['1012'], legs } } as Pick<Legs, 'gl'>);

describe('glOf', () => {
  it('ties when the ERP holds what was posted and nothing is left to send', () => {
    expect(glWith(LEG)).toMatchObject({ words: 'ties in every entity', unsent: null, clearedMinor: 380n });
  });

  it.each(['proposed', 'ready', 'open'] as const)('does not tie while a posting is %s, and says how much', (state) => {
    const gl = glWith(LEG, { ...LEG, entity: '200', unsent: [{ state, count: 2, debitMinor: 120_000n }] });
    expect(gl.words).toBe('what was sent ties');
    expect(gl.unsent).toBe('$1,200.00 not sent');
  });

  it('says what came after the reading instead of a difference, and a difference where there is another', () => {
    const since = { kind: 'since', amountMinor: -200n, items: 3 } as LedgerLeg['why'][number];
    const later: LedgerLeg = { ...LEG, postedMinor: 700n, why: [since] };
    expect(glWith(later, { ...LEG, entity: '200' }).words).toBe('tied when read, 3 documents since');
    const loose = { kind: 'loose', amountMinor: 50n, items: 1 } as LedgerLeg['why'][number];
    expect(glWith({ ...later, glMinor: 550n, why: [since, loose] }, LEG).words).toBe('1 of 2 entities differ');
  });
});
