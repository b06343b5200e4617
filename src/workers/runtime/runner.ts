import { setTimeout } from 'node:timers/promises';
import { type Actor, systemActor } from '@/server/platform/db';
import { type Logger, logger } from '@/server/platform/logger';
import { counter, histogram } from '@/server/platform/metrics';
import { traceIdFrom, withTrace } from '@/server/platform/tracing';
import { dispositionOf } from './failures';
import type { Processor, RunContext } from './processor';

/** Sets worked on one wake before the runner lets the rest of the process breathe and wakes itself again. */
const SETS_PER_WAKE_MAX = 200;
/** A set costs much the same for one item and for hundreds: between two sets, and before a second one beside the first, more may come. */
const GATHER_MS = 100;
const BACKOFF_FIRST_MS = 250;
const BACKOFF_MAX_MS = 30_000;

const moved = counter('tieout_stage_moved_total', 'Items a stage moved on.', ['stage']);
const failed = counter('tieout_stage_failures_total', 'Sets that failed as a whole, by disposition.', [
  'stage',
  'disposition',
]);
const seconds = histogram('tieout_stage_set_seconds', 'Time for one set.', ['stage']);

export type Runner = {
  readonly processor: Processor;
  /** Works until nothing is claimable. Resolves when the slot it took is free again, at once when all are taken. */
  wake(): Promise<void>;
  hasWork(): Promise<boolean>;
  /** Takes no new set; resolves when the sets under way are done. */
  stop(): Promise<void>;
};

export type RunnerOptions = {
  readonly concurrency: number;
  /** Milliseconds between two sets; a tenth of a second when unset. */
  readonly gatherMs?: number;
  /** Called after a set has moved something: the next stage can go on. */
  readonly onMoved: (processor: Processor, count: number) => void;
};

/**
 * Runs one stage in this process. Wakes that find every slot taken are remembered as one more look, so no ring is lost and
 * none is stored. A first wake is answered at once; under load the sets grow. A set that throws is tried again with backoff as long as it takes; the rows decide when an item gives up.
 */
export function createRunner(processor: Processor, options: RunnerOptions): Runner {
  const concurrency = processor.concurrency ?? options.concurrency;
  const stopping = new AbortController();
  const actor = systemActor(processor.stage);
  const log = logger(processor.stage);
  const slots = new Set<Promise<void>>();
  let gathering = 0;
  let lookAgain = false;
  let failures = 0;
  let retry: NodeJS.Timeout | undefined;

  /** Lets more work come before the next look; whoever is woken meanwhile is answered by that look. */
  const gather = async (): Promise<void> => {
    gathering += 1;
    await setTimeout(options.gatherMs ?? GATHER_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    gathering -= 1;
  };

  const drain = async (isFirst: boolean): Promise<void> => {
    if (!isFirst) await gather();
    for (let sets = 0; sets < SETS_PER_WAKE_MAX && !stopping.signal.aborted; sets += 1) {
      lookAgain = false;
      const count = await runSet(processor, actor, log);
      failures = 0;
      if (count > 0) {
        options.onMoved(processor, count);
        if (count < processor.setSize() / 2) await gather();
      } else if (!lookAgain) return;
    }
    lookAgain = true;
  };

  const onFailure = (error: unknown): void => {
    failures += 1;
    const disposition = dispositionOf(error);
    failed.add({ stage: processor.stage, disposition });
    if (stopping.signal.aborted) return;
    const delayMs = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(failures - 1, 10));
    const say = disposition === 'bug' ? log.error : log.warn;
    say('stage.failed', { stage: processor.stage, tries: failures, tookMs: delayMs, error });
    retry ??= globalThis.setTimeout(() => {
      retry = undefined;
      void wake();
    }, delayMs);
  };

  const wake = async (): Promise<void> => {
    if (stopping.signal.aborted || retry) return;
    if (gathering > 0 || slots.size >= concurrency) {
      lookAgain = true;
      return;
    }
    const slot = drain(slots.size === 0).catch(onFailure);
    slots.add(slot);
    await slot;
    slots.delete(slot);
    if (lookAgain && slots.size === 0 && !stopping.signal.aborted) setImmediate(() => void wake());
  };

  return {
    processor,
    wake,
    hasWork: () => processor.hasWork({ log, actor }),
    stop: async () => {
      stopping.abort();
      clearTimeout(retry);
      await Promise.allSettled(slots);
    },
  };
}

async function runSet(processor: Processor, actor: Actor, log: Logger): Promise<number> {
  const context: RunContext = { log, actor };
  const started = performance.now();
  const count = await withTrace(traceIdFrom(null), () => processor.run(context));
  const tookMs = Math.round(performance.now() - started);
  if (count > 0) {
    seconds.observe({ stage: processor.stage }, tookMs / 1000);
    moved.add({ stage: processor.stage }, count);
    log.debug('stage.moved', { stage: processor.stage, moved: count, tookMs });
  }
  return count;
}
