// Goal: other rows are asked for what an item needs and for nothing more, and answers go to the item they are about.
// Method: a reader that answers by hand; what the statements find is proven against a database elsewhere.
import { expect, it } from 'vitest';
import type { Reader } from '../flow';
import { NOTHING_RECALLED } from './facts';
import { itemOf, readRemit } from './flow.fixture';
import { recall } from './recall';
import { liabilityKey, openKey } from './ties';

const read = readRemit({
  trace: 'T',
  claims: [
    { id: 'A1', icn: 'ICN1', charge: '10', paid: '10' },
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

it('asks for facilities and claims of accounts, claims of the payers’ numbers, and what PLBs find open', async () => {
  const { reader, asked } = answering({});
  await recall(reader, items);
  expect(asked.map(({ table, values }) => [table, values[0]])).toEqual([
    ['claim_master', ['claimId:A1']],
    ['LATERAL', ['claimId:A1']],
    ['LATERAL', ['controlNumber:ICN1', 'controlNumber:ICN-A1', 'controlNumber:ICN-']],
    ['tie', [liabilityKey('1999999999', '1234567893', 'reference:R1'), openKey('1999999999', '1234567893', '', 'FB')]],
  ]);
});

it('asks nothing when nothing can be told', async () => {
  const { reader, asked } = answering({});
  const whole = itemOf(read, null);
  expect(await recall(reader, [whole])).toEqual(new Map([[whole.id, NOTHING_RECALLED]]));
  expect(asked).toEqual([]);
});

const row = (over: Record<string, unknown>) => ({
  id: 'i9',
  parcel: 'another',
  account: 'claimId:A1',
  control: null,
  facts: JSON.parse(
    JSON.stringify(read.events[0]?.facts, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
  ),
  state: 'posted',
  payerKey: '1999999999',
  payer: 'ACME',
  facility: 'NOR',
  judgements: null,
  ...over,
});

it('gives each answer to the items it is about', async () => {
  const { reader } = answering({
    claim_master: [{ account: 'claimId:A1', facility: 'NOR' }],
    LATERAL: [row({ id: 'h1' }), row({ id: 'i0', state: 'ready', parcel: 'parcel-1' })],
    tie: [{ key: liabilityKey('1999999999', '1234567893', 'reference:R1'), balance: '-700' }],
  });
  const recalled = await recall(reader, items);
  expect(items.map(({ id }) => recalled.get(id)?.claimMaster)).toEqual(['NOR', 'NOR', null, null, null]);
  expect(items.map(({ id }) => recalled.get(id)?.history.map((claim) => claim.id))).toEqual([
    ['h1'],
    ['h1', 'i0'],
    [],
    [],
    [],
  ]);
  expect(items.map(({ id }) => recalled.get(id)?.plbBalanceMinor)).toEqual([0n, 0n, 0n, -700n, 0n]);
});

it('counts what is decided before it or with it, and nothing that comes later or ended', async () => {
  const { reader } = answering({
    LATERAL: [
      row({ id: 'h-earlier', state: 'ready' }),
      row({ id: 'z-later', state: 'ready' }),
      row({ id: 'z-same-remit', state: 'ready', parcel: 'parcel-1' }),
      row({ id: 'z-passed', state: 'mapped' }),
      row({ id: 'z-stopped', state: 'exception' }),
      row({ id: 'h-other-queue', state: 'ready', account: 'claimId:B', control: 'controlNumber:ICN1' }),
      row({ id: 'h-cut', account: 'claimId:B', control: 'controlNumber:ICN1' }),
    ],
  });
  const history = (await recall(reader, items)).get('i0')?.history ?? [];
  expect(history.map(({ id, sameAccount, settled, stopped }) => [id, sameAccount, settled, stopped])).toEqual([
    ['h-cut', false, true, false],
    ['h-earlier', true, false, false],
    ['z-passed', true, true, false],
    ['z-same-remit', true, false, false],
    ['z-stopped', true, false, true],
  ]);
});

it('leaves an account of more claims than can be compared to a person, and takes a payer’s number of so many for none', async () => {
  const many = (over: Record<string, unknown>) => Array.from({ length: 501 }, (_, n) => row({ ...over, id: `h${n}` }));
  const crowded = (await recall(answering({ LATERAL: many({}) }).reader, items)).get('i0');
  expect([crowded?.crowded, crowded?.history]).toEqual([true, []]);
  const of = { account: 'claimId:B', control: 'controlNumber:ICN1' };
  const named = (await recall(answering({ LATERAL: many(of) }).reader, items)).get('i0');
  expect([named?.crowded, named?.history]).toEqual([false, []]);
  const few = (await recall(answering({ LATERAL: many({}).slice(1) }).reader, items)).get('i0');
  expect([few?.crowded, few?.history.length]).toEqual([false, 500]);
});
