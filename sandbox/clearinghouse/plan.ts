import { createPrng } from '../prng';
import { type Mix, SCENARIO_NAMES, SCENARIOS, STEPS, type Step } from './accidents';

/** One planned delivery: what happens in it and which earlier one it refers to. */
type PlannedStep = { readonly step: Step; readonly refersTo: number | null };

/**
 * The plan of one block of deliveries, from the seed alone. Every block tells each story exactly as often as the mix
 * says, so proportions hold over any whole number of blocks; only their places are drawn. A story never reaches back
 * beyond its block, and two stories never take back the same delivery.
 */
export function planBlock(seed: string, block: number, mix: Mix): readonly PlannedStep[] {
  const prng = createPrng(seed, 'plan', block);
  const stories = SCENARIO_NAMES.flatMap((name) =>
    Array.from({ length: mix.counts[name] ?? 0 }, () => SCENARIOS[name]),
  );
  const needingClean = stories.filter((story) => STEPS[story[0]].needs === 'clean').length;
  const steps = stories.reduce((sum, story) => sum + story.length, 0);
  if (steps + needingClean > mix.blockSize) {
    throw new RangeError(`the mix needs ${steps + needingClean} deliveries but a block has ${mix.blockSize}`);
  }
  // The head stays clean so that even if every needy story came first, each would find a delivery of its own.
  const places = prng.shuffle(Array.from({ length: mix.blockSize - needingClean }, (_, index) => index + needingClean));
  const plan: PlannedStep[] = Array.from({ length: mix.blockSize }, () => ({ step: 'none', refersTo: null }));
  for (const story of prng.shuffle(stories)) {
    const mine = places.splice(0, story.length).sort((left, right) => left - right);
    story.forEach((step, index) => {
      const place = mine[index] as number;
      plan[place] = { step, refersTo: index === 0 ? null : (mine[index - 1] as number) };
    });
  }
  return linkToClean(plan, prng);
}

/** Gives every step that needs one a clean delivery before it, each to at most one of them. */
function linkToClean(plan: readonly PlannedStep[], prng: ReturnType<typeof createPrng>): readonly PlannedStep[] {
  const free: number[] = [];
  return plan.map((planned, place) => {
    if (planned.step === 'none') free.push(place);
    if (STEPS[planned.step].needs !== 'clean') return planned;
    const chosen = prng.int(0, free.length - 1);
    const [refersTo] = free.splice(chosen, 1);
    if (refersTo === undefined) throw new RangeError('no clean delivery is left to refer to');
    return { ...planned, refersTo };
  });
}

/** The planned step at a position counted from the first delivery, its reference counted likewise. */
export function planAt(seed: string, index: number, mix: Mix): PlannedStep {
  const block = Math.floor(index / mix.blockSize);
  const start = block * mix.blockSize;
  const planned = planBlock(seed, block, mix)[index - start];
  if (!planned) throw new RangeError(`there is no delivery ${index}`);
  return { step: planned.step, refersTo: planned.refersTo === null ? null : planned.refersTo + start };
}
