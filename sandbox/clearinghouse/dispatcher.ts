import type { Pool } from 'pg';
import { createPrng } from '../prng';
import type { Mix, Scenario } from './accidents';
import { type CourierOptions, sendDelivery } from './courier';
import { oldestPending, pendingCount, recordOutcome } from './ledger';
import { createMaker, type FileSize, type Maker, USUAL_SIZE } from './maker';
import type { DeliverySpec } from './remits';

type DispatcherOptions = {
  readonly pool: Pool;
  readonly seed: string;
  readonly mix: Mix;
  /** Milliseconds between planned deliveries; 0 sends only on demand. */
  readonly intervalMs: number;
  readonly today: () => string;
  readonly courier: CourierOptions;
  readonly retryBaseMs: number;
  readonly retryMaxMs: number;
  readonly onError: (error: unknown) => void;
};

type Demand = FileSize & {
  readonly count: number;
  /** A story to tell `count` times, `none` for clean deliveries, null for the next ones of the plan. */
  readonly accident: Scenario | 'none' | null;
};

/** While the receiver is away the clock goes on making deliveries, up to this many. */
const BACKLOG_MAX = 1_000;

/** One maker and one sender: deliveries are made on time and handed over strictly in the order they were made. */
export function createDispatcher(options: DispatcherOptions) {
  const stop = new AbortController();
  const bell = createBell();
  const maker = createMaker({ ...options, onMade: bell.ring });
  const inTurn = createTurns();
  let paused = false;
  const makeOnTime = () =>
    makeByClock(
      options,
      stop.signal,
      () => paused,
      () => inTurn(() => maker.planned(USUAL_SIZE)),
    );
  const loops = Promise.all([makeOnTime(), sendInOrder(options, stop.signal, bell)]);
  return {
    isPaused: (): boolean => paused,
    pause(): void {
      paused = true;
    },
    resume(): void {
      paused = false;
    },
    /** Makes deliveries now; they are sent behind those already waiting. Works while paused. */
    deliver: (demand: Demand): Promise<readonly DeliverySpec[]> => inTurn(() => makeMany(maker, demand, stop.signal)),
    async close(): Promise<void> {
      stop.abort();
      await loops;
      await inTurn(async () => undefined);
    },
  };
}

export type Dispatcher = ReturnType<typeof createDispatcher>;

async function makeMany(maker: Maker, demand: Demand, signal: AbortSignal): Promise<readonly DeliverySpec[]> {
  const { count, accident, ...size } = demand;
  const made: DeliverySpec[] = [];
  for (let told = 0; told < count && !signal.aborted; told += 1) {
    if (accident === null) made.push(await maker.planned(size));
    else made.push(...(await maker.story(accident, size)));
  }
  return made;
}

async function makeByClock(
  options: DispatcherOptions,
  signal: AbortSignal,
  isPaused: () => boolean,
  make: () => Promise<unknown>,
): Promise<void> {
  while (!signal.aborted && options.intervalMs > 0) {
    await sleep(options.intervalMs, signal);
    if (signal.aborted || isPaused()) continue;
    try {
      if ((await pendingCount(options.pool)) < BACKLOG_MAX) await make();
    } catch (error) {
      options.onError(error);
    }
  }
}

/** Hands over the oldest waiting delivery, the same bytes again and again until they are accepted or refused. */
async function sendInOrder(options: DispatcherOptions, signal: AbortSignal, bell: Bell): Promise<void> {
  const jitter = createPrng(options.seed, 'jitter');
  let failures = 0;
  while (!signal.aborted) {
    try {
      const next = await oldestPending(options.pool);
      if (!next) {
        failures = 0;
        await bell.wait(signal);
        continue;
      }
      const outcome = await sendDelivery(options.courier, next.delivery);
      await recordOutcome(options.pool, next.sequence, outcome);
      failures = outcome.state === 'pending' ? failures + 1 : 0;
    } catch (error) {
      options.onError(error);
      failures += 1;
    }
    if (failures > 0) {
      const ceiling = Math.min(options.retryMaxMs, options.retryBaseMs * 2 ** Math.min(failures - 1, 16));
      await sleep(ceiling / 2 + jitter.next() * (ceiling / 2), signal);
    }
  }
}

/** Runs what it is given one after the other; a failure of one does not stop the next. */
function createTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

type Bell = ReturnType<typeof createBell>;

/** Wakes the sender at once when there is something to send; a ring while no one waits is remembered. */
function createBell() {
  let rung = false;
  let wake: () => void = () => undefined;
  return {
    ring(): void {
      rung = true;
      wake();
    },
    async wait(signal: AbortSignal): Promise<void> {
      if (!rung && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener('abort', wake, { once: true });
        });
        signal.removeEventListener('abort', wake);
      }
      rung = false;
    },
  };
}

function sleep(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, durationMs);
    signal.addEventListener('abort', done);
  });
}
