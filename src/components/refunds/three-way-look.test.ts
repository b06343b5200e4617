// Goal: three amounts and payees agree only when all are there and the same. Method: one case per way to break.
import { describe, expect, it } from 'vitest';
import { legLooks } from './three-way-look';

const leg = (amountMinor: bigint | null, payee: string | null = 'a') => ({ amountMinor, payee });

describe('legLooks', () => {
  it('says open of a leg that has not come', () => {
    expect(legLooks([leg(5n), leg(5n), leg(null, null)])).toEqual(['equal', 'equal', 'open']);
  });

  it('says which leg differs by amount or payee', () => {
    expect(legLooks([leg(5n), leg(6n), leg(5n, 'b')])).toEqual(['equal', 'differs', 'differs']);
  });

  it('takes no payee for a contradiction', () => {
    expect(legLooks([leg(5n), leg(5n, null)])).toEqual(['equal', 'equal']);
  });
});
