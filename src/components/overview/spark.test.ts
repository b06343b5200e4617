// Goal: one stopped item is seen, and no bar leaves its frame. Method: examples and the order of heights.
import { describe, expect, it } from 'vitest';
import { barHeight } from './spark';

describe('barHeight', () => {
  it('draws nothing for nothing and something for one', () => {
    expect(barHeight(0)).toBe(0);
    expect(barHeight(1)).toBeGreaterThanOrEqual(3);
  });

  it('grows with the count and stays in the frame', () => {
    const heights = [1, 10, 100, 1_000, 1_000_000].map(barHeight);
    expect(heights).toEqual([...heights].sort((a, b) => a - b));
    expect(Math.max(...heights)).toBeLessThanOrEqual(19);
  });
});
