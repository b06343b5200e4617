import { closeDatabase } from '@/server/platform/db';
import { EnvError, env } from '@/server/platform/env';
import { logger } from '@/server/platform/logger';
import { startPolledInbound } from './listeners/polled';
import { PROCESSORS } from './processors';
import { isConnectionLoss } from './runtime/failures';
import { startRuntime } from './runtime/runtime';
import { masterData, SWEEPS } from './sweeps';
import { startHeartbeat } from './sweeps/heartbeat';
import { runSweep, startSweeps } from './sweeps/sweep';

/** A set under way gets this long to finish; then its lease and fence make it safe to go without it. */
const EXIT_MS = 8000;
/** The ERP's calendar is read before the first event is mapped, if the ERP answers this soon. */
const FIRST_READ_MS = 10_000;

try {
  env();
} catch (error) {
  if (!(error instanceof EnvError)) throw error;
  process.stderr.write(`Error: ${error.message}\n`);
  process.exit(2);
}

const log = logger('worker');
process.on('uncaughtException', (error) => {
  if (isConnectionLoss(error)) return log.warn('connection.lost', { error });
  log.fatal('worker.crashed', { error });
  process.exit(1);
});
const stopHeartbeat = startHeartbeat();
const limit = new Promise((resolve) => setTimeout(resolve, FIRST_READ_MS).unref());
await Promise.race([runSweep(masterData), limit]);
const runtime = startRuntime(PROCESSORS);
const stopSweeps = startSweeps(SWEEPS);
const inbound = await startPolledInbound();
log.info('worker.ready', { count: PROCESSORS.length });
// The start process waits for this word on the channel it gave us.
process.send?.('ready');

let stopping = false;
async function stop(signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  log.info('worker.stopping', { signal });
  setTimeout(() => process.exit(1), EXIT_MS).unref();
  stopSweeps();
  await inbound.stop();
  await runtime.stop();
  await stopHeartbeat();
  await closeDatabase();
  process.exit(0);
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
