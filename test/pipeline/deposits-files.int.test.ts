/**
 * Goal: what a bank says becomes cash in the ledger once, and clearing comes to zero where the remit of the same money stands,
 * whichever file tells which payment it was.
 * Method: real Postgres, the real sandbox ERP process, the stages and clocks as the workers run them; lines are read from the ERP.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reconciliationOf, tieOf } from '../setup/books';
import { stopsOf } from '../setup/cures';
import { achFile, BANK, camtFile, hand, lockboxFile, remit, statement } from '../setup/deposits';
import { ledgerOf } from '../setup/ledger';
import { openProduct, type Product } from '../setup/pipeline';

let product: Product;
beforeAll(async () => {
  product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 2_000 });
}, 120_000);
afterAll(() => product.close());

const take = (bytes: Uint8Array) => hand(product, bytes);
const placesOf = (artifactId: string) => product.places({ artifactId, flow: BANK });

/** Everything that counts is posted, and the parcel is closed. */
async function expectTied(artifactId: string, receivedMinor: bigint): Promise<void> {
  const where = await placesOf(artifactId);
  expect(where).toMatchObject({ receivedMinor, differenceMinor: 0n });
  expect(where.places.posted.amountMinor).toBe(receivedMinor);
  expect(await stopsOf(product, [artifactId])).toEqual([]);
  expect((await reconciliationOf(product, artifactId)).map(({ state }) => state)).not.toContain('differs');
}
const expectMet = async (key: string) =>
  expect(await tieOf(product, 'deposit', key)).toEqual({ state: 'tied', balance: '0', entries: 2 });

describe('a deposit and its remit', () => {
  it('meet by trace, the remit first', async () => {
    const paid = await take(remit('MEET-0001', '250.00'));
    const bank = await take(
      statement([['142', 25_000, 'B1', '', 'TRN*1*MEET-0001*1891000011~']], { account: '1100100' }),
    );
    await expectTied(bank, 25_000n);
    expect(await ledgerOf(product, [bank])).toEqual({ '100 1001': '250.00', '100 1012': '-250.00' });
    expect(await ledgerOf(product, [paid, bank])).toEqual({ '100 1001': '250.00', '100 1132': '-250.00' });
    await expectMet('MEET0001');
  });

  it('meet by trace, the deposit first', async () => {
    const bank = await take(
      statement([['142', 31_000, 'B2', '', 'TRN*1*MEET-0002*1891000011~']], { account: '1200100' }),
    );
    await expectTied(bank, 31_000n);
    const paid = await take(remit('MEET-0002', '310.00'));
    expect(await ledgerOf(product, [paid, bank])).toEqual({ '100 1001': '310.00', '100 1132': '-310.00' });
    await expectMet('MEET0002');
  });

  it('T19: meet although the bank ends the TRN with a backslash, in lower case, over two continuation records', async () => {
    const bank = await take(
      statement([['142', 12_300, 'B3', '', 'ach credit', 'trn*1*meet-', '0003*1891000011\\']], { account: '1300100' }),
    );
    const paid = await take(remit('MEET-0003', '123.00'));
    expect(await ledgerOf(product, [paid, bank])).toEqual({ '100 1001': '123.00', '100 1132': '-123.00' });
    await expectMet('MEET0003');
  });

  it('T20: items of a lockbox deposit are not counted beside it, and a returned item goes back', async () => {
    const bank = await take(
      statement(
        [
          ['115', 30_000, 'LB1', '', 'LOCKBOX DEPOSIT'],
          ['116', 10_000, 'LB1', 'C1', 'CHECK NO 5551001'],
          ['116', 20_000, 'LB1', 'C2', 'CHECK NO 5551002'],
          ['142', 5_000, 'B4', '', 'TRN*1*MEET-0004*1891000011~'],
          ['165', 700, 'B5', '', 'TRN*1*MEET-0005*1891000011~'],
          ['555', 20_000, 'R1', '', 'RETURNED CHECK NO 5551002'],
        ],
        { account: '1400100' },
      ),
    );
    await expectTied(bank, 15_700n);
    expect(await ledgerOf(product, [bank])).toEqual({
      '100 1001': '157.00',
      '100 1012': '-57.00',
      '100 1015': '-100.00',
    });
    const paid = await take(remit('5551001', '100.00', { method: 'CHK' }));
    await expectMet('5551001');
    expect(await ledgerOf(product, [paid])).toEqual({ '100 1015': '100.00', '100 1132': '-100.00' });
  });

  it('T21: every payment of a batch entry meets its own remit', async () => {
    const cents = Array.from({ length: 40 }, (_, n) => 1_000 + n);
    const total = cents.reduce((sum, each) => sum + each, 0);
    const transactions = cents.map((each, n) => ({ cents: each, e2e: `BATCH${1000 + n}` }));
    const bank = await take(
      camtFile('053', [{ cents: total, reference: 'BT1', family: ['RCDT', 'BOOK'], transactions }], {
        account: '1500100',
      }),
    );
    const where = await placesOf(bank);
    expect(where).toMatchObject({ receivedMinor: BigInt(total), differenceMinor: 0n });
    for (const n of [0, 17, 39]) {
      await take(remit(`BATCH${1000 + n}`, `10.${String(n).padStart(2, '0')}`));
      await expectMet(`BATCH${1000 + n}`);
    }
    expect(await tieOf(product, 'deposit', 'BATCH1001')).toMatchObject({ state: 'open', balance: '1001' });
  });
});

