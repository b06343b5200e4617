import type { Tx } from '@/server/platform/db';

export type Health = { readonly now: Date; readonly workers: number; readonly lastBeatSeconds: number | null };

/** A worker beats every few seconds; one silent for longer than this is counted as gone. */
const BEAT_SILENT_SECONDS = 30;

/** The database's own time, how many workers are alive, and how long ago the last one beat (null: never). */
export async function readHealth(tx: Tx): Promise<Health> {
  const [row] = await tx.query<Health>(
    `SELECT now() AS now, count(*) FILTER (WHERE beat_at > now() - make_interval(secs => $1))::int AS workers,
            extract(epoch FROM now() - max(beat_at))::int AS "lastBeatSeconds" FROM worker_heartbeat`,
    [BEAT_SILENT_SECONDS],
  );
  return row ?? { now: new Date(), workers: 0, lastBeatSeconds: null };
}

/** What the living workers counted, as they wrote it. At most 64 workers. */
export async function readWorkerMetrics(tx: Tx): Promise<unknown[]> {
  const rows = await tx.query<{ metrics: unknown }>(
    `SELECT detail -> 'metrics' AS metrics FROM worker_heartbeat
      WHERE beat_at > now() - make_interval(secs => $1) ORDER BY id LIMIT 64`,
    [BEAT_SILENT_SECONDS],
  );
  return rows.map((row) => row.metrics);
}
