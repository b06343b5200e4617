// Goal: what is said to be not posted is exact even when a place is net negative, and holds nothing that is kept out. Method: the
// case that a live run showed.
import { describe, expect, it } from 'vitest';
import { type MoneyPlaces, notPostedOf } from './money-bar';

const held = (amountMinor: bigint) => ({ amountMinor, items: 1 });

describe('notPostedOf', () => {
  it('counts a negative place with its sign', () => {
    const money: MoneyPlaces = {
      receivedMinor: 268_969_073n,
      items: 6,
      places: {
        posted: held(190_372_134n),
        inFlight: held(-53_563n),
        exception: held(66_624_903n),
        held: held(0n),
        duplicate: held(4_098_757n),
        rejected: held(7_926_842n),
      },
      unknown: held(0n),
      waiting: held(0n),
      differenceMinor: 0n,
      sums: true,
    };
    const { posted, duplicate } = money.places;
    expect(notPostedOf(money)).toBe(money.receivedMinor - posted.amountMinor - duplicate.amountMinor);
  });
});
