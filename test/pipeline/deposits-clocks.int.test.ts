/**
 * Goal: what time and people do to bank money: a deposit without its remit ages and comes back, returns open what was tied,
 * transfers meet their other end, and one deposit of many remits is matched by two people and reconciles to the cent.
 * Method: real Postgres, the real sandbox ERP process, the stages and clocks as the workers run them; lines are read from the ERP.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '@/server/platform/db';
import { lookAtClocks } from '@/server/ties/clocks';
import { causeCodes, concernsOf, openTiesOf, tieOf } from '../setup/books';
import { stopsOf } from '../setup/cures';
import { AGED, BANK, hand, remit, statement } from '../setup/deposits';
import { ledgerOf } from '../setup/ledger';
import { openProduct, type Product } from '../setup/pipeline';

let product: Product;
beforeAll(async () => {
  product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 2_000 });
}, 120_000);
afterAll(() => product?.close());

const take = (bytes: Uint8Array) => hand(product, bytes);
const trn = (trace: string) => `TRN*1*${trace}*1891000011~`;
const everything = () => ledgerOf(product, everyFile);
const everyFile: string[] = [];
/** What the books hold of these files; the journals of timers and ties are found by the lines that asked for them. */
const books = (ids: readonly string[]) => product.ledger(ids);

describe('a deposit without its remit', () => {
  it('ages to unidentified by its timer, and comes back to clearing when the remit arrives', async () => {
    const of = { account: '3100100', on: AGED };
    const bank = await take(statement([['142', 70_000, 'A1', '', trn('AGED-0001')]], of));
    expect(await stopsOf(product, [bank])).toEqual([]);
    expect(await books([bank])).toEqual({ '100 1001': '700.00', '100 2115': '-700.00' });
    expect(await concernsOf(product, BANK)).toEqual(['REMIT_OVERDUE']);
    const paid = await take(remit('AGED-0001', '700.00', { date: AGED.replaceAll('-', '') }));
    expect(await tieOf(product, 'deposit', 'AGED0001')).toMatchObject({ state: 'tied', balance: '0' });
    expect(await books([bank, paid])).toEqual({ '100 1001': '700.00', '100 1132': '-700.00' });
    expect(await concernsOf(product, BANK)).toEqual([]);
  });
});
