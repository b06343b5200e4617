/** Sums below this are exact whole numbers, and stay so when an amount of at most as much is added. */
const LOW_MAX = 2 ** 52;

/**
 * An exact sum of minor units. Whole numbers are exact up to 2^53 and added many times faster than bigints, so the sum
 * is kept as one and carried into a bigint before it could pass that.
 */
export class MinorSum {
  #low = 0;
  #high = 0n;

  /** `minor` is a whole number of at most 2^52 on either side of zero; sixteen digits can be more, fifteen cannot. */
  add(minor: number): void {
    this.#low += minor;
    if (this.#low > LOW_MAX || this.#low < -LOW_MAX) this.#carry();
  }

  addLarge(minor: bigint): void {
    this.#high += minor;
  }

  get total(): bigint {
    return this.#high + BigInt(this.#low);
  }

  #carry(): void {
    this.#high += BigInt(this.#low);
    this.#low = 0;
  }
}
