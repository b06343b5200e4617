/**
 * Goal: what time and people do to bank money: a deposit without its remit ages and comes back, returns open what was tied,
 * transfers meet their other end, and one deposit of many remits is matched by two people and reconciles to the cent.
 * Method: real Postgres, the real sandbox ERP process, the stages and clocks as the workers run them; lines are read from the ERP.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerApproval } from '@/server/approvals/answer';
import { type Actor, systemActor, withTransaction } from '@/server/platform/db';
import { lookAtClocks } from '@/server/ties/clocks';
import { proposeTie } from '@/server/ties/suggestions';
import { addUser, ageTies, askedHash, concernsOf, lateTies, suggestionsOf, tieOf } from '../setup/books';
import { stopsOf } from '../setup/cures';
import { AGED, BANK, hand, remit, settleAll, statement, TODAY } from '../setup/deposits';
import { ledgerOf } from '../setup/ledger';
import { openProduct, type Product } from '../setup/pipeline';

let product: Product;
beforeAll(async () => {
  product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 2_000 });
  await addUser(product, {
    email: 'iris.quill@fernhollow.example',
    name: 'Iris Quill',
    role: 'finance-ops',
    limitMinor: 0,
  });
  await addUser(product, {
    email: 'june.alder@fernhollow.example',
    name: 'June Alder',
    role: 'controller',
    limitMinor: 9_000_000_000,
  });
}, 120_000);
afterAll(() => product.close());

const take = (bytes: Uint8Array) => hand(product, bytes);
const trn = (trace: string) => `TRN*1*${trace}*1891000011~`;
const placesOf = async (artifactId: string) => product.places({ artifactId, flow: BANK });
const COMPACT = AGED.replaceAll('-', '');

const person = (name: string): Actor => ({ kind: 'user', name: `${name}@fernhollow.example`, scope: '*' });
const agree = async (name: string, approvalId: string) => {
  const setSha256 = await askedHash(product, approvalId);
  const voter = { voter: person(name).name, limitMinor: 9_000_000_000n, reason: 'Looked at it', setSha256 };
  await withTransaction(person(name), (tx) => answerApproval(tx, approvalId, 'given', voter));
};

/** One person asks, who may not agree; another agrees. */
async function acceptMatch(suggestionId: string): Promise<void> {
  const asker = person('iris.quill');
  const approval = await withTransaction(asker, (tx) => proposeTie(tx, suggestionId, 'Adds up'));
  await expect(agree('iris.quill', approval)).rejects.toThrow();
  await agree('june.alder', approval);
  await settleAll(product);
}

describe('a deposit without its remit', () => {
  it('ages to unapplied by its timer, and comes back to clearing when the remit arrives', async () => {
    const bank = await take(statement([['142', 70_000, 'A1', '', trn('AGED-0001')]], { account: '3100100', on: AGED }));
    expect(await stopsOf(product, [bank])).toEqual([]);
    expect(await ledgerOf(product, [bank])).toEqual({ '100 1001': '700.00', '100 2110': '-700.00' });
    expect(await concernsOf(product, BANK)).toEqual(['REMIT_OVERDUE']);
    await lookAtClocks(systemActor('sweep/ties'));
    expect(await lateTies(product)).toEqual([{ code: 'REMIT_MISSING', amount: '70000' }]);

    const paid = await take(remit('AGED-0001', '700.00', { date: COMPACT }));
    expect(await tieOf(product, 'deposit', 'AGED0001')).toMatchObject({ state: 'tied', balance: '0' });
    expect(await ledgerOf(product, [bank, paid])).toEqual({ '100 1001': '700.00', '100 1132': '-700.00' });
    expect(await concernsOf(product, BANK)).toEqual([]);
    await lookAtClocks(systemActor('sweep/ties'));
    expect(await lateTies(product)).toEqual([]);
    expect((await placesOf(bank)).places.posted.amountMinor).toBe(70_000n);
  });

  it('stays in clearing as long as its clock runs', async () => {
    const bank = await take(statement([['142', 71_000, 'A2', '', trn('FRESH-0001')]], { account: '3200100' }));
    expect(await ledgerOf(product, [bank])).toEqual({ '100 1001': '710.00', '100 1012': '-710.00' });
  });

  it('and a remit without its deposit is late too', async () => {
    await take(remit('LOST-0001', '99.00', { date: COMPACT }));
    // Its clock starts on the day it is first heard of.
    await lookAtClocks(systemActor('sweep/ties'));
    expect(await lateTies(product)).toEqual([]);
    await ageTies(product, 21);
    await lookAtClocks(systemActor('sweep/ties'));
    expect(await lateTies(product)).toEqual([{ code: 'DEPOSIT_MISSING', amount: '9900' }]);
    await take(statement([['142', 9_900, 'A3', '', trn('LOST-0001')]], { account: '3300100' }));
    await lookAtClocks(systemActor('sweep/ties'));
    expect(await lateTies(product)).toEqual([]);
  });

  it('of nobody known ages to unidentified', async () => {
    const of = { account: '3110100', on: AGED };
    const bank = await take(statement([['142', 70_100, 'A1', '', 'SOME CREDIT']], of));
    expect(await ledgerOf(product, [bank])).toEqual({ '100 1001': '701.00', '100 2115': '-701.00' });
  });
});

