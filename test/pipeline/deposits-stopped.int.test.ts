/**
 * Goal: bank money that comes twice counts once, and what cannot be booked stops whole, says why, and goes on when it is cured.
 * Method: real Postgres, the real sandbox ERP process, the stages and clocks as the workers run them, the cures of the console.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crosswalksTo, dispositionOf, tieOf } from '../setup/books';
import { cure, stopsOf } from '../setup/cures';
import { BANK, camtFile, hand, remit, settleAll, statement, TODAY } from '../setup/deposits';
import { documentCount, ledgerOf } from '../setup/ledger';
import { openProduct, type Product } from '../setup/pipeline';

let product: Product;
beforeAll(async () => {
  product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 2_000 });
}, 120_000);
afterAll(() => product.close());

const take = (bytes: Uint8Array) => hand(product, bytes);
const placesOf = async (artifactId: string) => (await product.places({ artifactId, flow: BANK })).places;
const trn = (trace: string) => `TRN*1*${trace}*1891000011~`;

async function cureAll(artifactId: string, kind: Parameters<typeof cure>[2]): Promise<void> {
  const [stop] = await stopsOf(product, [artifactId]);
  if (!stop) throw new Error('nothing is stopped');
  await cure(product, stop.causeId, kind, [stop.eventId]);
  await settleAll(product);
}

describe('the same money twice', () => {
  it('the same bytes, and the statement issued again under another id, count once', async () => {
    const of = { account: '2100100' };
    const lines = [['142', 10_000, 'D1', '', trn('DUP-0001')]] as const;
    const first = await take(statement(lines, of));
    const documents = await documentCount(product);
    const repeated = await take(statement(lines, of));
    expect((await placesOf(repeated)).duplicate.amountMinor).toBe(10_000n);
    const issued = await take(statement(lines, { ...of, file: '77' }));
    expect(await dispositionOf(product, issued)).toEqual(['duplicate']);
    expect((await placesOf(issued)).duplicate.amountMinor).toBe(10_000n);
    expect(await documentCount(product)).toBe(documents);
    expect(await ledgerOf(product, [first, issued])).toEqual({ '100 1001': '100.00', '100 1012': '-100.00' });
  });

  it('interim, intraday and prior-day reports of one line count once', async () => {
    const of = { account: '2200100' };
    const lines = [['142', 11_000, 'D2', '', trn('DUP-0002')]] as const;
    const sameDay = await take(statement(lines, { ...of, modifier: '3' }));
    expect((await placesOf(sameDay)).posted.amountMinor).toBe(0n);
    const interim = await take(statement(lines, { ...of, modifier: '1', file: '2' }));
    const final = await take(statement(lines, { ...of, modifier: '2', file: '3' }));
    const sum = (await placesOf(interim)).posted.amountMinor + (await placesOf(final)).posted.amountMinor;
    expect(sum).toBe(11_000n);
    expect(await ledgerOf(product, [sameDay, interim, final])).toEqual({
      '100 1001': '110.00',
      '100 1012': '-110.00',
    });
  });

  it('a notification and the statement of one camt line count once', async () => {
    const entry = { cents: 12_000, reference: 'C1', transactions: [{ cents: 12_000, text: trn('DUP-0003') }] };
    const of = { account: '2300100' };
    const ids = [
      await take(camtFile('054', [entry], { ...of, message: 'N1' })),
      await take(camtFile('052', [entry], { ...of, message: 'R1' })),
      await take(camtFile('053', [entry], { ...of, message: 'S1' })),
    ];
    expect(await ledgerOf(product, ids)).toEqual({ '100 1001': '120.00', '100 1012': '-120.00' });
  });
});

describe('a statement that cannot be right', () => {
  it('stops whole when its totals are wrong, and its net cash can be booked as unidentified', async () => {
    const lines = [['142', 20_000, 'W1', '', trn('BAD-0001')]] as const;
    const id = await take(statement(lines, { account: '2400100', credits: 20_100 }));
    expect(await dispositionOf(product, id)).toEqual(['stopped']);
    const [stop] = await stopsOf(product, [id]);
    expect(stop).toMatchObject({ code: 'STATEMENT_UNBALANCED', value: `····0100 ${TODAY}` });
    expect(await ledgerOf(product, [id])).toEqual({});
    await cureAll(id, { kind: 'unidentified' });
    expect(await ledgerOf(product, [id])).toEqual({ '100 1001': '201.00', '100 2115': '-201.00' });
  });

  it('stops when it says other things than the one before, and is worked when a person accepts it', async () => {
    const of = { account: '2500100' };
    const first = await take(statement([['142', 21_000, 'W2', '', trn('CON-0001')]], of));
    const lines = [
      ['142', 21_000, 'W2', '', trn('CON-0001')],
      ['142', 1_500, 'W3', '', trn('CON-0002')],
    ] as const;
    const second = await take(statement(lines, { ...of, file: '2' }));
    expect(await dispositionOf(product, second)).toEqual(['conflict']);
    expect(await stopsOf(product, [second])).toMatchObject([{ code: 'STATEMENT_CONFLICT', amount: 22_500n }]);
    await cureAll(second, { kind: 'accept-statement' });
    // The line that both show is booked once.
    expect((await placesOf(second)).duplicate.amountMinor).toBe(21_000n);
    expect(await ledgerOf(product, [first, second])).toEqual({ '100 1001': '225.00', '100 1012': '-225.00' });
  });

  it('stops when the bank takes it back, and nothing of a test is anybody’s', async () => {
    const lines = [['142', 900, 'W4', '', trn('DEL-0001')]] as const;
    const deleted = await take(statement(lines, { account: '2600100', status: '2' }));
    expect(await stopsOf(product, [deleted])).toMatchObject([{ code: 'STATEMENT_DELETED' }]);
    await cureAll(deleted, { kind: 'reject' });
    expect((await placesOf(deleted)).rejected.amountMinor).toBe(900n);
    const test = await take(statement(lines, { account: '2600100', status: '4', file: '2' }));
    expect(await stopsOf(product, [test])).toEqual([]);
    expect(await dispositionOf(product, test)).toEqual(['refused']);
  });
});

describe('a line that nobody can book yet', () => {
  it('of an unknown account stops, and the account mapped by a person sets it free', async () => {
    const lines = [['142', 23_000, 'U1', '', trn('UNK-0001')]] as const;
    const id = await take(statement(lines, { account: '5551234' }));
    expect(await stopsOf(product, [id])).toMatchObject([{ code: 'BANK_ACCOUNT_UNKNOWN', value: '····1234' }]);
    expect((await placesOf(id)).exception.amountMinor).toBe(23_000n);
    await cureAll(id, { kind: 'map-account', target: 'OP200', validFrom: '2026-01-01' });
    expect(await ledgerOf(product, [id])).toEqual({ '200 1002': '230.00', '200 1012': '-230.00' });
    const keys = (await crosswalksTo(product, ['OP200'])).filter(({ kind }) => kind === 'bank-account');
    expect(keys.map(({ key }) => (key.startsWith('*') ? key : 'token'))).toEqual(expect.arrayContaining(['token']));
    // The number itself is kept nowhere in clear text.
    expect(keys.some(({ key }) => key.includes('5551234'))).toBe(false);
    const next = await take(
      statement([['142', 100, 'U2', '', trn('UNK-0002')]], { account: '5551234', modifier: '1' }),
    );
    expect(await stopsOf(product, [next])).toEqual([]);
  });

  it('of two accounts that end alike is mapped one account at a time', async () => {
    const a = await take(statement([['142', 300, 'U3', '', trn('UNK-0003')]], { account: '6661299' }));
    const b = await take(statement([['142', 400, 'U4', '', trn('UNK-0004')]], { account: '7771299' }));
    const [stop] = await stopsOf(product, [a]);
    const map = { kind: 'map-account', target: 'OP300', validFrom: '2026-01-01' } as const;
    await expect(cure(product, stop?.causeId ?? '', map)).rejects.toThrow('Several accounts end in ····1299');
    await cureAll(a, map);
    expect(await stopsOf(product, [a])).toEqual([]);
    expect(await stopsOf(product, [b])).toMatchObject([{ code: 'BANK_ACCOUNT_UNKNOWN' }]);
    await expect(
      cure(product, stop?.causeId ?? '', { ...map, target: 'NOWHERE' }, [
        (await stopsOf(product, [b]))[0]?.eventId ?? '',
      ]),
    ).rejects.toThrow('no active bank account NOWHERE');
    await cureAll(b, { kind: 'reject' });
  });

  it.each([
    ['is-fee', 901, { '100 1001': '-9.01', '100 6410': '9.01' }],
    ['is-deposit', 902, { '100 1001': '9.02', '100 1012': '-9.02' }],
    ['is-return', 903, { '100 1001': '-9.03', '100 1012': '9.03' }],
    ['is-sweep', 904, { '100 1001': '9.04', '100 1019': '-9.04' }],
    ['is-payment', 905, {}],
  ] as const)('of a code of the bank’s own stops, and %s says what it is', async (kind, cents, lines) => {
    const id = await take(statement([['890', cents, `K${cents}`, '', 'SOMETHING']], { account: `29${cents}0100` }));
    expect(await stopsOf(product, [id])).toMatchObject([{ code: 'BANK_CODE_UNMAPPED', value: 'bai2:890' }]);
    await cureAll(id, { kind });
    expect(await stopsOf(product, [id])).toEqual([]);
    expect(await ledgerOf(product, [id])).toEqual(lines);
  });

  it('in another currency stops, and waits for nobody', async () => {
    const id = await take(
      statement([['142', 1_000, 'X1', '', trn('EUR-0001')]], { account: '2800100', currency: 'EUR' }),
    );
    expect(await stopsOf(product, [id])).toMatchObject([{ code: 'FOREIGN_CURRENCY', value: 'EUR' }]);
    await cureAll(id, { kind: 'reject' });
    expect(await ledgerOf(product, [id])).toEqual({});
  });
});

describe('one trace and two amounts', () => {
  it('T15: stays open by the difference, and nothing is forced to fit', async () => {
    const bank = await take(statement([['142', 50_000, 'T1', '', trn('DIFF-0001')]], { account: '2700100' }));
    const paid = await take(remit('DIFF-0001', '490.00'));
    expect(await tieOf(product, 'deposit', 'DIFF0001')).toMatchObject({ state: 'open', balance: '1000' });
    expect(await ledgerOf(product, [bank, paid])).toEqual({
      '100 1001': '500.00',
      '100 1012': '-10.00',
      '100 1132': '-490.00',
    });
  });
});

describe('afterwards', () => {
  it('every law holds', async () => {
    expect(await product.broken()).toEqual([]);
  });
});
