// Goal: entries stand under the side that their own flow names. Method: two flows with one tie.
import { describe, expect, it } from 'vitest';
import type { TieEntryRow } from '@/server/read/tie-entries';
import { sidesOf } from './tie-sides';

const entry = (flow: string, side: string, amountMinor: bigint): TieEntryRow => ({
  tieId: 't',
  side,
  flow,
  sourceId: `${flow}-${amountMinor}`,
  parcelId: null,
  type: null,
  onDate: '2026-11-02',
  amountMinor,
  asset: 'USD/2',
  payer: null,
  trace: null,
  entity: null,
  account: null,
  via: null,
  text: null,
});

describe('sidesOf', () => {
  it('puts entries of a side together, in the order of the first of each', () => {
    const sides = sidesOf([
      entry('bank-deposits', 'bank', 300n),
      entry('remittance-to-cash', 'remit', -100n),
      entry('remittance-to-cash', 'remit', -200n),
    ]);
    expect(sides.map(({ word, entries }) => [word, entries.length])).toEqual([
      ['Bank', 1],
      ['Remit', 2],
    ]);
  });

  it('keeps a side nobody has named', () => {
    expect(sidesOf([entry('unknown-flow', 'left', 1n)])[0]?.word).toBe('left');
  });
});
