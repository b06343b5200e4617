import type { Tx } from '../platform/db';

/** A worker's sign of life, and what it has counted so far. */
export const beat = (tx: Tx, id: string, detail: unknown): Promise<number> =>
  tx.execute(
    `INSERT INTO worker_heartbeat (id, detail) VALUES ($1, $2)
     ON CONFLICT (id) DO UPDATE SET beat_at = now(), detail = EXCLUDED.detail`,
    [id, JSON.stringify(detail)],
  );

export const endBeat = (tx: Tx, id: string): Promise<number> =>
  tx.execute('DELETE FROM worker_heartbeat WHERE id = $1', [id]);

/** Rows of workers that died without saying so. */
export const dropDeadBeats = (tx: Tx): Promise<number> =>
  tx.execute("DELETE FROM worker_heartbeat WHERE beat_at < now() - interval '1 hour'");
