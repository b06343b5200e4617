import { systemActor, type Tx, withTransaction } from '@/server/platform/db';
import { logger } from '@/server/platform/logger';

/** Something the product does by the clock. One process at a time: the others find the lock taken and pass. */
export type Sweep = {
  readonly name: string;
  readonly everyMs: number;
  readonly run: (tx: Tx) => Promise<void>;
};

const log = logger('sweep');
/** After a failure the sweep comes again this soon, however rare it is. */
const RETRY_MS = 60_000;

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

async function runSweep(sweep: Sweep): Promise<boolean> {
  try {
    await withTransaction(systemActor(`sweep/${sweep.name}`), async (tx) => {
      const [lock] = await tx.query<{ mine: boolean }>('SELECT pg_try_advisory_xact_lock(hashtext($1)) AS mine', [
        `tieout/sweep/${sweep.name}`,
      ]);
      if (lock?.mine) await sweep.run(tx);
    });
    return true;
  } catch (error) {
    log.warn('sweep.failed', { sweep: sweep.name, error });
    return false;
  }
}
