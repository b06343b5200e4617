import { hostname } from 'node:os';
import { systemActor, withTransaction } from '@/server/platform/db';
import { logger } from '@/server/platform/logger';
import { snapshotMetrics } from '@/server/platform/metrics';
import { beat, endBeat } from '@/server/store/heartbeats';

const BEAT_MS = 5000;
const log = logger('heartbeat');

/**
 * Says every 5 seconds that this process is alive and what it has counted so far. A worker whose last beat is older than
 * half a minute is shown as gone. The returned function takes the row away.
 */
export function startHeartbeat(): () => Promise<void> {
  const id = `${hostname()}/${process.pid}`;
  let stopped = false;
  const beatOnce = async (): Promise<void> => {
    if (stopped) return;
    const detail = { metrics: snapshotMetrics(), rssBytes: process.memoryUsage().rss };
    await withTransaction(systemActor('heartbeat'), (tx) => beat(tx, id, detail)).catch((error: unknown) =>
      log.warn('heartbeat.missed', { error }),
    );
  };
  void beatOnce();
  const timer = setInterval(() => void beatOnce(), BEAT_MS);
  return async () => {
    stopped = true;
    clearInterval(timer);
    await withTransaction(systemActor('heartbeat'), (tx) => endBeat(tx, id)).catch(() => undefined);
  };
}
