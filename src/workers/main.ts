import { closeDatabase } from '@/server/platform/db';
import { logger } from '@/server/platform/logger';
import { PROCESSORS } from './processors';
import { startRuntime } from './runtime/runtime';
import { SWEEPS } from './sweeps';
import { startHeartbeat } from './sweeps/heartbeat';
import { startSweeps } from './sweeps/sweep';

/** A set under way gets this long to finish; then its lease and fence make it safe to go without it. */
const EXIT_MS = 8000;

const log = logger('worker');
const runtime = startRuntime(PROCESSORS);
const stopSweeps = startSweeps(SWEEPS);
const stopHeartbeat = startHeartbeat();
log.info('worker.ready', { count: PROCESSORS.length });
// The start process waits for this line on the channel it gave us.
process.send?.('ready');

let stopping = false;
async function stop(signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  log.info('worker.stopping', { signal });
  setTimeout(() => process.exit(1), EXIT_MS).unref();
  stopSweeps();
  await runtime.stop();
  await stopHeartbeat();
  await closeDatabase();
  process.exit(0);
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
// A parent that was killed cannot stop us: without it nobody restarts or watches this process, so it ends.
process.on('disconnect', () => void stop('disconnect'));
