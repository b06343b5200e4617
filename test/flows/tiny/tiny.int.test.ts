/**
 * Goal: a flow is a folder. One that lives in this folder only goes through every stage, keeps a memory, is woken by its
 * timer, books twice, and every law holds for it as for any other.
 * Method: real Postgres, the real sandbox ERP process, the stages as the workers run them; lines are read from the ERP.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installFlow } from '@/flows/registry';
import { systemActor } from '@/server/platform/db';
import { fireTimers } from '@/server/sagas/timers';
import { addFlow, addPostingRules, bindRole, dispositionOf, journalsOfFlow, sagasOf } from '../../setup/books';
import { stopsOf } from '../../setup/cures';
import { ledgerOf } from '../../setup/ledger';
import { openProduct, type Product, settle } from '../../setup/pipeline';
import { RULES, tiny } from './flow';

let product: Product;
beforeAll(async () => {
  installFlow(tiny);
  product = await openProduct({ visibilityWindowMs: 100, postDeadlineMs: 2_000 });
  await addFlow(product, tiny.code);
  await addPostingRules(product, tiny.code, RULES);
  await bindRole(product, tiny.code, 'books');
}, 120_000);
afterAll(() => product.close());

const placesOf = (artifactId: string) => product.places({ artifactId, flow: tiny.code });
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

async function run(name: string, text: string): Promise<string> {
  const artifactId = await product.send(`${name}.tiny`, Buffer.from(text));
  await settle(product);
  return artifactId;
}
const report = (machine: string, tickets: readonly (readonly [string, number, string])[], total?: number): string =>
  `M ${machine} ${total ?? tickets.reduce((sum, [, cents]) => sum + cents, 0)}\n${tickets.map((t) => `T ${t.join(' ')}\n`).join('')}`;

describe('a flow of one folder', () => {
  it('is read, judged and booked, and what its timer decides is booked too', async () => {
    const id = await run(
      'north',
      report('NORTH', [
        ['A1', 250, hoursAgo(2)],
        ['A2', 400, hoursAgo(0)],
      ]),
    );
    const where = await placesOf(id);
    expect(where).toMatchObject({ receivedMinor: 650n, differenceMinor: 0n, items: 2 });
    expect(where.places.posted).toEqual({ amountMinor: 650n, items: 2 });
    expect(await ledgerOf(product, [id])).toEqual({ '100 1012': '6.50', '100 2110': '-6.50' });
    expect(await journalsOfFlow(product, tiny.code)).toEqual([
      { ref: 'taken', state: 'confirmed' },
      { ref: 'taken', state: 'confirmed' },
    ]);
    expect(await sagasOf(product, tiny.code)).toEqual(['taken', 'taken']);

    // Only the hour of the first ticket has passed.
    expect(await fireTimers(systemActor('sweep/clocks'))).toBe(1);
    await settle(product);
    expect(await journalsOfFlow(product, tiny.code)).toEqual([
      { ref: 'taken', state: 'confirmed' },
      { ref: 'taken', state: 'confirmed' },
      { ref: 'earned', state: 'confirmed' },
    ]);
    expect(await sagasOf(product, tiny.code)).toEqual(['earned', 'taken']);
    expect(await fireTimers(systemActor('sweep/clocks'))).toBe(0);
    expect(await placesOf(id)).toMatchObject({
      receivedMinor: 650n,
      differenceMinor: 0n,
      items: 2,
    });
  });

  it('counts the same report, and the same ticket in another one, once', async () => {
    const first = report('SOUTH', [['B1', 300, hoursAgo(0)]]);
    await run('south', first);
    const again = await run('south-again', `${first}\n`);
    expect((await placesOf(again)).places.duplicate).toEqual({ amountMinor: 300n, items: 1 });
    const mixed = await run(
      'south-more',
      report('SOUTH', [
        ['B1', 300, hoursAgo(0)],
        ['B2', 100, hoursAgo(0)],
      ]),
    );
    const where = await placesOf(mixed);
    expect(where.places.duplicate).toEqual({ amountMinor: 300n, items: 1 });
    expect(where.places.posted).toEqual({ amountMinor: 100n, items: 1 });
  });

  it('stops a report whose total is wrong, whole, under its own cause', async () => {
    const id = await run('east', report('EAST', [['C1', 300, hoursAgo(0)]], 301));
    expect(await dispositionOf(product, id)).toEqual(['stopped']);
    expect(await stopsOf(product, [id])).toMatchObject([{ code: 'TINY_UNBALANCED', value: 'EAST', amount: 301n }]);
  });

  it('leaves every law of the books whole', async () => {
    expect(await product.broken()).toEqual([]);
  });
});