describe('an ACH file tells what a line of the statement pays', () => {
  const addenda = [
    ['tilde', 'TRN*1*CCD-0001*1891000011~'],
    ['backslash', 'TRN*1*CCD-0002*1891000011\\'],
    ['no end', 'TRN*1*CCD-0003*1891000011'],
    ['lower case', 'trn*1*ccd-0004*1891000011~'],
    ['text before it', 'RMR*IV*1 TRN*1*CCD-0005*1891000011~'],
    ['fourth element', 'TRN*1*CCD-0006*1891000011*DEPT7~'],
  ] as const;
  it.each(addenda)('%s, the file first', async (_, text) => {
    const trace = /ccd-\d+/i.exec(text)?.[0].toUpperCase() ?? '';
    const at = Number(trace.slice(-1));
    const cents = 40_000 + at;
    const account = `16${at}0100`;
    const told = await take(
      achFile([{ code: '22', cents, account, addenda: [text] }], { number: at, fileId: String(at) }),
    );
    expect((await placesOf(told)).places.duplicate).toMatchObject({ amountMinor: BigInt(cents) });
    const bank = await take(statement([['142', cents, `A${at}`, '', 'NORTHWIND HCCLAIMPMT']], { account }));
    await expectTied(bank, BigInt(cents));
    await take(remit(trace, `400.0${at}`));
    await expectMet(trace.replace('-', ''));
  });

  it('and the statement first', async () => {
    const bank = await take(statement([['142', 41_000, 'A9', '', 'NORTHWIND HCCLAIMPMT']], { account: '1690100' }));
    await take(remit('CCD-0009', '410.00'));
    expect(await tieOf(product, 'deposit', 'CCD0009')).toMatchObject({ state: 'open' });
    await take(
      achFile([{ code: '22', cents: 41_000, account: '1690100', addenda: ['TRN*1*CCD-0009*1891000011~'] }], {
        number: 9,
        fileId: '9',
      }),
    );
    await expectMet('CCD0009');
    expect(await ledgerOf(product, [bank])).toEqual({ '100 1001': '410.00', '100 1012': '-410.00' });
  });
});

describe('a lockbox file', () => {
  it('tells the checks of a deposit, and each meets its remit', async () => {
    const account = '0170100';
    const bank = await take(statement([['115', 33_000, 'LB7', '', 'LOCKBOX DEPOSIT']], { account }));
    await take(
      lockboxFile(
        [
          [
            [11_000, '7770001'],
            [22_000, '7770002'],
          ],
        ],
        { box: account },
      ),
    );
    const ids = [bank];
    ids.push(await take(remit('7770001', '110.00', { method: 'CHK' })));
    ids.push(await take(remit('0007770002', '220.00', { method: 'CHK' })));
    expect(await tieOf(product, 'deposit', '7770001')).toMatchObject({ state: 'tied' });
    expect(await tieOf(product, 'deposit', '7770002')).toMatchObject({ state: 'tied' });
    expect(await ledgerOf(product, ids)).toEqual({ '100 1001': '330.00', '100 1132': '-330.00' });
  });
});

describe('afterwards', () => {
  it('every law holds', async () => {
    expect(await product.broken()).toEqual([]);
  });
});
