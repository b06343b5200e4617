/**
 * Goal: whatever moment the process dies at, a refund that is paid and one that is voided end as if it had not. Method: the
 * stages in processes of their own that are killed at every kind of step, between real partners; then what the books say.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRefundTies, refundDocuments, refundNets, refundNow } from '../setup/books';
import { type Kill, runAndKill } from '../setup/killed-stages';
import { elapse } from '../setup/pipeline';
import type { Asked } from '../setup/rcm';
import { openRefunds, type Refunds } from '../setup/refunds';

const LEASES_SECONDS = 120;

let world: Refunds;
const kills: Kill[] = [];

beforeAll(async () => {
  world = await openRefunds({ visibilityWindowMs: 100 });
}, 90_000);
afterAll(() => world.close());

/** Kills a process at each of these steps; what it had taken is free again afterwards, as after the time it was taken for. */
async function killedAt(...steps: readonly (readonly [step: string, afterMs: number])[]): Promise<void> {
  for (const [step, afterMs] of steps) {
    kills.push(await runAndKill(step, 1, afterMs));
    await elapse(world.product, LEASES_SECONDS);
  }
}

async function finish(): Promise<void> {
  await elapse(world.product, LEASES_SECONDS);
  await world.settle();
}

it('ends a paid and a voided refund as if nobody had been killed', { timeout: 300_000, retry: 0 }, async () => {
  const [large] = await world.rcm.ask('two-approvals');
  const [small] = await world.rcm.ask();
  if (!large || !small) throw new Error('nothing was asked for');
  await killedAt(['parse', 5], ['canonicalize', 5], ['map', 10]);
  await finish();
  await world.answer(large.requestId, 'first@fernhollow.example');
  await world.answer(large.requestId, 'second@fernhollow.example');
  await world.answer(small.requestId, 'first@fernhollow.example');
  await killedAt(['post', 10], ['post', 40], ['confirm', 15], ['map', 15]);
  await finish();
  const payments = await world.pay();
  await killedAt(['poll', 20], ['parse', 10], ['map', 15], ['post', 15]);
  await finish();
  const paymentOf = async ({ requestId }: Asked) => {
    const { voucher } = (await refundNow(world.product, requestId)) ?? {};
    const payment = payments.find(({ invoice }) => invoice === voucher);
    if (!payment) throw new Error(`${requestId} was not paid`);
    return payment;
  };
  await world.move(await paymentOf(large), 'clear');
  await world.move(await paymentOf(small), 'void');
  await killedAt(['map', 20], ['post', 10], ['confirm', 10], ['map', 10], ['post', 20], ['confirm', 20]);
  await finish();
  await atTheEnd(large, small);
});

async function atTheEnd(paid: Asked, voided: Asked): Promise<void> {
  expect(kills.length).toBeGreaterThanOrEqual(10);
  expect(await refundNow(world.product, paid.requestId)).toMatchObject({ state: 'tied', concerns: [] });
  expect(await refundNow(world.product, voided.requestId)).toMatchObject({ state: 'restored', concerns: [] });
  expect(await refundNets(world.product, voided.requestId)).toEqual({});
  expect(await openRefundTies(world.product)).toEqual([]);
  const minor = paid.amount.replace('.', '');
  const ledger = await world.ledger();
  expect(ledger[`${paid.entity} 1010`]).toBe(`-${minor}`);
  expect(Object.keys(ledger)).toHaveLength(2);
  for (const { requestId } of [paid, voided]) {
    const names = (await refundDocuments(world.product, requestId))
      .filter(({ state }) => state === 'confirmed')
      .map(({ ref }) => ref);
    expect(new Set(names).size).toBe(names.length);
  }
  const told = async ({ requestId }: Asked) => (await world.rcm.told(requestId)).map(({ status }) => status);
  expect(await told(paid)).toEqual(['approved', 'ap_accepted', 'ap_accepted', 'issued', 'cleared', 'tied']);
  expect((await told(voided)).slice(-2)).toEqual(['voided', 'credit_restored']);
  expect(await world.product.broken()).toEqual([]);
}
