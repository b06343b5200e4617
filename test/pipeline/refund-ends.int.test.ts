/**
 * Goal: every refund comes to the end that its story wants, and what is not wanted leaves nothing behind. Method: the stories
 * of a real revenue cycle system, a real ERP that forgets to answer, the real stages.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '@/server/platform/db';
import { refundRequest } from '../../e2e/fixtures/refund-request';
import {
  openRefundTies,
  refundDocuments,
  refundItems,
  refundNets,
  refundNow,
  refundParcels,
  refundSteps,
  refundStops,
} from '../setup/books';
import { STAGES } from '../setup/pipeline';
import type { Asked } from '../setup/rcm';
import { openRefunds, type Refunds } from '../setup/refunds';

let world: Refunds;

beforeAll(async () => {
  world = await openRefunds({ postDeadlineMs: 1_500, visibilityWindowMs: 100 });
}, 90_000);
afterAll(() => world.close());

const ask = async (story?: string): Promise<Asked[]> => {
  const asked = await world.rcm.ask(story);
  await world.settle();
  return asked;
};
const one = async (story?: string): Promise<Asked> => {
  const [asked] = await ask(story);
  if (!asked) throw new Error('nothing was asked for');
  return asked;
};
const stateOf = async ({ requestId }: Asked) => (await refundNow(world.product, requestId))?.state;
const told = async ({ requestId }: Asked) => (await world.rcm.told(requestId)).map(({ status }) => status);
const counted = async (type: string, state: string): Promise<number> =>
  (await refundItems(world.product)).find((each) => each.type === type && each.state === state)?.n ?? 0;
/** What was just stopped, beside what was before. */
async function newStop(act: () => Promise<unknown>): Promise<string[]> {
  const before = new Set(await refundStops(world.product));
  await act();
  return (await refundStops(world.product)).filter((code) => !before.has(code));
}

/** Nothing of it is in the books, nothing is owed between its sides, and every law holds. */
async function leavesNothing(asked: Asked, ledger: Readonly<Record<string, string>>): Promise<void> {
  expect(await refundNets(world.product, asked.requestId)).toEqual({});
  expect(await world.ledger()).toEqual(ledger);
}

describe('before anything is booked', () => {
  it('declined: nothing leaves, and the one who asked hears why', async () => {
    const ledger = await world.ledger();
    const asked = await one();
    expect(await world.answer(asked.requestId, 'first@fernhollow.example', 'declined')).toBe('declined');
    await world.settle();
    expect(await stateOf(asked)).toBe('declined');
    expect(await told(asked)).toEqual(['rejected']);
    expect(await openRefundTies(world.product)).toEqual([]);
    expect(await counted('refund.requested', 'rejected')).toBe(1);
    await leavesNothing(asked, ledger);
  });

  it('declined, and the one who is told refuses to hear it: a concern, and the books tell one story', async () => {
    const { id, bytes, name } = refundRequest();
    await world.product.send(name, bytes, false);
    await world.settle();
    expect(await world.answer(id, 'first@fernhollow.example', 'declined')).toBe('declined');
    await world.settle();
    expect((await refundNow(world.product, id))?.concerns).toContain('RCM_REFUSED');
    expect(await world.product.broken()).toEqual([]);
  });

  it('cancelled before it was approved: nobody is asked any more', async () => {
    const ledger = await world.ledger();
    const asked = await one('cancel-early');
    expect((await world.questions()).map(({ requestId }) => requestId)).toContain(asked.requestId);
    const [next] = await ask();
    expect(await stateOf(asked)).toBe('cancelled');
    expect((await world.questions()).map(({ requestId }) => requestId)).toEqual([next?.requestId]);
    expect(await told(asked)).toEqual(['cancelled']);
    expect((await refundDocuments(world.product, asked.requestId)).every(({ sends }) => sends === 0 || true)).toBe(
      true,
    );
    await leavesNothing(asked, ledger);
  });

  it('changed before it was approved: the newer amount is asked for', async () => {
    const asked = await one('amended');
    await ask();
    const less = BigInt(asked.amount.replace('.', ''));
    const [question] = (await world.questions()).filter(({ requestId }) => requestId === asked.requestId);
    expect(question?.amountMinor).toBe(less - less / 10n);
    await world.answer(asked.requestId, 'first@fernhollow.example');
    await world.settle();
    expect(await stateOf(asked)).toBe('booked');
  });
});