describe('money that goes back', () => {
  it('a returned deposit opens what it had tied, and is somebody’s concern', async () => {
    const of = { account: '3400100' };
    const bank = await take(statement([['142', 72_000, 'R1', '', trn('BACK-0001')]], of));
    const paid = await take(remit('BACK-0001', '720.00'));
    expect(await tieOf(product, 'deposit', 'BACK0001')).toMatchObject({ state: 'tied' });
    const back = await take(
      statement([['557', 72_000, 'R2', '', trn('BACK-0001')]], { ...of, modifier: '1', file: '2' }),
    );
    expect(await tieOf(product, 'deposit', 'BACK0001')).toMatchObject({ state: 'open', balance: '-72000' });
    expect(await ledgerOf(product, [bank, paid, back])).toEqual({ '100 1012': '720.00', '100 1132': '-720.00' });
    expect(await concernsOf(product, BANK)).toContain('DEPOSIT_RETURNED');
    await take(statement([['142', 72_000, 'R3', '', trn('BACK-0001')]], { account: '3410100' }));
    expect(await tieOf(product, 'deposit', 'BACK0001')).toMatchObject({ state: 'tied', balance: '0' });
    expect(await concernsOf(product, BANK)).not.toContain('DEPOSIT_RETURNED');
  });

  it('a fee is booked at once', async () => {
    const id = await take(statement([['698', 1_250, 'F1', '', 'SERVICE CHARGE']], { account: '3500100' }));
    expect(await ledgerOf(product, [id])).toEqual({ '100 1001': '-12.50', '100 6410': '12.50' });
  });
});

describe('a sweep', () => {
  it('stands in transit until the other account shows it', async () => {
    const out = await take(statement([['575', 60_000, 'S1', '', 'ZBA TO 4400900']], { account: '3600100' }));
    expect(await ledgerOf(product, [out])).toEqual({ '100 1001': '-600.00', '100 1019': '600.00' });
    expect(await tieOf(product, 'transfer', `${TODAY}|60000`)).toMatchObject({ state: 'open' });
    const into = await take(statement([['275', 60_000, 'S2', '', 'ZBA FROM 3600100']], { account: '4400900' }));
    expect(await tieOf(product, 'transfer', `${TODAY}|60000`)).toMatchObject({ state: 'tied', balance: '0' });
    expect(await ledgerOf(product, [out, into])).toEqual({ '100 1001': '-600.00', '100 1009': '600.00' });
  });

  it('between legal entities is owed', async () => {
    const out = await take(statement([['575', 61_000, 'S3', '', 'ZBA TO 4400900']], { account: '3700200' }));
    const into = await take(
      statement([['275', 61_000, 'S4', '', 'ZBA FROM 3700200']], { account: '4400900', modifier: '1', file: '2' }),
    );
    expect(await ledgerOf(product, [out, into])).toEqual({
      '100 1009': '610.00',
      '100 2410': '-610.00',
      '200 1002': '-610.00',
      '200 1310': '610.00',
    });
    expect(await tieOf(product, 'transfer', `${TODAY}|61000`)).toMatchObject({ state: 'tied' });
  });
});

describe('one deposit of many remits', () => {
  it('T22: is suggested, asked for by one person and agreed to by another, and reconciles to the cent', async () => {
    const traces = ['1101', '1102', '1103', '1104'].map((n) => `MANY-${n}`);
    const amounts = ['101.01', '202.02', '303.03', '404.04'];
    const ids: string[] = [];
    for (const [n, trace] of traces.entries()) ids.push(await take(remit(trace, amounts[n] ?? '')));
    const bank = await take(
      statement([['142', 101_010, 'M1', '', 'NORTHWIND HCCLAIMPMT CO ID 1999999999']], { account: '3800100' }),
    );
    ids.push(bank);
    const open = (await suggestionsOf(product, 'deposit')).filter(({ state }) => state === 'open');
    expect(open).toMatchObject([{ tier: 5, ties: 5, amount: '101010' }]);
    const suggestion = open[0]?.id ?? '';
    await acceptMatch(suggestion);
    for (const trace of traces) {
      expect(await tieOf(product, 'deposit', trace.replace('-', ''))).toMatchObject({
        state: 'tied',
        balance: '0',
        entries: 5,
      });
    }
    expect(await ledgerOf(product, ids)).toEqual({ '100 1001': '1010.10', '100 1132': '-1010.10' });
  });
});

describe('afterwards', () => {
  it('every law holds', async () => {
    expect(await product.broken()).toEqual([]);
  });
});
