import type { Tx } from '@/server/platform/db';
import { WAITS } from './standing';

export type Backlog = { readonly stage: string; readonly waiting: number; readonly oldestSeconds: number | null };
export type Beat = { readonly id: string; readonly beatSeconds: number };

/** Work per stage, each from the index its stage claims by; what waits behind a stopped item of its own key is not late. */
export const readBacklog = (tx: Tx): Promise<Backlog[]> =>
  tx.query<Backlog>(
    `SELECT 'parse' AS stage, count(*)::int AS waiting, extract(epoch FROM now() - min(ready_at))::int AS "oldestSeconds"
       FROM artifact WHERE state = 'received'
     UNION ALL SELECT 'canonicalize', count(*)::int, extract(epoch FROM now() - min(ready_at))::int FROM parcel WHERE state = 'parsed'
     UNION ALL SELECT 'map', count(*)::int, extract(epoch FROM now() - min(ready_at))::int FROM item i
       WHERE state = 'ready' AND NOT ${WAITS}
     UNION ALL SELECT 'post', count(*)::int, extract(epoch FROM now() - min(ready_at))::int FROM posting WHERE state = 'ready'
     UNION ALL SELECT 'confirm', count(*)::int, extract(epoch FROM now() - min(ready_at))::int FROM posting
       WHERE state IN ('intent', 'queued', 'sent', 'unknown')`,
  );

const BEATS_MAX = 50;

/** Workers by their last sign of life, the newest first. */
export const readBeats = (tx: Tx): Promise<Beat[]> =>
  tx.query<Beat>(
    `SELECT id, extract(epoch FROM now() - beat_at)::int AS "beatSeconds" FROM worker_heartbeat
      ORDER BY beat_at DESC LIMIT ${BEATS_MAX}`,
  );
