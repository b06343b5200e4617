'use client';
import { clsx } from 'clsx';
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import { STATE_ICONS, STATE_WORDS } from '@/components/lib/places';
import { Icon } from '@/components/ui/icon';
import { type Box, COLUMN_AT, GRAPH_WIDTH, layoutOf, NODE_HEIGHT, RULE_X, type Wire } from './graph-layout';
import { alongPath, pathOf } from './graph-path';
import type { Graph, Node, TraceData } from './queries';
import { formatFigure, formatSided, isLoud, isState } from './words';
import './graph.css';

type Props = {
  trace: TraceData;
  selected: string | null;
  onSelect: (id: string) => void;
  withNonCash: boolean;
  /** What was not there yet at this moment is not drawn; null: now. */
  asOf: Date | null;
};

const HEADS: readonly (readonly [Node['column'], string])[] = [
  ['bank', 'Bank'],
  ['parcel', 'Remit'],
  ['events', 'Events'],
  ['lines', 'Journal lines'],
  ['documents', 'ERP document'],
];

/** Five columns from the bank to the ERP, an amount on every edge, and sums below that say where a cent is missing. */
export function LineageGraph({ trace, selected, onSelect, withNonCash, asOf }: Props) {
  const { graph } = trace;
  const layout = useMemo(() => layoutOf(graph, withNonCash), [graph, withNonCash]);
  const path = useMemo(() => pathOf(graph, selected), [graph, selected]);
  const isThere = (node: Node): boolean => asOf === null || node.since === null || node.since <= asOf;
  // A node's state is that of now; of an earlier moment the graph says only what was there.
  const boxes = layout.boxes
    .filter(({ node }) => isThere(node))
    .map((box) => (asOf === null ? box : { ...box, node: { ...box.node, state: 'plain' as const } }));
  const there = new Set(boxes.map(({ node }) => node.id));
  const body = useRef<HTMLDivElement>(null);
  useFollow(body, selected);
  return (
    <div className="lg-wrap">
      <div className="lg">
        <Heads trace={trace} />
        {/* Arrow keys walk the nodes inside; each node is a button of its own. */}
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would take the scrolling away */}
        <div
          className="lg-body"
          role="group"
          aria-label="Lineage, bank to ERP document"
          ref={body}
          onKeyDown={(event) => onArrow(event, { graph, boxes, selected, there, onSelect })}
        >
          <div className="lg-plane" style={{ width: GRAPH_WIDTH, height: layout.height }}>
            <svg className="ed" width={GRAPH_WIDTH} height={layout.height} aria-hidden="true">
              <path className="band" d={`M${RULE_X} 0V${layout.height}`} />
              {layout.wires
                .filter(({ edge }) => there.has(edge.from) && there.has(edge.to))
                .map((wire) => (
                  <WireDrawing key={`${wire.edge.from}>${wire.edge.to}|${wire.edge.rule}`} wire={wire} path={path} />
                ))}
            </svg>
            {boxes.map((box) => (
              <NodeButton
                key={box.node.id}
                box={box}
                full={withNonCash}
                onPath={path.has(box.node.id)}
                selected={box.node.id === selected}
                first={selected === null && box === boxes[0]}
                onSelect={onSelect}
              />
            ))}
          </div>
        </div>
        <Totals graph={graph} there={there} />
      </div>
    </div>
  );
}

function Heads({ trace: { parcel, graph } }: { trace: TraceData }) {
  const documents = graph.nodes.filter((n) => n.column === 'documents' && n.amountMinor !== null);
  const lines = graph.nodes.filter((n) => n.column === 'lines' && n.sided && !n.nonCash).length;
  const subs: Readonly<Record<Node['column'], string>> = {
    bank: graph.nodes.some((n) => n.column === 'bank' && n.amountMinor !== null) ? 'deposit' : 'no deposit yet',
    parcel: parcel.trn02 ? `TRN ${parcel.trn02}` : 'no trace number',
    events: parcel.state === 'canonical' ? `${graph.allEvents.toLocaleString('en-US')} canonical` : 'not canonical yet',
    lines: lines === 1 ? '1 cash line' : `${lines} cash lines`,
    documents:
      documents.length === 1
        ? (documents[0]?.label ?? '')
        : documents.length === 0
          ? 'none yet'
          : `${documents.length} documents`,
  };
  return (
    <div className="lg-heads">
      {HEADS.map(([column, word]) => (
        <div key={column} className="hd" style={{ left: COLUMN_AT[column].x, width: COLUMN_AT[column].width }}>
          <span className="b">{word}</span>
          <span className="s q cut">{subs[column]}</span>
        </div>
      ))}
      {graph.ruleVersions.length > 0 ? (
        <div className="rule" style={{ left: RULE_X - 50 }}>
          <span className="name">Rules v{graph.ruleVersions.join(', ')}</span>
          <span>cash posting</span>
        </div>
      ) : null}
    </div>
  );
}

