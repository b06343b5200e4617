import type { Pool } from 'pg';
import type { Outbox } from '../outbox';
import { createTurns, everyBeat } from '../pacing';
import { loadState, recordTurn } from './books';
import type { Mix, Story } from './stories';
import { takeTurn } from './turn';

type ClerkOptions = {
  readonly pool: Pool;
  readonly outbox: Outbox;
  readonly seed: string;
  readonly mix: Mix;
  readonly intervalMs: number;
  readonly today: () => string;
  readonly onMade: () => void;
  readonly onError: (error: unknown) => void;
};

type Demand = { readonly count: number; readonly story: Exclude<Story, 'none'> | null };

type MadeTurn = { readonly turn: number; readonly files: readonly { readonly name: string; readonly story: Story }[] };

/** While the receiver is away the clock goes on making requests, up to this many files. */
const BACKLOG_MAX = 1_000;

/** Makes refund requests turn by turn. */
export function createClerk(options: ClerkOptions) {
  const { pool, outbox, intervalMs, onError } = options;
  const stop = new AbortController();
  const inTurn = createTurns();
  let paused = false;
  const make = async (asked: Demand['story']): Promise<MadeTurn> => {
    const { seed, mix, today } = options;
    const result = takeTurn(await loadState(pool), { seed, mix, today: today(), asked, assumeVouchers: false });
    await recordTurn(pool, outbox, result);
    options.onMade();
    const files = result.made.map(({ file, sent }) => ({ name: file.name, story: sent[0]?.story ?? 'none' }));
    return { turn: result.state.turn - 1, files };
  };
  const clock = everyBeat({ intervalMs, signal: stop.signal, isPaused: () => paused, onError }, async () => {
    if ((await outbox.pendingCount()) < BACKLOG_MAX) await inTurn(() => make(null));
  });
  return {
    isPaused: (): boolean => paused,
    pause(): void {
      paused = true;
    },
    resume(): void {
      paused = false;
    },
    /** Takes turns now; works while paused. */
    deliver: ({ count, story }: Demand): Promise<readonly MadeTurn[]> =>
      inTurn(async () => {
        const made: MadeTurn[] = [];
        for (let index = 0; index < count && !stop.signal.aborted; index += 1) made.push(await make(story));
        return made;
      }),
    async close(): Promise<void> {
      stop.abort();
      await clock;
      await inTurn(async () => undefined);
    },
  };
}

export type Clerk = ReturnType<typeof createClerk>;
