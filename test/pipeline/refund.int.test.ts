/**
 * Goal: a refund goes from the revenue cycle system through payables to the payee's bank, and back when it is not wanted, with
 * every account where the posting table says it is. Method: a real revenue cycle system, a real ERP, the real stages.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pollPayments } from '@/server/connectors/inbound/erp-payments';
import { systemActor } from '@/server/platform/db';
import {
  feedAnswers,
  forgetFeed,
  openRefundTies,
  refundDocuments,
  refundNets,
  refundNow,
  refundSteps,
  refundStops,
} from '../setup/books';
import type { Asked } from '../setup/rcm';
import { openRefunds, type Refunds } from '../setup/refunds';

let world: Refunds;

beforeAll(async () => {
  world = await openRefunds();
}, 90_000);
afterAll(() => world.close());

const one = async (story?: string): Promise<Asked> => {
  const [asked] = await world.rcm.ask(story);
  if (!asked) throw new Error('nothing was asked for');
  await world.settle();
  return asked;
};

describe('a refund above the limit', () => {
  let asked: Asked;

  it('waits for two people, neither of them the maker', async () => {
    asked = await one('two-approvals');
    const [question] = await world.questions();
    expect(question).toMatchObject({ requestId: asked.requestId, needed: 2, maker: asked.requestedBy });
    expect(await refundNow(world.product, asked.requestId)).toMatchObject({ state: 'awaiting' });
    await expect(world.answer(asked.requestId, asked.requestedBy)).rejects.toThrow(/another person/);
    expect(await world.answer(asked.requestId, 'first@fernhollow.example')).toBe('asked');
    await world.settle();
    expect(await world.ledger()).toEqual({});
    await expect(world.answer(asked.requestId, 'first@fernhollow.example')).rejects.toThrow(/already/);
    expect(await world.answer(asked.requestId, 'second@fernhollow.example')).toBe('given');
  });

  it('becomes a journal and a voucher', async () => {
    await world.settle();
    expect(await refundStops(world.product)).toEqual([]);
    expect(await refundNow(world.product, asked.requestId)).toMatchObject({ state: 'booked', concerns: [] });
  });

  it('is paid, cleared and tied, and the one who asked knows', async () => {
    const [payment] = await world.pay();
    if (!payment) throw new Error('nothing was paid');
    await world.settle();
    expect(await refundNow(world.product, asked.requestId)).toMatchObject({ state: 'issued' });
    await world.move(payment, 'clear');
    await world.settle();
    expect(await refundNow(world.product, asked.requestId)).toMatchObject({ state: 'tied', concerns: [] });
    expect(await openRefundTies(world.product)).toEqual([]);
    const told = await world.rcm.told(asked.requestId);
    expect(told.map(({ status }) => status)).toEqual([
      'approved',
      'ap_accepted',
      'ap_accepted',
      'issued',
      'cleared',
      'tied',
    ]);
    expect(told.map(({ statusVersion }) => statusVersion)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(told.at(-1)?.applied).toBe(true);
    expect(JSON.stringify(told)).not.toMatch(/TESTPATIENT|Refund Unit/);
  });

  it('leaves nothing but the credit used and the cash gone', async () => {
    const minor = asked.amount.replace('.', '');
    // Ours: credit to refunds payable, refunds payable to payables. Paying is the ERP's own.
    const nets = await refundNets(world.product, asked.requestId);
    expect(nets).toMatchObject({ '2010': `-${minor}` });
    expect(Object.keys(nets)).toHaveLength(2);
    const ledger = await world.ledger();
    expect(ledger[`${asked.entity} 1010`]).toBe(`-${minor}`);
    expect(Object.keys(ledger)).toHaveLength(2);
    expect(Object.values(ledger)).toContain(minor);
    expect(await refundDocuments(world.product, asked.requestId)).toEqual(
      expect.arrayContaining([expect.objectContaining({ ref: 'invoice-v1', state: 'confirmed', sends: 1 })]),
    );
    expect(await world.product.broken()).toEqual([]);
  });
});

describe('what payables tell', () => {
  it('is kept once, however often the same is asked', async () => {
    const before = await feedAnswers(world.product);
    expect(before.kept).toBeGreaterThan(0);
    expect(before.names).toBe(false);
    await forgetFeed(world.product);
    await pollPayments(systemActor('payments'));
    await world.settle();
    // Asked from the beginning the answer is another one; what it says was known, and nothing follows from it.
    const after = await feedAnswers(world.product);
    expect(after.repeats).toBe(0);
    expect(after.kept).toBeLessThanOrEqual(before.kept + 1);
    await pollPayments(systemActor('payments'));
    expect(await feedAnswers(world.product)).toEqual(after);
    expect(await openRefundTies(world.product)).toEqual([]);
    expect(await refundStops(world.product)).toEqual([]);
  });
});

describe('a refund voided after it was posted', () => {
  it('takes everything back and says so', async () => {
    const before = await world.ledger();
    const asked = await one();
    await world.answer(asked.requestId, 'first@fernhollow.example');
    await world.settle();
    const [payment] = await world.pay();
    if (!payment) throw new Error('nothing was paid');
    await world.settle();
    await world.move(payment, 'void');
    await world.settle();
    expect(await refundStops(world.product)).toEqual([]);
    expect(await refundNow(world.product, asked.requestId)).toMatchObject({ state: 'restored', concerns: [] });
    expect(await refundSteps(world.product, asked.requestId)).toContain('credit restored');
    expect(await refundNets(world.product, asked.requestId)).toEqual({});
    expect(await world.ledger()).toEqual(before);
    expect(await openRefundTies(world.product)).toEqual([]);
    const told = (await world.rcm.told(asked.requestId)).map(({ status }) => status);
    expect(told.slice(-2)).toEqual(['voided', 'credit_restored']);
    expect(await world.product.broken()).toEqual([]);
  });
});
