'use client';
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  useSuspenseInfiniteQuery,
} from '@tanstack/react-query';
import { useTRPC } from '@/components/lib/trpc';
import type { ItemStatus } from '@/server/read/replays-progress';

/** A manifest on its way moves; one that is settled hardly does. */
const MOVING_EVERY_MS = 2_000;
/** Each look goes through every item, so a very large set is looked at less often. */
const LARGE_ITEMS = 10_000;
const LARGE_EVERY_MS = 10_000;
const LIST_EVERY_MS = 5_000;

export function useReplayList() {
  const trpc = useTRPC();
  return useSuspenseInfiniteQuery({
    ...trpc.replays.list.infiniteQueryOptions({}, { getNextPageParam: (page) => page.next, initialCursor: null }),
    refetchInterval: LIST_EVERY_MS,
  });
}
export type ReplayLine = ReturnType<typeof useReplayList>['data']['pages'][number]['replays'][number];

export function useReplay(replayId: string) {
  const trpc = useTRPC();
  return useQuery({
    ...trpc.replays.detail.queryOptions({ replayId }),
    refetchInterval: ({ state }) => ((state.data?.items ?? 0) > LARGE_ITEMS ? LARGE_EVERY_MS : MOVING_EVERY_MS),
  });
}
export type ReplayDetail = NonNullable<ReturnType<typeof useReplay>['data']>;

export function useReplayItems(replayId: string, status: ItemStatus | null) {
  const trpc = useTRPC();
  return useInfiniteQuery({
    ...trpc.replays.items.infiniteQueryOptions(
      { replayId, status },
      { getNextPageParam: (page) => page.next, initialCursor: null },
    ),
    placeholderData: keepPreviousData,
    refetchInterval: LIST_EVERY_MS,
  });
}
export type ReplayItem = NonNullable<ReturnType<typeof useReplayItems>['data']>['pages'][number]['items'][number];

export function useReplayWork() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const onSuccess = () => {
    void client.invalidateQueries(trpc.replays.pathFilter());
    void client.invalidateQueries(trpc.session.counts.queryFilter());
  };
  return {
    send: useMutation({ ...trpc.replays.send.mutationOptions(), onSuccess }),
    approve: useMutation({ ...trpc.replays.approve.mutationOptions(), onSuccess }),
    pause: useMutation({ ...trpc.replays.pause.mutationOptions(), onSuccess }),
    abort: useMutation({ ...trpc.replays.abort.mutationOptions(), onSuccess }),
  };
}
