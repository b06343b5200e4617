'use client';
import { useSuspenseInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useTRPC } from '@/components/lib/trpc';
import type { RefundView } from '@/server/read/refunds';

const LIST_EVERY_MS = 15_000;
const DETAIL_EVERY_MS = 8_000;

export function useRefunds(view: RefundView) {
  const trpc = useTRPC();
  return useSuspenseInfiniteQuery({
    ...trpc.refunds.list.infiniteQueryOptions({ view }, { getNextPageParam: (page) => page.next, initialCursor: null }),
    refetchInterval: LIST_EVERY_MS,
  });
}
export type RefundLine = ReturnType<typeof useRefunds>['data']['pages'][number]['refunds'][number];

export function useRefund(id: string) {
  const trpc = useTRPC();
  return useSuspenseQuery({ ...trpc.refunds.detail.queryOptions({ id }), refetchInterval: DETAIL_EVERY_MS });
}
export type RefundDetail = NonNullable<ReturnType<typeof useRefund>['data']>;
