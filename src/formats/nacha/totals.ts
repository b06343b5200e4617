import { MinorSum } from '../shared/minor-sum';
import type { ComputedTotals, Entry } from './model';

/** The entry hash keeps the last ten digits of the sum of the receiving bank numbers. */
const HASH_MODULUS = 10_000_000_000;

/** Running control figures of a batch or of the file. `count` is of entries and addenda. */
export class Totals {
  count = 0;
  hash = 0;
  readonly #debit = new MinorSum();
  readonly #credit = new MinorSum();

  add(entry: Entry): void {
    this.count += 1;
    this.hash = (this.hash + entry.routing) % HASH_MODULUS;
    if (entry.amountCents === null) return;
    if (entry.direction === 'credit') this.#credit.add(entry.amountCents);
    else if (entry.direction === 'debit') this.#debit.add(entry.amountCents);
  }

  snapshot(): ComputedTotals {
    return {
      count: this.count,
      hash: this.hash,
      debitMinor: this.#debit.total,
      creditMinor: this.#credit.total,
    };
  }
}
