import type { Edge, Graph, Node } from './queries';

/** Everything a node came from and became: its upstream and downstream, never the siblings that share a line with it. */
export function pathOf(graph: Graph, id: string | null): ReadonlySet<string> {
  if (id === null) return new Set();
  const path = new Set([id]);
  walk(graph.edges, id, path, 'from', 'to');
  walk(graph.edges, id, path, 'to', 'from');
  return path;
}

function walk(edges: readonly Edge[], start: string, path: Set<string>, near: 'from' | 'to', far: 'from' | 'to'): void {
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const edge of edges) {
      if (edge[near] !== id || path.has(edge[far])) continue;
      path.add(edge[far]);
      open.push(edge[far]);
    }
  }
}

/** The node left or right of this one along its path; the first when there are several. */
export function alongPath(graph: Graph, id: string, step: -1 | 1, shown: ReadonlySet<string>): string | null {
  const [near, far] = step === 1 ? (['from', 'to'] as const) : (['to', 'from'] as const);
  return graph.edges.find((edge) => edge[near] === id && shown.has(edge[far]))?.[far] ?? null;
}

/** The next node that does not sum or is stopped, after this one in reading order, and around again. */
export function nextTrouble(nodes: readonly Node[], id: string | null): string | null {
  const trouble = nodes.filter((node) => !['plain', 'posted', 'absent'].includes(node.state));
  const red = trouble.filter((node) => node.state === 'rejected');
  const ordered = [...red, ...trouble.filter((node) => node.state !== 'rejected')];
  const at = ordered.findIndex((node) => node.id === id);
  return ordered[(at + 1) % Math.max(ordered.length, 1)]?.id ?? null;
}
