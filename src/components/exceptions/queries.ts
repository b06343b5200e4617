'use client';
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  useSuspenseQuery,
} from '@tanstack/react-query';
import type { Scope } from '@/components/lib/routes';
import { useTRPC } from '@/components/lib/trpc';
import type { Cure } from '@/server/exceptions/cures';
import { ITEMS_PAGE } from './pages';

/** How often the screen reads again while it is looked at. */
const LIST_EVERY_MS = 5_000;
const DETAIL_EVERY_MS = 5_000;
const MONEY_EVERY_MS = 10_000;
const PREVIEW_EVERY_MS = 20_000;

export type View = 'all' | 'mine' | 'unowned' | 'late';

export function useCauseList(scope: Scope, view: View) {
  const trpc = useTRPC();
  return useSuspenseQuery({ ...trpc.exceptions.list.queryOptions({ ...scope, view }), refetchInterval: LIST_EVERY_MS });
}
export type CauseList = ReturnType<typeof useCauseList>['data'];
export type CauseLine = CauseList['causes'][number];
export type MatterLine = CauseList['matters'][number];

export function useMoney(scope: Scope) {
  const trpc = useTRPC();
  return useSuspenseQuery({ ...trpc.overview.moment.queryOptions(scope), refetchInterval: MONEY_EVERY_MS });
}

export function useCause(scope: Scope, causeId: string) {
  const trpc = useTRPC();
  return useQuery({
    ...trpc.exceptions.detail.queryOptions({ ...scope, causeId }),
    placeholderData: keepPreviousData,
    refetchInterval: DETAIL_EVERY_MS,
  });
}
export type CauseDetail = NonNullable<ReturnType<typeof useCause>['data']>;

export function useItems(scope: Scope, causeId: string) {
  const trpc = useTRPC();
  return useInfiniteQuery({
    ...trpc.exceptions.items.infiniteQueryOptions(
      { ...scope, causeId, limit: ITEMS_PAGE },
      { getNextPageParam: (page) => page.next, initialCursor: null },
    ),
    placeholderData: keepPreviousData,
  });
}
export type CauseItem = NonNullable<ReturnType<typeof useItems>['data']>['pages'][number]['items'][number];

export function useTwin(causeId: string, eventId: string | null) {
  const trpc = useTRPC();
  return useQuery({
    ...trpc.exceptions.twin.queryOptions({ causeId, eventId }),
    placeholderData: keepPreviousData,
    refetchInterval: DETAIL_EVERY_MS,
  });
}
export type TwinOf = NonNullable<ReturnType<typeof useTwin>['data']>;

/** A preview is only asked for once the choice is complete. */
export function useCurePreview(causeId: string, cure: Cure | null, eventIds: readonly string[]) {
  const trpc = useTRPC();
  const picked = eventIds.length > 0 ? [...eventIds] : undefined;
  return useQuery({
    ...trpc.cures.preview.queryOptions({ causeId, cure: cure ?? { kind: 'release' }, eventIds: picked }),
    enabled: cure !== null,
    // A judgement is tried out on the rows themselves, so it is not tried again and again.
    refetchInterval: cure?.kind === 'accept' || cure?.kind === 'unapplied' ? false : PREVIEW_EVERY_MS,
  });
}

/** Everything on this screen may have moved after something was done. */
export function useRefresh() {
  const trpc = useTRPC();
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries(trpc.exceptions.pathFilter()),
      client.invalidateQueries(trpc.cures.preview.pathFilter()),
      client.invalidateQueries(trpc.session.counts.queryFilter()),
    ]);
}

export function useCauseWork() {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const onSuccess = () => void refresh();
  return {
    assign: useMutation({ ...trpc.exceptions.assign.mutationOptions(), onSuccess }),
    accept: useMutation({ ...trpc.exceptions.accept.mutationOptions(), onSuccess }),
    note: useMutation({ ...trpc.exceptions.note.mutationOptions(), onSuccess }),
    defer: useMutation({ ...trpc.exceptions.defer.mutationOptions(), onSuccess }),
    resume: useMutation({ ...trpc.exceptions.resume.mutationOptions(), onSuccess }),
    cure: useMutation({ ...trpc.cures.enact.mutationOptions(), onSettled: onSuccess }),
  };
}
