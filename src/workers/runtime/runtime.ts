import { env } from '@/server/platform/env';
import { logger } from '@/server/platform/logger';
import { type Doorbell, nextStage } from '@/server/queue/catalog';
import { closeDoorbell, listenLocally, ring } from '@/server/queue/doorbell';
import { answerRings, type Listener } from '@/server/queue/listener';
import type { Processor } from './processor';
import { createRunner, type Runner } from './runner';

/** Rows that fell due (a retry, a deadline, a ring that was lost) are found this often, queue or no queue. */
const SWEEP_MS = 5000;
const COMPLAIN_EVERY_MS = 10_000;

const log = logger('worker');

export type Runtime = {
  /** Looks at every stage now. */
  sweep(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Starts all stages of this process: each wakes on its doorbell, on rings made in this process, after the stage before it
 * has moved something, and on the sweep. The sweep goes straight to the rows, so without the queue everything still
 * arrives, up to SWEEP_MS later.
 */
export function startRuntime(processors: readonly Processor[]): Runtime {
  const runners = new Map<Doorbell, Runner>();
  const onMoved = ({ stage }: Processor): void => {
    const next = nextStage(stage);
    if (next) void ring(next);
  };
  for (const processor of processors) {
    runners.set(processor.stage, createRunner(processor, { concurrency: env().WORKER_CONCURRENCY, onMoved }));
  }
  const sweep = async (): Promise<void> => {
    await Promise.all([...runners.values()].map(wakeWhenDue));
  };
  const answer = (bell: Doorbell): Promise<void> =>
    bell === 'sweep' ? sweep() : (runners.get(bell)?.wake() ?? noStage());
  const unlisten = listenLocally((bell) => void answer(bell));
  const bells = [...runners.keys(), 'sweep' as const].map((bell) => hear(bell, answer));
  const timer = setInterval(() => void sweep(), SWEEP_MS);
  for (const runner of runners.values()) void runner.wake();
  return {
    sweep,
    stop: async () => {
      clearInterval(timer);
      unlisten();
      await Promise.allSettled([...runners.values()].map((runner) => runner.stop()));
      await Promise.allSettled(bells.map((bell) => bell.close()));
      await closeDoorbell();
    },
  };
}

const noStage = (): Promise<void> => Promise.resolve();

async function wakeWhenDue(runner: Runner): Promise<void> {
  try {
    if (await runner.hasWork()) void runner.wake();
  } catch (error) {
    log.warn('sweep.failed', { stage: runner.processor.stage, error });
  }
}

function hear(bell: Doorbell, answer: (bell: Doorbell) => Promise<void>): Listener {
  // Two at once, so that a ring behind a long set is taken off the queue and remembered instead of waiting.
  return answerRings(
    bell,
    2,
    () => answer(bell),
    (error) => complain(bell, error),
  );
}

/** Every bell loses its carrier at the same moment: the first says so, the others only when somebody debugs. */
let complainedAt = Number.NEGATIVE_INFINITY;
function complain(bell: Doorbell, error: unknown): void {
  const now = performance.now();
  const say = now - complainedAt > COMPLAIN_EVERY_MS ? log.warn : log.debug;
  complainedAt = now;
  say('doorbell.away', { bell, error });
}
