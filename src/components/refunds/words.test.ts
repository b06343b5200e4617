// Goal: the clock says how much is left and turns amber before it is late. Method: sixty days from 1 October.
import { describe, expect, it } from 'vitest';
import { clockOf, refundViewFrom, stateOf } from './words';

const clock = { from: '2026-10-01', due: '2026-11-30' };

describe('clockOf', () => {
  it('counts days, and warns in the last quarter', () => {
    expect(clockOf(clock, '2026-10-21', false)).toEqual({ look: '', share: 33, words: 'day 20 of 60, 40 d left' });
    expect(clockOf(clock, '2026-11-15', false).look).toBe('warn');
  });

  it('is late the day after it is due', () => {
    expect(clockOf(clock, '2026-11-30', false).look).toBe('warn');
    expect(clockOf(clock, '2026-12-02', false)).toEqual({ look: 'late', share: 100, words: '2 d late' });
  });

  it('stands still once the refund has ended', () => {
    expect(clockOf(clock, '2027-01-01', true)).toEqual({ look: 'stop', share: 100, words: 'stopped' });
  });
});

describe('states', () => {
  it('are said in the words of the flow', () => {
    expect(stateOf('awaiting')).toEqual({ state: 'held', word: 'Awaits approval' });
    expect(stateOf('issued').state).toBe('inflight');
    expect(stateOf('something new')).toEqual({ state: 'inflight', word: 'something new' });
    expect(refundViewFrom('nothing')).toBe('open');
  });
});
