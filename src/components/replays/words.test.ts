// Goal: only confirmed is green, and every status of an item stands in exactly one place of the progress. Method: the
// tables.
import { describe, expect, it } from 'vitest';
import { LEFT, MOVING, OUTCOMES, STATUSES, sendWords } from './words';

describe('words', () => {
  it('keep green for what is confirmed', () => {
    const green = (looks: Readonly<Record<string, { readonly state: string }>>) =>
      Object.keys(looks).filter((key) => looks[key]?.state === 'posted');
    expect(green(STATUSES)).toEqual(['confirmed']);
    expect(green(OUTCOMES)).toEqual(['settled']);
  });
  it('show every status once', () => {
    expect(new Set([...MOVING, ...LEFT])).toEqual(new Set(Object.keys(STATUSES)));
    expect(MOVING.length + LEFT.length).toBe(Object.keys(STATUSES).length);
  });
  it('name the count on the button', () => {
    expect(sendWords('release', 231)).toBe('Send 231 items');
    expect(sendWords('reject', 1)).toBe('Reject 1 item');
  });
});
