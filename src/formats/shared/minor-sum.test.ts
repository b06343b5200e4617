// Goal: a sum is exact whatever its size and order.
// Method: sums of random amounts, the largest included, against the same sum in bigints.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MinorSum } from './minor-sum';

it('adds exactly beyond what a number can hold', () => {
  const limit = 2 ** 52;
  fc.assert(
    fc.property(fc.array(fc.maxSafeInteger().map((value) => value % (limit + 1))), fc.bigInt(), (amounts, large) => {
      const sum = new MinorSum();
      for (const amount of [...amounts, limit, limit, limit - 1]) sum.add(amount);
      sum.addLarge(large);
      const expected = [...amounts, limit, limit, limit - 1].reduce((total, amount) => total + BigInt(amount), large);
      expect(sum.total).toBe(expected);
    }),
  );
});
