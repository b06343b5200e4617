import type { Pool } from 'pg';
import { type Bell, createBell, createTurns, everyBeat, sleep } from '../pacing';
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
  const { intervalMs, onError } = options;
  const makeOnTime = () =>
    everyBeat({ intervalMs, signal: stop.signal, isPaused: () => paused, onError }, async () => {
      if ((await pendingCount(options.pool)) < BACKLOG_MAX) await inTurn(() => maker.planned(USUAL_SIZE));
    });
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
