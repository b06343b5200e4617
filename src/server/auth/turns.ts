/** Every place and every turn is taken: nothing was looked at, and nothing is wrong with who asked. */
export class NoTurn extends Error {}

/** Lets a few work at once and a few more wait for them, each for a bounded time, first come first served. */
export class Turns {
  readonly #atOnce: number;
  readonly #waitingMost: number;
  readonly #waitMs: number;
  #working = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(atOnce: number, waitingMost: number, waitMs: number) {
    this.#atOnce = atOnce;
    this.#waitingMost = waitingMost;
    this.#waitMs = waitMs;
  }

  /** Throws `NoTurn` when too many wait already, or this one waited too long. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#working >= this.#atOnce) await this.#turn();
    else this.#working += 1;
    try {
      return await work();
    } finally {
      // Whoever waits longest takes the place over; it is never free in between.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#working -= 1;
    }
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= this.#waitingMost) throw new NoTurn();
    return new Promise((done, fail) => {
      const go = () => {
        clearTimeout(timer);
        done();
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1);
        fail(new NoTurn());
      }, this.#waitMs);
      this.#waiting.push(go);
    });
  }
}
