import { counter } from '@/server/platform/metrics';
import type { RingWorker } from './carrier';
import type { Doorbell } from './catalog';
import { openWorker } from './connection';

const REOPEN_FIRST_MS = 500;
const REOPEN_MAX_MS = 15_000;
const CLOSE_MS = 3000;

const reopened = counter('tieout_doorbell_reopened_total', 'Times the carrier was lost and asked for again.', ['bell']);

export type Listener = { close(): Promise<void> };

/**
 * Answers every ring of this bell for as long as the process lives. When the carrier fails, the connection is thrown away
 * and made anew with growing pauses; until then the sweep does the work.
 */
export function answerRings(
  doorbell: Doorbell,
  concurrency: number,
  answer: () => Promise<void>,
  onAway: (error: unknown) => void,
): Listener {
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let current: RingWorker | undefined;
  let pauseMs = REOPEN_FIRST_MS;

  const open = async (): Promise<void> => {
    const worker = openWorker(doorbell, concurrency, answer);
    current = worker;
    let lost = false;
    const lose = (error: unknown): void => {
      if (lost || closed) return;
      lost = true;
      onAway(error);
      reopened.add({ bell: doorbell });
      void shut(worker);
      timer = setTimeout(() => void open(), pauseMs);
      pauseMs = Math.min(REOPEN_MAX_MS, pauseMs * 2);
    };
    worker.on('error', lose);
    try {
      await worker.waitUntilReady();
      pauseMs = REOPEN_FIRST_MS;
      if (!closed && !lost) await worker.run();
    } catch (error) {
      lose(error);
    }
  };
  void open();
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      if (current) await shut(current);
    },
  };
}

/** A worker without its carrier may never finish closing; what it holds is safe to drop. */
async function shut(worker: RingWorker): Promise<void> {
  const limit = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_MS).unref());
  await Promise.race([worker.close(true).catch(() => undefined), limit]);
}
