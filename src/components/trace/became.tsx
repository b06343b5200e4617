import Link from 'next/link';
import { routes } from '@/components/lib/routes';
import { Icon } from '@/components/ui/icon';
import type { Graph, Node } from './queries';
import { formatSided } from './words';

type Props = { graph: Graph; eventId: string | null; onSelect: (id: string) => void };

/** Forward from the bytes: the event, the journal lines its cash went to, and the documents in the ERP. */
export function Became({ graph, eventId, onSelect }: Props) {
  const event = graph.nodes.find((node) => node.column === 'events' && node.eventId === eventId);
  if (!eventId || !event) return null;
  const targets = (from: readonly Node[]): Node[] => {
    const ids = new Set(graph.edges.filter((e) => !e.nonCash && from.some((n) => n.id === e.from)).map((e) => e.to));
    return graph.nodes.filter((node) => ids.has(node.id));
  };
  const lines = targets([event]);
  const documents = targets(lines).filter((node) => node.column === 'documents');
  const wordOf = (node: Node): string =>
    node.column === 'lines' && node.sided && node.amountMinor !== null
      ? `${formatSided(node.amountMinor).slice(0, 2)} ${node.label}`
      : node.label;
  return (
    <div className="became">
      Became
      <Chosen words={`${event.label}/1`} onClick={() => onSelect(event.id)} />
      {[...lines, ...documents].map((node) => (
        <span key={node.id} className="row">
          <Icon name="right" size={10} />
          <Chosen words={wordOf(node)} onClick={() => onSelect(node.id)} />
        </span>
      ))}
      {event.causeId ? (
        <Link className="num stopped" href={routes.cause(event.causeId)}>
          <Icon name="exception" size={10} state="exception" />
          {event.causeTitle}
        </Link>
      ) : null}
    </div>
  );
}

function Chosen({ words, onClick }: { words: string; onClick: () => void }) {
  return (
    <button type="button" className="link num" onClick={onClick}>
      {words}
    </button>
  );
}
