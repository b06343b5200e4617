import type { Pool } from 'pg';
import { type Mix, SCENARIOS, type Scenario, STEPS, type Step } from './accidents';
import { buildDelivery } from './deliveries';
import { freeCleanSpec, nextPlace, recordDelivery, specOfPlanned } from './ledger';
import { planAt } from './plan';
import type { DeliverySpec } from './remits';

type MakerOptions = {
  readonly pool: Pool;
  readonly seed: string;
  readonly mix: Mix;
  readonly today: () => string;
  /** Called whenever a delivery has been written down and can be sent. */
  readonly onMade: () => void;
};

/** How big the files are; null leaves it to the payers' own distribution. */
export type FileSize = Pick<DeliverySpec, 'claimsPerRemit' | 'remits'>;

export const USUAL_SIZE: FileSize = { claimsPerRemit: null, remits: null };

/** Makes deliveries and writes them to the ledger. Callers run its functions one at a time: each takes a number. */
export function createMaker(options: MakerOptions) {
  const { pool, seed } = options;

  const record = async (fixed: Pick<DeliverySpec, 'step' | 'base'> & FileSize, planIndex: number | null) => {
    const { sequence } = await nextPlace(pool, seed);
    const spec: DeliverySpec = { seed, sequence, baseDate: options.today(), ...fixed };
    await recordDelivery(pool, buildDelivery(spec), planIndex);
    options.onMade();
    return spec;
  };

  return {
    /** The next delivery of the plan. */
    async planned(size: FileSize): Promise<DeliverySpec> {
      const { planIndex } = await nextPlace(pool, seed);
      const { step, refersTo } = planAt(seed, planIndex, options.mix);
      const base = refersTo === null ? null : await specOfPlanned(pool, seed, refersTo);
      return record({ step, base, ...size }, planIndex);
    },
    /** All steps of one story, with a clean delivery before them when the story needs one and none is free. */
    async story(accident: Scenario | 'none', size: FileSize): Promise<readonly DeliverySpec[]> {
      const steps: readonly Step[] = accident === 'none' ? ['none'] : SCENARIOS[accident];
      const made: DeliverySpec[] = [];
      for (const step of steps) {
        let base = STEPS[step].needs === 'previous-step' ? (made.at(-1) ?? null) : null;
        if (STEPS[step].needs === 'clean') {
          base = await freeCleanSpec(pool, seed);
          if (!base) {
            base = await record({ step: 'none', base: null, ...size }, null);
            made.push(base);
          }
        }
        made.push(await record({ step, base, ...size }, null));
      }
      return made;
    },
  };
}

export type Maker = ReturnType<typeof createMaker>;
