import type { Sweep } from './sweep';

const HOUR_MS = 3_600_000;
const MONTHS_AHEAD = 3;

/** Monthly partitions exist before the month does. */
const partitions: Sweep = {
  name: 'partitions',
  everyMs: 24 * HOUR_MS,
  run: async (tx) => {
    await tx.query('SELECT tieout_make_partitions(now(), $1)', [MONTHS_AHEAD]);
  },
};

/** Rows of workers that died without saying so. */
const deadWorkers: Sweep = {
  name: 'dead-workers',
  everyMs: HOUR_MS,
  run: async (tx) => {
    await tx.execute("DELETE FROM worker_heartbeat WHERE beat_at < now() - interval '1 hour'");
  },
};

export const SWEEPS: readonly Sweep[] = [partitions, deadWorkers];
