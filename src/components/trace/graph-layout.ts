import type { Edge, Graph, Node } from './queries';

/** Where everything of the lineage graph stands, in pixels. Pure, so that the drawing can be tested without a screen. */
export type Box = { readonly node: Node; readonly x: number; readonly y: number; readonly width: number };
export type Wire = {
  readonly edge: Edge;
  readonly path: string;
  readonly labelX: number;
  readonly labelY: number;
  /** Its amount is drawn always; other amounts of a source only when it is on the chosen path. */
  readonly primary: boolean;
};
export type Layout = { readonly boxes: readonly Box[]; readonly wires: readonly Wire[]; readonly height: number };

export const NODE_HEIGHT = 42;
const ROW = 54;
const TOP = 6;
export const GRAPH_WIDTH = 944;
export const COLUMN_AT: Readonly<Record<Node['column'], { readonly x: number; readonly width: number }>> = {
  bank: { x: 0, width: 112 },
  parcel: { x: 174, width: 134 },
  events: { x: 372, width: 128 },
  lines: { x: 594, width: 144 },
  documents: { x: 800, width: 144 },
};
/** The line that edges cross where rules turn events into journal lines. */
export const RULE_X = 552;

const yOfRow = (row: number): number => TOP + row * ROW;

export function layoutOf(graph: Graph, withNonCash: boolean): Layout {
  const nodes = graph.nodes.filter((node) => withNonCash || !node.nonCash);
  const shown = new Set(nodes.map((node) => node.id));
  const edges = graph.edges.filter((e) => shown.has(e.from) && shown.has(e.to) && (withNonCash || !e.nonCash));
  const at = new Map<string, number>();
  for (const node of nodes) if (node.row !== null) at.set(node.id, yOfRow(node.row));
  for (const column of ['lines', 'documents'] as const)
    place(
      nodes.filter((n) => n.column === column),
      edges,
      at,
    );
  const boxes = nodes.map((node) => ({ node, ...COLUMN_AT[node.column], y: at.get(node.id) ?? TOP }));
  const lowest = boxes.reduce((low, box) => Math.max(low, box.y), TOP);
  const byId = new Map(boxes.map((box) => [box.node.id, box]));
  const labelled = new Set<string>();
  const wires = edges.flatMap((edge) => {
    const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
    if (!from || !to) return [];
    const primary = !labelled.has(edge.from);
    labelled.add(edge.from);
    return [wireOf(edge, from, to, primary)];
  });
  return { boxes, wires, height: lowest + NODE_HEIGHT + TOP };
}

/** Puts a column's free nodes beside what leads to them, one below the other, never over each other. */
function place(nodes: readonly Node[], edges: readonly Edge[], at: Map<string, number>): void {
  const wanted = nodes.map((node) => {
    if (node.row !== null) return { node, y: yOfRow(node.row) };
    const ys = edges.filter((e) => e.to === node.id).flatMap((e) => at.get(e.from) ?? []);
    return { node, y: ys.length > 0 ? ys.reduce((sum, y) => sum + y, 0) / ys.length : TOP };
  });
  wanted.sort((a, b) => a.y - b.y);
  let free = TOP;
  for (const { node, y } of wanted) {
    const own = Math.max(free, Math.round((y - TOP) / (ROW / 2)) * (ROW / 2) + TOP);
    at.set(node.id, own);
    free = own + ROW;
  }
}

function wireOf(edge: Edge, from: Box, to: Box, primary: boolean): Wire {
  const [x1, y1, x2, y2] = [from.x + from.width, from.y + NODE_HEIGHT / 2, to.x, to.y + NODE_HEIGHT / 2];
  const gap = x2 - x1;
  const start = x1 + Math.min(gap * 0.55, 58);
  const end = x2 - 6;
  const middle = (start + end) / 2;
  const path =
    y1 === y2 ? `M${x1} ${y1}H${x2}` : `M${x1} ${y1}H${start}C${middle} ${y1} ${middle} ${y2} ${end} ${y2}H${x2}`;
  // The first amount stands at the source; further ones at the target, where their line arrives alone.
  const labelX = y1 === y2 && gap < 80 ? x1 + gap / 2 : primary ? x1 + Math.min(gap / 2, 30) : x2 - 26;
  return { edge, path, labelX, labelY: (primary || y1 === y2 ? y1 : y2) - 5, primary };
}
