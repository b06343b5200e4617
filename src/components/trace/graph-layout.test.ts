// Goal: nothing of the graph covers anything else, and paths never take siblings along. Method: a small graph and properties.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutOf, NODE_HEIGHT } from './graph-layout';
import { alongPath, nextTrouble, pathOf } from './graph-path';
import type { Edge, Graph, Node } from './queries';
import { sourceOf } from './source-of';

const node = (id: string, column: Node['column'], row: number | null, over: Partial<Node> = {}): Node => ({
  id,
  column,
  row,
  label: id,
  sub: null,
  amountMinor: 1n,
  sided: false,
  fullMinor: 1n,
  state: 'plain',
  nonCash: false,
  eventId: null,
  causeId: null,
  causeTitle: null,
  since: null,
  ...over,
});
const edge = (from: string, to: string, over: Partial<Edge> = {}): Edge => ({
  from,
  to,
  amountMinor: 1n,
  state: 'plain',
  nonCash: false,
  rule: null,
  ruleVersion: null,
  ...over,
});
const graphOf = (nodes: Node[], edges: Edge[]): Graph => ({
  nodes,
  edges,
  totals: [],
  rows: 3,
  shownEvents: 2,
  allEvents: 2,
  ruleVersions: [1],
  debitMinor: 0n,
  creditMinor: 0n,
  nonCashLines: 0,
});

const graph = graphOf(
  [
    node('r:1', 'parcel', 1, { eventId: '1' }),
    node('r:2', 'parcel', 2, { eventId: '2' }),
    node('e:1', 'events', 1, { eventId: '1' }),
    node('e:2', 'events', 2, { eventId: '2', state: 'exception' }),
    node('l:p:1', 'lines', null),
    node('l:p:2', 'lines', null, { nonCash: true }),
    node('d:p', 'documents', null, { state: 'rejected' }),
  ],
  [
    edge('r:1', 'e:1'),
    edge('r:2', 'e:2'),
    edge('e:1', 'l:p:1', { rule: 'claim.receivable', ruleVersion: 1 }),
    edge('e:2', 'l:p:1'),
    edge('e:1', 'l:p:2', { nonCash: true, rule: 'claim.contractual', ruleVersion: 1 }),
    edge('l:p:1', 'd:p'),
  ],
);

describe('layoutOf', () => {
  it('never lets two nodes of a column overlap', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(12), { minLength: 1, maxLength: 14 }), (rows) => {
        const nodes = rows.flatMap((row, i) => [
          node(`e:${i}`, 'events', i),
          node(`l:${i}`, 'lines', row % 3 === 0 ? row : null),
        ]);
        const edges = rows.map((row, i) => edge(`e:${i}`, `l:${row % rows.length}`));
        const { boxes } = layoutOf(graphOf(nodes, edges), true);
        const ys = boxes
          .filter((b) => b.node.column === 'lines')
          .map((b) => b.y)
          .sort((a, b) => a - b);
        ys.slice(1).forEach((y, i) => {
          expect(y - (ys[i] ?? 0)).toBeGreaterThanOrEqual(NODE_HEIGHT);
        });
      }),
    );
  });
  it('leaves non-cash lines out until they are asked for', () => {
    expect(layoutOf(graph, false).boxes.some((b) => b.node.id === 'l:p:2')).toBe(false);
    expect(layoutOf(graph, true).boxes.some((b) => b.node.id === 'l:p:2')).toBe(true);
  });
});

describe('paths', () => {
  it('go up and down, never sideways', () => {
    expect([...pathOf(graph, 'e:1')].sort()).toEqual(['d:p', 'e:1', 'l:p:1', 'l:p:2', 'r:1']);
    expect(pathOf(graph, 'd:p').has('e:2')).toBe(true);
    expect(pathOf(graph, null).size).toBe(0);
  });
  it('walk by arrows and by trouble, red before amber', () => {
    const shown = new Set(graph.nodes.map((n) => n.id));
    expect(alongPath(graph, 'e:1', 1, shown)).toBe('l:p:1');
    expect(alongPath(graph, 'e:1', -1, shown)).toBe('r:1');
    expect(alongPath(graph, 'd:p', 1, shown)).toBeNull();
    expect(nextTrouble(graph.nodes, null)).toBe('d:p');
    expect(nextTrouble(graph.nodes, 'd:p')).toBe('e:2');
    expect(nextTrouble([], null)).toBeNull();
  });
});

describe('sourceOf', () => {
  it('takes a journal line back to the event and rule that fed it', () => {
    expect(sourceOf(graph, 'r', 'l:p:2')).toEqual({ eventId: '1', rule: 'claim.contractual', ruleVersion: 1 });
    expect(sourceOf(graph, 'r', 'e:2')).toEqual({ eventId: '2' });
    expect(sourceOf(graph, 'r', 'd:p')).toEqual({ parcelId: 'r' });
    expect(sourceOf(graph, 'r', null)).toEqual({ parcelId: 'r' });
  });
});