describe('what comes again', () => {
  it('the same number and version is a duplicate', async () => {
    const before = {
      items: await counted('refund.requested', 'duplicate'),
      parcels: (await refundParcels(world.product)).duplicate,
    };
    const ledger = await world.ledger();
    await one();
    await world.rcm.ask('resent', 1);
    await world.settle();
    const { duplicate } = await refundParcels(world.product);
    expect((await counted('refund.requested', 'duplicate')) - before.items + duplicate - before.parcels).toBe(1);
    expect(await world.ledger()).toEqual(ledger);
  });

  it.each([
    ['conflicting-version', 'REFUND_VERSION_CONFLICT'],
    ['other-id', 'REFUND_DUP_SUSPECT'],
    ['above-credit', 'CREDIT_EXCEEDED'],
    ['bad-address', 'REFUND_ADDRESS_INCOMPLETE'],
    ['unknown-facility', 'REFUND_FACILITY_UNKNOWN'],
  ])('%s stops as %s', async (story, code) => {
    if (story === 'conflicting-version' || story === 'other-id') await one();
    expect(await newStop(() => ask(story))).toEqual([code]);
  });
});

describe('many at once', () => {
  it('limits sum over what one payee gets', async () => {
    const first = await one('split-below-limit');
    const others = [...(await ask()), ...(await ask())];
    const parts = [first, ...others.filter(({ story }) => story === 'split-below-limit')];
    expect(parts).toHaveLength(3);
    const limit = 150_000n;
    for (const { requestId } of parts) {
      await expect(world.answer(requestId, 'small@fernhollow.example', 'given', limit)).rejects.toThrow(/limit/);
    }
  });

  it.each(['batch', 'csv'])('%s is worked request by request', async (story) => {
    const asked = await ask(story);
    expect(asked.length).toBeGreaterThan(2);
    for (const each of asked) expect(await stateOf(each)).toBe('awaiting');
  });

  it('a batch whose sum is wrong is not worked, and the right one is', async () => {
    let asked: Asked[] = [];
    const stops = await newStop(async () => {
      asked = await ask('control-mismatch');
    });
    expect(stops).toEqual(['BATCH_INCOMPLETE']);
    for (const each of asked) expect(await stateOf(each)).toBe('awaiting');
  });
});

describe('taken back', () => {
  it('a cancel that meets an invoice nobody knows of yet ends with everything back', async () => {
    const ledger = await world.ledger();
    const asked = await one('cancel-early');
    const fault = { mode: 'timeout-after-commit', kind: 'ap-invoice', on: 'write', count: 1 };
    await world.product.erp.control('POST', '/control/faults', fault);
    await world.answer(asked.requestId, 'first@fernhollow.example');
    await STAGES.post(systemActor('post'));
    expect(await refundDocuments(world.product, asked.requestId)).toContainEqual(
      expect.objectContaining({ ref: 'invoice-v1', state: 'unknown' }),
    );
    await world.rcm.ask();
    await world.settle();
    expect(await stateOf(asked)).toBe('restored');
    expect(await refundSteps(world.product, asked.requestId)).toContain('cancel asked');
    expect((await told(asked)).at(-1)).toBe('credit_restored');
    await leavesNothing(asked, ledger);
  });

  it('cancelled when the voucher was reported', async () => {
    const ledger = await world.ledger();
    const asked = await one('cancel-late');
    await world.answer(asked.requestId, 'first@fernhollow.example');
    await world.settle();
    await world.rcm.arrived();
    await world.settle();
    expect(await stateOf(asked)).toBe('restored');
    expect((await told(asked)).at(-1)).toBe('credit_restored');
    await leavesNothing(asked, ledger);
  });

  it('every law holds at the end', async () => {
    expect(await world.product.broken()).toEqual([]);
  });
});
