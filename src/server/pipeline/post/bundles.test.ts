import { expect, it } from 'vitest';
import type { Kind } from '@/domain/kinds';
import type { Capabilities, Order } from '../../connectors/target/port';
import { bundlesOf } from './bundles';

/** Goal: one call carries one target's orders of one kind and entity, and never more than it takes. */

const of = (key: string, targetId: string, kind: Kind, entity: string) => ({
  posting: { targetId },
  order: { key, kind, entity } as Order,
});
const takes = (together: Capabilities['together']) => (): Capabilities => ({
  kinds: [],
  find: true,
  void: false,
  async: false,
  attach: false,
  idempotent: false,
  together,
});
const keys = (bundles: readonly { readonly order: Order }[][]) =>
  bundles.map((each) => each.map(({ order }) => order.key).join(''));

const ORDERS = [
  of('a', 't', 'journal', '100'),
  of('b', 't', 'journal', '200'),
  of('c', 't', 'journal', '100'),
  of('d', 'u', 'journal', '100'),
  of('e', 't', 'receipt', '100'),
  of('f', 't', 'receipt', '100'),
  of('g', 't', 'journal', '100'),
];

it('keeps targets, kinds and entities apart, in their order', () => {
  expect(keys(bundlesOf(ORDERS, takes({ journal: 50 })))).toEqual(['acg', 'b', 'd', 'e', 'f']);
});

it('carries no more than a call takes, and one where nothing is said', () => {
  expect(keys(bundlesOf(ORDERS, takes({ journal: 2 })))).toEqual(['ac', 'b', 'd', 'e', 'f', 'g']);
  expect(keys(bundlesOf(ORDERS, takes({})))).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
});
