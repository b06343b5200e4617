// Goal: every block tells each story as often as its mix says. Method: properties over random seeds and blocks.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paymentStoryAt, runStoryAt } from './plan';
import { MIXES, type Mix, PAYMENT_STORIES, RUN_STORIES } from './stories';

const anyPlan = fc.tuple(fc.string(), fc.nat(5_000), fc.constantFrom<Mix>(MIXES.default, MIXES.dense, MIXES.none));

describe('plan', () => {
  it('tells every story exactly as often as its mix says, in every block of payments and of runs', () => {
    fc.assert(
      fc.property(anyPlan, ([seed, block, mix]) => {
        const told = (size: number, storyAt: typeof paymentStoryAt | typeof runStoryAt): string[] =>
          Array.from({ length: size }, (_, place) => storyAt(seed, block * size + place, mix));
        const payments = told(mix.paymentBlock, paymentStoryAt);
        const runs = told(mix.runBlock, runStoryAt);
        for (const name of PAYMENT_STORIES) {
          expect(payments.filter((each) => each === name)).toHaveLength(mix.counts[name] ?? 0);
        }
        for (const name of RUN_STORIES)
          expect(runs.filter((each) => each === name)).toHaveLength(mix.counts[name] ?? 0);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses a mix that does not fit its block', () => {
    expect(() => paymentStoryAt('s', 0, { paymentBlock: 3, runBlock: 3, counts: { late: 4 } })).toThrow(/block has 3/);
  });
});
