/** Waiting, taking turns and waking up: what every partner needs to do things in order and on time. */

/** Runs what it is given one after the other; a failure of one does not stop the next. */
export function createTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

export type Bell = ReturnType<typeof createBell>;

/** Wakes the sender at once when there is something to send; a ring while no one waits is remembered. */
export function createBell() {
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

export function sleep(durationMs: number, signal: AbortSignal): Promise<void> {
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

type Rhythm = {
  /** Milliseconds between two beats; 0 beats never. */
  readonly intervalMs: number;
  readonly signal: AbortSignal;
  readonly isPaused: () => boolean;
  readonly onError: (error: unknown) => void;
};

/** Does the work at every beat until the signal; a failure is reported and the next beat tries again. */
export async function everyBeat(rhythm: Rhythm, work: () => Promise<unknown>): Promise<void> {
  while (!rhythm.signal.aborted && rhythm.intervalMs > 0) {
    await sleep(rhythm.intervalMs, rhythm.signal);
    if (rhythm.signal.aborted || rhythm.isPaused()) continue;
    try {
      await work();
    } catch (error) {
      rhythm.onError(error);
    }
  }
}
