/**
 * Goal: an item of several keys holds all its queues for as long as it is not finished.
 * Method: scripted items of two keys that stop, are held or are under way; a later item of the second key must stay behind them.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderKeys } from '@/server/pipeline/facts';
import { systemActor, withTransaction } from '@/server/platform/db';
import { newId } from '@/server/platform/ids';
import { insertKernelEvents } from '@/server/store/kernel-events';
import { furtherKeys, standAtOwnEvent } from '../setup/books';
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
});