function WireDrawing({ wire, path }: { wire: Wire; path: ReadonlySet<string> }) {
  const { edge } = wire;
  const onPath = path.has(edge.from) && path.has(edge.to);
  const look = edge.state === 'rejected' ? 'bad' : onPath ? 'sel' : '';
  return (
    <>
      <path className={clsx('e', look)} d={wire.path} />
      {wire.primary || onPath ? (
        <text className={look} x={wire.labelX} y={wire.labelY} textAnchor="middle">
          {formatFigure(edge.amountMinor < 0n && edge.to.startsWith('d:') ? -edge.amountMinor : edge.amountMinor)}
        </text>
      ) : null}
    </>
  );
}

type NodeProps = {
  box: Box;
  full: boolean;
  onPath: boolean;
  selected: boolean;
  first: boolean;
  onSelect: (id: string) => void;
};

function NodeButton({ box, full, onPath, selected, first, onSelect }: NodeProps) {
  const { node } = box;
  const minor = full ? node.fullMinor : node.amountMinor;
  const amount = minor === null ? null : node.sided ? formatSided(minor) : formatFigure(minor);
  const state = isState(node.state) ? node.state : null;
  return (
    <button
      type="button"
      className={clsx('nd', node.state, onPath && 'sel', selected && 'now')}
      style={{ left: box.x, top: box.y, width: box.width, height: NODE_HEIGHT }}
      data-node={node.id}
      tabIndex={selected || first ? 0 : -1}
      aria-pressed={selected}
      title={node.sub ? `${node.label}, ${node.sub}` : node.label}
      onClick={() => onSelect(node.id)}
    >
      <span className="s q2 cut">{node.label}</span>
      <span className="v">
        {isLoud(node.state) ? <Icon name={STATE_ICONS[node.state]} size={10} state={node.state} /> : null}
        {amount ?? <span className="q">{node.sub}</span>}
        {state ? <span className="sr">{STATE_WORDS[state]}</span> : null}
        {amount && node.sub && node.column !== 'documents' ? <span className="s q cut sub">{node.sub}</span> : null}
      </span>
    </button>
  );
}

function Totals({ graph, there }: { graph: Graph; there: ReadonlySet<string> }) {
  return (
    <div className="lg-totals">
      {graph.totals.map((total, at) => {
        const { x, width } = COLUMN_AT[total.column];
        const before = at > 0 ? COLUMN_AT[graph.totals[at - 1]?.column ?? 'bank'] : null;
        const empty = !graph.nodes.some((node) => node.column === total.column && there.has(node.id));
        const state = isState(total.state) ? total.state : null;
        const op = opOf(total);
        return (
          <div key={total.column}>
            {before && op && !empty ? (
              <span
                className={clsx('ftop', op === '≠' && state)}
                style={{ left: before.x + before.width, width: x - before.x - before.width }}
              >
                {op}
                {total.differenceMinor ? <span className="s">{formatFigure(total.differenceMinor)}</span> : null}
              </span>
            ) : null}
            <div className={clsx('ft', state)} style={{ left: x, width }}>
              {state && !empty ? <Icon name={STATE_ICONS[state]} size={10} state={state} /> : null}
              {empty || total.amountMinor === null ? (
                <span className="q nob">{total.note ?? 'not yet'}</span>
              ) : (
                <span>{formatFigure(total.amountMinor)}</span>
              )}
            </div>
            {total.note && total.amountMinor !== null && !empty ? (
              <span className={clsx('fnote s cut', state)} style={{ left: x, width }}>
                {total.note}
              </span>
            ) : null}
          </div>
        );
      })}
    </div>
  );
}

/** What rights hide is no difference: nothing is claimed about it. */
function opOf({ differenceMinor, state }: Graph['totals'][number]): '' | '=' | '≠' {
  if (differenceMinor === null || state === 'absent') return '';
  return differenceMinor === 0n ? '=' : '≠';
}

type Walk = {
  graph: Graph;
  boxes: readonly Box[];
  selected: string | null;
  there: ReadonlySet<string>;
  onSelect: (id: string) => void;
};

function onArrow(event: KeyboardEvent, { graph, boxes, selected, there, onSelect }: Walk): void {
  const from = boxes.find(({ node }) => node.id === selected) ?? boxes[0];
  if (!from) return;
  const siblings = boxes.filter(({ node }) => node.column === from.node.column).sort((a, b) => a.y - b.y);
  const at = siblings.indexOf(from);
  const next: Readonly<Record<string, () => string | null | undefined>> = {
    ArrowRight: () => alongPath(graph, from.node.id, 1, there),
    ArrowLeft: () => alongPath(graph, from.node.id, -1, there),
    ArrowDown: () => siblings[at + 1]?.node.id,
    ArrowUp: () => siblings[at - 1]?.node.id,
  };
  const go = next[event.key];
  if (!go) return;
  event.preventDefault();
  const id = go();
  if (id) onSelect(id);
}

/** The chosen node is seen; it takes the focus only when the focus was in the graph already. */
function useFollow(body: { readonly current: HTMLDivElement | null }, selected: string | null): void {
  useEffect(() => {
    if (selected === null) return;
    const node = body.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(selected)}"]`);
    node?.scrollIntoView({ block: 'nearest' });
    if (body.current?.contains(document.activeElement)) node?.focus({ preventScroll: true });
  }, [body, selected]);
}
