import type { Mix } from './accidents';
import { planAt } from './plan';
import type { DeliverySpec } from './remits';

type SequenceOptions = {
  readonly seed: string;
  readonly mix: Mix;
  /** YYYY-MM-DD. */
  readonly baseDate: string;
  readonly claimsPerRemit: number | null;
  readonly remits: number | null;
};

/** The spec of the planned delivery at an index when nothing but planned deliveries is ever sent. */
export function specAt(options: SequenceOptions, index: number): DeliverySpec {
  const { mix, ...fixed } = options;
  const planned = planAt(options.seed, index, mix);
  const base = planned.refersTo === null ? null : specAt(options, planned.refersTo);
  return { ...fixed, sequence: index, step: planned.step, base };
}
