import type { SourceFocus } from '@/components/source/queries';
import type { Edge, Graph } from './queries';

const isEvent = (id: string): boolean => id.startsWith('e:') && id !== 'e:rest';

/** Which bytes belong to a node: an event's own, or for a journal line those of the first event that feeds it. */
export function sourceOf(graph: Graph, parcelId: string, selected: string | null): SourceFocus {
  const node = graph.nodes.find(({ id }) => id === selected);
  if (node?.eventId) return { eventId: node.eventId };
  if (node?.column !== 'lines') return { parcelId };
  const feeding = graph.edges.filter((edge) => edge.to === node.id && isEvent(edge.from));
  const edge = feeding.find((e) => e.nonCash) ?? feeding[0];
  return edge ? throughEdge(edge) : { parcelId };
}

const throughEdge = (edge: Edge): SourceFocus => ({
  eventId: edge.from.slice(2),
  rule: edge.rule ?? undefined,
  ruleVersion: edge.ruleVersion ?? undefined,
});
