import { AppError } from '@/domain/failure';

/**
 * What a sender may take of us. Time counts while we wait for bytes, not while we write them: a slow disk of ours is no fault of
 * the sender. A file of the largest size in the longest time needs about 8 MB a second.
 */
export type SenderLimits = {
  /** A sender is looked at after every so much waiting … */
  readonly windowMs: number;
  /** … and must have sent at least so much in it, unless the file is complete. */
  readonly windowBytesMin: number;
  /** A file arrives within this, whatever its rate. Node's own limit for a request is 300 seconds. */
  readonly totalMs: number;
  /** Files received at once from one sender, and from all of them. */
  readonly perSender: number;
  readonly atOnce: number;
};
export const SENDER_LIMITS: SenderLimits = {
  windowMs: 30_000,
  windowBytesMin: 30 * 1024,
  totalMs: 270_000,
  perSender: 4,
  atOnce: 32,
};

const seconds = (ms: number): number => Math.max(1, Math.round(ms / 1000));

/** Watches one sender: each wait for a piece ends at the latest when the window or the whole time is over. */
class Patience {
  readonly #limits: SenderLimits;
  readonly #began = performance.now();
  #waitedMs = 0;
  #bytes = 0;

  constructor(limits: SenderLimits) {
    this.#limits = limits;
  }

  async wait<T extends { readonly value?: Uint8Array | undefined }>(next: Promise<T>): Promise<T> {
    const { windowMs, totalMs } = this.#limits;
    for (;;) {
      const left = Math.min(windowMs - this.#waitedMs, totalMs - (performance.now() - this.#began));
      const from = performance.now();
      const piece = await within(next, left);
      this.#waitedMs += performance.now() - from;
      this.#bytes += piece?.value?.length ?? 0;
      if (performance.now() - this.#began >= totalMs) throw this.#late();
      if (this.#waitedMs >= windowMs) this.#nextWindow();
      if (piece) return piece;
    }
  }

  #nextWindow(): void {
    const { windowMs, windowBytesMin } = this.#limits;
    if (this.#bytes < windowBytesMin) {
      throw new AppError(
        'SENDER_SLOW',
        'retry',
        `${this.#bytes} bytes came in ${seconds(windowMs)} seconds; at least ${windowBytesMin} are needed. The file was not kept.`,
      );
    }
    this.#waitedMs = 0;
    this.#bytes = 0;
  }

  #late(): AppError {
    const message = `The file was not complete after ${seconds(this.#limits.totalMs)} seconds. It was not kept.`;
    return new AppError('SENDER_LATE', 'retry', message);
  }
}

/** `undefined` when the time is over first. */
async function within<T>(next: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), Math.max(0, ms));
  });
  try {
    return await Promise.race([next, over]);
  } finally {
    clearTimeout(timer);
  }
}

/** The body of a request piece by piece, without ever holding it whole. */
export async function* bodyOf(request: Request, limits: SenderLimits): AsyncGenerator<Uint8Array> {
  const reader = request.body?.getReader();
  if (!reader) return;
  const patience = new Patience(limits);
  try {
    for (;;) {
      const { done, value } = await patience.wait(reader.read());
      if (done) return;
      yield value;
    }
  } finally {
    // Not waited for: a sender that says nothing may never let go of its end.
    void reader.cancel().catch(() => undefined);
  }
}
