/**
 * Goal: an item of several keys holds all its queues for as long as it is not finished.
 * Method: scripted items of two keys that stop, are held or are under way; a later item of the second key must stay behind them.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { orderKeys } from '@/server/pipeline/facts';
import { systemActor, withTransaction } from '@/server/platform/db';
import { newId } from '@/server/platform/ids';
import { insertKernelEvents } from '@/server/store/kernel-events';
import { furtherKeys, lookAgain, putOff, standAtOwnEvent } from '../setup/books';
import { openProduct, type Product, STAGES } from '../setup/pipeline';
import { journal, openScripted, SCRIPTED, stood } from '../setup/scripted';

const mapper = systemActor('map');
let product: Product;
beforeAll(async () => {
  product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 3_000 });
  await openScripted(product);
}, 120_000);
afterAll(() => product.close());

async function item(keys: readonly [string, ...string[]], script: unknown): Promise<string> {
  const facts = JSON.stringify(script, (_, value) => (typeof value === 'bigint' ? value.toString() : value));
  const event = {
    type: 'script.run',
    facts,
    flowCode: SCRIPTED,
    parentId: newId(),
    orderKeys: orderKeys(keys),
    position: newId(),
    at: new Date().toISOString(),
    facilityId: null,
  };
  const [id = ''] = await withTransaction(systemActor('test'), (tx) => insertKernelEvents(tx, [event]));
  await standAtOwnEvent(product, id);
  return id;
}

const LATER = new Date(Date.now() + 3_600_000).toISOString();

describe('an item of two keys', () => {
  it.each([
    ['exception', { stop: 'STOPPED' }],
    ['held', { wait: { for: ['nothing'], until: LATER, queue: 'blocks' } }],
    ['mapped', { drafts: [journal('first', 100n)] }],
  ])('that is %s holds the second one too', async (state, script) => {
    const first = await item([`${state}-first`, `${state}-second`], script);
    await STAGES.map(mapper);
    expect((await stood(product, first))?.state).toBe(state);
    expect(await furtherKeys(product, first)).toBe(2);
    const later = await item([`${state}-second`], { drafts: [journal('later', 200n)] });
    await STAGES.map(mapper);
    expect((await stood(product, later))?.state).toBe('ready');
  });

  it('is called when what stood before it under a further key is finished, and calls what stands behind its own', async () => {
    const head = await item(['called-head', 'called-shared'], { drafts: [journal('head', 300n)] });
    await STAGES.map(mapper);
    const behind = await item(['called-shared'], { drafts: [journal('behind', 400n)] });
    const across = await item(['called-across', 'called-head'], { drafts: [journal('across', 500n)] });
    for (let looks = 0; looks < 4; looks += 1) {
      await lookAgain(product, [behind, across]);
      await STAGES.map(mapper);
    }
    expect(await putOff(product, [behind, across])).toEqual([true, true]);
    await vi.waitFor(async () => {
      await STAGES.post(systemActor('post'));
      await STAGES.confirm(systemActor('confirm'));
      expect((await stood(product, head))?.state).toBe('posted');
    }, 10_000);
    expect(await putOff(product, [behind, across])).toEqual([false, false]);
    expect(await furtherKeys(product, head)).toBe(0);
  });
});
