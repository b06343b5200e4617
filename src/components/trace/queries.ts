import { useSuspenseQuery } from '@tanstack/react-query';
import { useTRPC } from '@/components/lib/trpc';

const MOVING_EVERY_MS = 4_000;
const SETTLED_EVERY_MS = 30_000;

/** What the page is about: a remit, or the remit of one event with that event in front. */
export type TraceSubject = { readonly parcelId?: string; readonly eventId?: string };

/** Follows a payment while it moves, and looks in on it when it rests. */
export function useTrace(subject: TraceSubject, shown: number) {
  const trpc = useTRPC();
  return useSuspenseQuery({
    ...trpc.trace.parcel.queryOptions({ ...subject, shown }),
    refetchInterval: ({ state }) =>
      state.data && state.data.places.places.inFlight.items > 0 ? MOVING_EVERY_MS : SETTLED_EVERY_MS,
  });
}

export type TraceData = ReturnType<typeof useTrace>['data'];
export type Graph = TraceData['graph'];
export type Node = Graph['nodes'][number];
export type Edge = Graph['edges'][number];
export type Step = TraceData['steps'][number];
