/**
 * Goal: replacing a remit never leaves the books worse than before: what later remits are booked upon is not pulled away, a remit that
 * would stop by itself takes nobody's place, and what the replaced remit shares with other payers stays where it is.
 * Method: remits through the real stages and the sandbox ERP, a trace and accounts of their own for each history; the net of all of them
 * by account, and every law of the books at the end.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cure } from '@/server/exceptions/cures';
import { type ClaimFacts, type RemitFacts, remitBytes } from '../fixtures/x12/remit-835';
import { passWaits } from '../setup/books';
import { cure, stopsOf } from '../setup/cures';
import { settleAll, TODAY } from '../setup/deposits';
import { ledgerOf } from '../setup/ledger';
import { openProduct, type Product } from '../setup/pipeline';

let product: Product;
beforeAll(async () => {
  product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 2_000 });
}, 120_000);
afterAll(() => product.close());

let files = 0;
let story: string[] = [];
async function take(remit: RemitFacts): Promise<string> {
  files += 1;
  const bytes = remitBytes([{ date: TODAY.replaceAll('-', ''), ...remit }], { control: String(5000 + files) });
  const artifactId = await product.send(`refused-${files}.835`, bytes);
  await settleAll(product);
  story.push(artifactId);
  return artifactId;
}
const tell = (): void => {
  story = [];
};
const claim = (id: string, paid: number, cas = `CO-45-${100 - paid}`, more: Partial<ClaimFacts> = {}): ClaimFacts => {
  const [group = '', reason = '', amount = ''] = cas.split('-');
  return { id, charge: '100', paid: String(paid), icn: `ICN-${id}`, cas: [[group, reason, amount]], ...more };
};
const back = (id: string, paid: number, cas: ClaimFacts['cas'] = [['CO', '45', String(paid - 100)]]): ClaimFacts => ({
  ...claim(id, paid),
  charge: '-100',
  paid: String(-paid),
  status: '22',
  cas: cas ?? [],
});
const whole = (id: string): ClaimFacts => ({ id, charge: '100', paid: '100', icn: `ICN-${id}`, cas: [] });

async function act(by: Cure): Promise<void> {
  for (const { causeId, eventId } of await stopsOf(product, story)) await cure(product, causeId, by, [eventId]);
  await settleAll(product);
}
const codes = async () => (await stopsOf(product, story)).map(({ code }) => code);
const books = () => ledgerOf(product, story);
const REPLACE: Cure = { kind: 'replace-remit' };

describe('what the payer took back already', () => {
  it('beside its correction, in one remit or in two, does not go back once more', async () => {
    for (const together of [true, false]) {
      tell();
      const id = `PAIR-${together}`;
      await take({ trace: id, claims: [claim(id, 80)] });
      const again = claim(id, 85);
      if (together) await take({ trace: `${id}-R`, claims: [back(id, 80), again] });
      else {
        await take({ trace: `${id}-R`, claims: [back(id, 80), whole(`${id}-O`)] });
        await take({ trace: `${id}-C`, claims: [again] });
      }
      const before = await books();
      await take({ trace: id, claims: [claim(id, 75)] });
      await act(REPLACE);
      expect(await codes()).toEqual(['REMIT_TAKEN_BACK']);
      expect(await books()).toEqual(before);
    }
  });

  it('by a reversal that differed and was accepted', async () => {
    tell();
    await take({ trace: 'CENT', claims: [claim('CENT', 80)] });
    await take({ trace: 'CENT-R', claims: [back('CENT', 80, [['CO', '45', '-19.99']]), whole('CENT-O')] });
    expect(await codes()).toEqual(['REVERSAL_NOT_MIRROR']);
    await act({ kind: 'accept' });
    await take({ trace: 'CENT', claims: [claim('CENT', 75)] });
    await act(REPLACE);
    expect(await codes()).toEqual(['REMIT_TAKEN_BACK']);
    expect(await books()).toEqual({ '100 1012': '100.00', '100 1132': '-100.00' });
  });

  it('and met in clearing', async () => {
    tell();
    await take({ trace: 'LATE-R', claims: [back('LATE', 80), whole('LATE-O')] });
    await passWaits(product);
    await settleAll(product);
    await take({ trace: 'LATE', claims: [claim('LATE', 80)] });
    const before = await books();
    await take({ trace: 'LATE', claims: [claim('LATE', 75)] });
    await act(REPLACE);
    expect(await codes()).toEqual(['REMIT_TAKEN_BACK']);
    expect(await books()).toEqual(before);
  });
});

describe('what later remits are booked upon', () => {
  it('stays: the room that a reversal made', async () => {
    tell();
    await take({ trace: 'ROOM', claims: [claim('ROOM', 80)] });
    await take({ trace: 'ROOM-R', claims: [back('ROOM', 80), whole('ROOM-O')] });
    await take({ trace: 'ROOM-C', claims: [claim('ROOM', 75)] });
    const before = await books();
    await take({ trace: 'ROOM-R', claims: [whole('ROOM-O')] });
    await act(REPLACE);
    expect(await codes()).toEqual(['REMIT_BUILT_ON']);
    expect(await books()).toEqual(before);
  });

  it('stays: a recovery that was announced, and taken since', async () => {
    tell();
    const announced = (paid: number): RemitFacts => ({
      trace: 'TAKEN',
      claims: [claim('TAKEN', paid)],
      plb: [[['WO', 'TAKEN-1', '-100']]],
      payment: String(paid + 100),
    });
    await take(announced(80));
    await take({
      trace: 'TAKEN-2',
      claims: [whole('TAKEN-O'), whole('TAKEN-P')],
      plb: [[['WO', 'TAKEN-1', '100']]],
      payment: '100',
    });
    const before = await books();
    expect(before['100 2310']).toBeUndefined();
    await take(announced(75));
    await act(REPLACE);
    expect(await codes()).toEqual(['REMIT_BUILT_ON']);
    expect(await books()).toEqual(before);
  });

  it('is nothing where nothing was left open, as by interest', async () => {
    tell();
    const interest = (amount: string): RemitFacts => ({
      trace: 'INTEREST',
      claims: [],
      plb: [[['L6', 'I-1', amount]]],
    });
    await take({ ...interest('-55'), payment: '55' });
    await take({ ...interest('-50'), payment: '50' });
    await act(REPLACE);
    expect(await codes()).toEqual([]);
    expect(await books()).toMatchObject({ '100 1012': '50.00' });
  });

  it('goes on while nothing of it was taken', async () => {
    tell();
    const announced = (paid: number): RemitFacts => ({
      trace: 'FREE',
      claims: [claim('FREE', paid)],
      plb: [[['WO', 'FREE-1', '-100']]],
      payment: String(paid + 100),
    });
    await take(announced(80));
    await take(announced(75));
    await act(REPLACE);
    expect(await codes()).toEqual([]);
    expect(await books()).toEqual({
      '100 1012': '175.00',
      '100 1132': '-100.00',
      '100 2310': '-100.00',
      '100 5110': '25.00',
    });
  });
});

describe('what another payer paid of the patient part', () => {
  it('leaves a claim that is told again as it was where it was', async () => {
    tell();
    const primary = (other: number): RemitFacts => ({
      trace: 'SECOND',
      claims: [claim('SECOND', 80, 'PR-1-20'), claim('SECOND-Y', other)],
    });
    await take(primary(80));
    const supplement = claim('SECOND', 20, 'OA-23-80', { status: '2', icn: 'ICN-SUPPLEMENT' });
    await take({ trace: 'SECOND-S', payerId: '1888888888', trn03: '1888888888', claims: [supplement] });
    await take(primary(75));
    await act(REPLACE);
    expect(await codes()).toEqual([]);
    expect(await books()).toEqual({ '100 1012': '175.00', '100 1132': '-200.00', '100 5110': '25.00' });
  });
});

describe('a remit that would stop by itself', () => {
  it('takes nobody’s place, says why, and leaves the first when it is rejected', async () => {
    tell();
    const first = { trace: 'UNFIT', claims: [claim('UNFIT', 80)] };
    const kept = { '100 1012': '80.00', '100 1132': '-100.00', '100 5110': '20.00' };
    await take(first);
    await take({ trace: 'UNFIT', payment: '77', claims: [claim('UNFIT', 75)] });
    await act(REPLACE);
    expect(await codes()).toEqual(['REPLACEMENT_UNFIT']);
    const [cause] = await product.sql<{ title: string }>("SELECT title FROM cause WHERE code = 'REPLACEMENT_UNFIT'");
    expect(cause?.title).toBe('Remit UNFIT does not add up, so it cannot take the place of the first');
    expect(await books()).toEqual(kept);
    await act({ kind: 'reject' });
    expect(await codes()).toEqual([]);
    expect(await books()).toEqual(kept);
    await take(first);
    expect(await books()).toEqual(kept);
  });
});

describe('a remit that contradicts two', () => {
  it('takes the place of neither', async () => {
    tell();
    const denied = (id: string, paid: number): ClaimFacts => claim(id, paid, `CO-50-${100 - paid}`);
    await take({ trace: 'TWO-X', claims: [denied('TWO-X', 80)] });
    await take({ trace: 'TWO-Y', claims: [denied('TWO-Y', 75)] });
    const before = await books();
    await take({ trace: 'TWO-X', claims: [denied('TWO-Y', 75)] });
    await act(REPLACE);
    expect(await codes()).toEqual(['REPLACEMENT_UNFIT']);
    expect(await books()).toEqual(before);
    await act({ kind: 'reject' });
    expect(await books()).toEqual(before);
  });
});

describe('beside two that are both real', () => {
  it('a correction takes the place of the one that tells its accounts, and one more of what took it', async () => {
    tell();
    const of = (id: string, paid: number): RemitFacts => ({ trace: 'BESIDE', claims: [claim(id, paid)] });
    await take(of('BESIDE-X', 80));
    await take(of('BESIDE-Y', 75));
    await act({ kind: 'both-real' });
    expect(await books()).toEqual({ '100 1012': '155.00', '100 1132': '-200.00', '100 5110': '45.00' });
    for (const [id, paid, cash, written] of [
      ['BESIDE-Y', 70, '150.00', '50.00'],
      ['BESIDE-Y', 65, '145.00', '55.00'],
      ['BESIDE-X', 60, '125.00', '75.00'],
    ] as const) {
      await take(of(id, paid));
      expect(await codes()).toEqual(['REMIT_CONFLICT']);
      await act(REPLACE);
      expect(await codes()).toEqual([]);
      expect(await books()).toEqual({ '100 1012': cash, '100 1132': '-200.00', '100 5110': written });
    }
  });
});

describe('a remit that was rejected', () => {
  it('and comes again is asked about, and is booked once when a person says so', async () => {
    tell();
    await take({ trace: 'ANEW', claims: [claim('ANEW', 80)] });
    const second = { trace: 'ANEW', claims: [claim('ANEW-Y', 75)] };
    await take(second);
    await act({ kind: 'reject' });
    expect(await codes()).toEqual([]);
    await take(second);
    expect(await codes()).toEqual(['REJECTED_BEFORE']);
    await act({ kind: 'accept-remit' });
    expect(await codes()).toEqual([]);
    const both = { '100 1012': '155.00', '100 1132': '-200.00', '100 5110': '45.00' };
    expect(await books()).toEqual(both);
    await take(second);
    expect(await codes()).toEqual([]);
    expect(await books()).toEqual(both);
  });
});

it('what was rejected and comes twice at once is asked about once, and booked once', async () => {
  tell();
  const remit = { trace: 'AT-ONCE', claims: [claim('AT-ONCE', 80)], date: TODAY.replaceAll('-', '') };
  await take({ ...remit, payment: '90' });
  await act({ kind: 'reject' });
  expect(await codes()).toEqual([]);
  for (const control of ['5901', '5902']) {
    const bytes = remitBytes([{ ...remit, payment: '90' }], { control });
    story.push(await product.send(`at-once-${control}.835`, bytes));
  }
  await settleAll(product);
  expect(await codes()).toEqual(['REJECTED_BEFORE']);
  await act({ kind: 'accept-remit' });
  expect(await codes()).toEqual(['REMIT_UNBALANCED']);
  await act({ kind: 'unapplied' });
  expect(await books()).toEqual({ '100 1012': '90.00', '100 2110': '-90.00' });
});

describe('a claim that is paid again under its number', () => {
  it('waits where the rest was denied, and goes on when the payer takes the first back', async () => {
    tell();
    const denied = (paid: number): ClaimFacts => ({ ...claim('DENIED', paid, `CO-50-${100 - paid}`) });
    await take({ trace: 'DENIED', claims: [denied(30)] });
    await take({ trace: 'DENIED-2', claims: [denied(35)] });
    expect(await codes()).toEqual(['CLAIM_REPEATED']);
    await take({ trace: 'DENIED-3', claims: [back('DENIED', 30, [['CO', '50', '-70']]), whole('DENIED-O')] });
    expect(await codes()).toEqual([]);
    expect(await books()).toEqual({ '100 1012': '135.00', '100 1132': '-135.00' });
  });
});

it('every law of the books holds', async () => {
  expect(await product.broken()).toEqual([]);
});
