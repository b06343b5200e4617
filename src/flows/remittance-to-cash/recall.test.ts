// Goal: other rows are asked for what an item needs and for nothing more, and answers go to the item they are about.
// Method: a reader that answers by hand; what the statements find is proven against a database elsewhere.
import { expect, it } from 'vitest';
import type { Reader } from '../flow';
import { itemOf, readRemit } from './flow.fixture';
import { recall } from './recall';
import { liabilityKey } from './ties';

const read = readRemit({
  trace: 'T',
  claims: [
    { id: 'A1', charge: '10', paid: '10' },
    { id: 'A1', charge: '-10', paid: '-10', status: '22' },
    { id: '', charge: '-5', paid: '-5', status: '22' },
  ],
  plb: [
    [
      ['WO', 'R1', '5'],
      ['FB', '', '5'],
    ],
  ],
});
const items = read.events.map((event, at) => ({ ...itemOf(read, event), id: `i${at}` }));

function answering(rows: Readonly<Record<string, readonly Record<string, unknown>[]>>) {
  const asked: { table: string; values: readonly unknown[] }[] = [];
  const reader: Reader = {
    query: async <T extends Record<string, unknown>>(text: string, values: readonly unknown[] = []) => {
      const table = /JOIN (\w+)/.exec(text)?.[1] ?? '';
      asked.push({ table, values });
      return (rows[table] ?? []) as T[];
    },
  };
  return { reader, asked };
}

it('asks for accounts of claims, originals of reversals and liabilities of PLBs', async () => {
  const { reader, asked } = answering({});
  await recall(reader, items);
  expect(asked.map(({ table, values }) => [table, values[0]])).toEqual([
    ['claim_master', ['claimId:A1']],
    ['item_event', ['i1', 'i2']],
    ['tie', [liabilityKey('1999999999', '1234567893', 'reference:R1'), liabilityKey('1999999999', '1234567893', '')]],
  ]);
});

it('asks nothing when nothing can be told', async () => {
  const { reader, asked } = answering({});
  const whole = itemOf(read, null);
  expect(await recall(reader, [whole])).toEqual(
    new Map([[whole.id, { claimMaster: null, original: 'unknown', openLiability: false }]]),
  );
  expect(asked).toEqual([]);
});

it('gives each answer to the items it is about', async () => {
  const { reader } = answering({
    claim_master: [{ account: 'claimId:A1', facility: 'NOR' }],
    item_event: [
      { reversal: 'i1', mirrors: true },
      { reversal: 'i2', mirrors: false },
    ],
    tie: [{ key: liabilityKey('1999999999', '1234567893', 'reference:R1') }],
  });
  const recalled = await recall(reader, items);
  expect(items.map(({ id }) => recalled.get(id))).toEqual([
    { claimMaster: 'NOR', original: 'unknown', openLiability: false },
    { claimMaster: 'NOR', original: 'known', openLiability: false },
    { claimMaster: null, original: 'differs', openLiability: false },
    { claimMaster: null, original: 'unknown', openLiability: true },
    { claimMaster: null, original: 'unknown', openLiability: false },
  ]);
});
