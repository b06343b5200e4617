import { type Actor, systemActor } from '@/server/platform/db';
import { logger } from '@/server/platform/logger';

/** Something the product does by the clock. Every worker process does it, so doing it twice at once must be harmless. */
export type Sweep = {
  readonly name: string;
  readonly everyMs: number;
  readonly run: (actor: Actor) => Promise<unknown>;
};

const log = logger('sweep');
/** After a failure the sweep comes again this soon, however rare it is. */
const RETRY_MS = 15_000;

/** Runs each sweep at once and then by its interval, until the returned function is called. */
export function startSweeps(sweeps: readonly Sweep[]): () => void {
  const timers = new Map<string, NodeJS.Timeout>();
  const turn = async (sweep: Sweep): Promise<void> => {
    const done = await runSweep(sweep);
    if (timers.has(sweep.name)) plan(sweep, done ? sweep.everyMs : Math.min(RETRY_MS, sweep.everyMs));
  };
  const plan = (sweep: Sweep, delayMs: number): void => {
    timers.set(
      sweep.name,
      setTimeout(() => void turn(sweep), delayMs),
    );
  };
  for (const sweep of sweeps) plan(sweep, 0);
  return () => {
    for (const timer of timers.values()) clearTimeout(timer);
    timers.clear();
  };
}

/** One turn of a sweep; `false` when it failed, which is logged and comes again. */
export async function runSweep(sweep: Sweep): Promise<boolean> {
  try {
    await sweep.run(systemActor(`sweep/${sweep.name}`));
    return true;
  } catch (error) {
    log.warn('sweep.failed', { sweep: sweep.name, error });
    return false;
  }
}
