import type { LeasedArtifact } from '../../store/parsing';

type Files = readonly Pick<LeasedArtifact, 'crashCount'>[];

/**
 * What is read beside what in this process. A file that was leased before and did not end may have ended the worker: nothing is read
 * beside it, so that its end is counted against it alone. It waits for a moment in which nothing is being read.
 */
export class Besides {
  readonly #freed: () => void;
  #underWay = 0;
  #alone: boolean = false;

  /** `freed`: called when a file that was read alone is done, for those that had to wait. */
  constructor(freed: () => void) {
    this.#freed = freed;
  }

  /** Leases and reads one set. Returns how many files it held; 0 also when a file is being read alone. */
  async run<T extends Files>(
    lease: (again: boolean) => Promise<T>,
    read: (set: T) => Promise<void>,
    giveBack: (set: T) => Promise<unknown>,
  ): Promise<number> {
    if (this.#alone) return 0;
    this.#underWay += 1;
    try {
      const set = await lease(this.#underWay === 1);
      if (set.length === 0) return 0;
      const isAgain = set.some(({ crashCount }) => crashCount > 1);
      // Another reader began while this one leased.
      if (this.#alone || (isAgain && this.#underWay > 1)) {
        await giveBack(set);
        return 0;
      }
      if (isAgain) await this.#readAlone(() => read(set));
      else await read(set);
      return set.length;
    } finally {
      this.#underWay -= 1;
    }
  }

  async #readAlone(read: () => Promise<void>): Promise<void> {
    this.#alone = true;
    try {
      await read();
    } finally {
      this.#alone = false;
      this.#freed();
    }
  }
}
