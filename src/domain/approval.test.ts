// Goal: whoever may not answer sees the right reason before they try. Method: one case per reason.
import { describe, expect, it } from 'vitest';
import { barOf } from './approval';

const asked = {
  state: 'asked',
  maker: 'maker@house.example',
  askedBy: 'asker@house.example',
  voters: ['first@house.example'],
  amountMinor: 500_000n,
  beforeMinor: 0n,
  hidden: 0,
} as const;
const reader = (email: string, limitMinor = 1_000_000n) => ({ email, mayDecide: true, limitMinor });

describe('barOf', () => {
  it('lets another person within the limit answer', () => {
    expect(barOf(asked, reader('second@house.example'))).toBeNull();
  });

  it('names who asked and who made it', () => {
    expect(barOf(asked, reader('maker@house.example'))).toBe('maker');
    expect(barOf(asked, reader('asker@house.example'))).toBe('asked');
  });

  it('takes one vote per person', () => {
    expect(barOf(asked, reader('first@house.example'))).toBe('voted');
  });

  it('counts what was asked before under the same limit, whatever the sign', () => {
    const second = reader('second@house.example');
    expect(barOf({ ...asked, beforeMinor: 600_000n }, second)).toBe('limit');
    expect(barOf({ ...asked, amountMinor: -1_000_001n }, second)).toBe('limit');
    expect(barOf({ ...asked, amountMinor: -1_000_000n }, second)).toBeNull();
  });

  it('lets nobody agree to what they cannot see', () => {
    expect(barOf({ ...asked, hidden: 1 }, reader('second@house.example'))).toBe('hidden');
  });

  it('says first that nothing is asked any more', () => {
    expect(barOf({ ...asked, state: 'given' }, reader('maker@house.example'))).toBe('ended');
    expect(barOf(asked, { ...reader('second@house.example'), mayDecide: false })).toBe('right');
  });
});
