import type { Pool } from 'pg';
import type { Outbox } from '../outbox';
import { createTurns, everyBeat } from '../pacing';
import { loadCursor, loadState, notePayments, recordRun, waitingPayments } from './books';
import type { PaidCheck } from './model';
import { runBank } from './run';
import { readPaid, type SourceOptions } from './source';
import type { Mix, Story } from './stories';

type TellerOptions = {
  readonly pool: Pool;
  readonly outbox: Outbox;
  readonly seed: string;
  readonly mix: Mix;
  readonly intervalMs: number;
  /** A run on the clock takes up exactly so many payments, so that its bytes do not depend on when it was made. */
  readonly paymentsPerRun: number;
  readonly source: SourceOptions;
  readonly today: () => string;
  readonly onMade: () => void;
  readonly onError: (error: unknown) => void;
};

type Demand = {
  readonly count: number;
  /** The most payments each run takes up; it makes do with fewer, or with none. */
  readonly payments: number;
  readonly story: Exclude<Story, 'none'> | null;
  /** Checks cashed, reported by the first of the runs. */
  readonly checks: readonly PaidCheck[];
};

type MadeRun = { readonly run: number; readonly payments: number; readonly lines: number; readonly files: number };

/** While the receiver is away the clock goes on making files, up to this many. */
const BACKLOG_MAX = 1_000;
const PAGE = 500;

/** Asks the clearinghouse what was paid and makes runs of it, one at a time. */
export function createTeller(options: TellerOptions) {
  const { pool, outbox } = options;
  const stop = new AbortController();
  const inTurn = createTurns();
  let paused = false;

  const listen = async (): Promise<void> => {
    for (let more = true; more && !stop.signal.aborted; ) {
      const after = await loadCursor(pool);
      const page = await readPaid(options.source, after, PAGE);
      more = page.last !== null && page.last !== after;
      if (page.last !== null && more) await notePayments(pool, page.payments, page.last);
    }
  };
  const make = async (most: number, story: Demand['story'], checks: Demand['checks']): Promise<MadeRun> => {
    const payments = await waitingPayments(pool, most);
    const { seed, mix, today } = options;
    const result = runBank(await loadState(pool), { seed, mix, today: today(), payments, asked: story, checks });
    await recordRun(pool, outbox, result);
    options.onMade();
    const { lines, files } = result;
    return { run: result.state.run - 1, payments: payments.length, lines: lines.length, files: files.length };
  };
  const beat = async (): Promise<void> => {
    await listen();
    if ((await outbox.pendingCount()) >= BACKLOG_MAX) return;
    const waiting = await waitingPayments(pool, options.paymentsPerRun);
    if (waiting.length === options.paymentsPerRun) await make(options.paymentsPerRun, null, []);
  };
  const { intervalMs, onError } = options;
  const clock = everyBeat({ intervalMs, signal: stop.signal, isPaused: () => paused, onError }, () => inTurn(beat));
  return {
    isPaused: (): boolean => paused,
    pause(): void {
      paused = true;
    },
    resume(): void {
      paused = false;
    },
    /** Makes runs now, of what is waiting. Works while paused, and while the clearinghouse cannot be asked. */
    deliver: (demand: Demand): Promise<readonly MadeRun[]> =>
      inTurn(async () => {
        await listen().catch(onError);
        const made: MadeRun[] = [];
        for (let index = 0; index < demand.count && !stop.signal.aborted; index += 1) {
          made.push(await make(demand.payments, demand.story, index === 0 ? demand.checks : []));
        }
        return made;
      }),
    async close(): Promise<void> {
      stop.abort();
      await clock;
      await inTurn(async () => undefined);
    },
  };
}

export type Teller = ReturnType<typeof createTeller>;
