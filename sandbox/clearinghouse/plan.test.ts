// Goal: proportions are exact and references sound. Method: properties over random seeds and blocks.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MIXES, type Mix, SCENARIO_NAMES, SCENARIOS, STEPS } from './accidents';
import { planAt, planBlock } from './plan';

const anyPlan = fc.tuple(fc.string(), fc.nat(10_000), fc.constantFrom<Mix>(MIXES.default, MIXES.dense, MIXES.none));

describe('plan', () => {
  it('tells every story exactly as often as its mix says, in every block', () => {
    fc.assert(
      fc.property(anyPlan, ([seed, block, mix]) => {
        const plan = planBlock(seed, block, mix);
        expect(plan).toHaveLength(mix.blockSize);
        for (const name of SCENARIO_NAMES) {
          for (const step of SCENARIOS[name]) {
            expect(plan.filter((planned) => planned.step === step)).toHaveLength(mix.counts[name] ?? 0);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('refers backwards only: to a clean delivery of its own, or to the step before', () => {
    fc.assert(
      fc.property(anyPlan, ([seed, block, mix]) => {
        const plan = planBlock(seed, block, mix);
        const takenBack: number[] = [];
        for (const [place, { step, refersTo }] of plan.entries()) {
          if (STEPS[step].needs === 'nothing') expect(refersTo).toBeNull();
          else expect(refersTo).toBeLessThan(place);
          if (STEPS[step].needs === 'clean') {
            expect(plan[refersTo as number]?.step).toBe('none');
            takenBack.push(refersTo as number);
          }
          if (STEPS[step].needs === 'previous-step') {
            const story = Object.values(SCENARIOS).find((steps) => (steps as readonly string[]).includes(step));
            const before = (story as readonly string[])[(story as readonly string[]).indexOf(step) - 1];
            expect(plan[refersTo as number]?.step).toBe(before);
          }
        }
        expect(new Set(takenBack).size).toBe(takenBack.length);
      }),
      { numRuns: 60 },
    );
  });

  it('counts places and references over all blocks', () => {
    const far = planAt('s', 250, MIXES.default);
    expect(far.step).toBe(planBlock('s', 2, MIXES.default)[50]?.step);
    const linked = Array.from({ length: 100 }, (_, index) => planAt('s', 300 + index, MIXES.default));
    for (const { refersTo } of linked) expect(refersTo === null || refersTo >= 300).toBe(true);
  });

  it('refuses a mix that does not fit its block', () => {
    expect(() => planBlock('s', 0, { blockSize: 10, counts: { truncated: 11 } })).toThrow(/block has 10/);
  });
});
