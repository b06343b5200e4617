import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTRPC } from '@/components/lib/trpc';

/** What the pane points at: a whole remit, or one event, and the rule whose elements are to be lit. */
export type SourceFocus = {
  readonly parcelId?: string;
  readonly eventId?: string;
  readonly rule?: string;
  readonly ruleVersion?: number;
};

/** The bytes of a focus; the old window stays while the next one is read. */
export function useSource(focus: SourceFocus, from: number | undefined) {
  const trpc = useTRPC();
  return useQuery({ ...trpc.trace.source.queryOptions({ ...focus, from }), placeholderData: keepPreviousData });
}

export type Source = NonNullable<ReturnType<typeof useSource>['data']>;
export type Segment = Source['body'][number];

export function useSent({ parcelId, eventId }: SourceFocus) {
  const trpc = useTRPC();
  return useQuery(trpc.trace.sent.queryOptions({ parcelId, eventId }));
}
export type SentJournal = NonNullable<ReturnType<typeof useSent>['data']>[number];
