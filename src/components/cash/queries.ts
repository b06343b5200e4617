'use client';
import { keepPreviousData, useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useTRPC } from '@/components/lib/trpc';
import type { OpenView } from '@/server/read/cash-open';

const SCREEN_EVERY_MS = 30_000;
const OPEN_EVERY_MS = 15_000;

export function useCash(period: string | null) {
  const trpc = useTRPC();
  return useSuspenseQuery({ ...trpc.cash.screen.queryOptions({ period }), refetchInterval: SCREEN_EVERY_MS });
}
export type CashScreen = ReturnType<typeof useCash>['data'];

export function useOpenCash(view: OpenView) {
  const trpc = useTRPC();
  return useQuery({
    ...trpc.cash.open.queryOptions({ view }),
    placeholderData: keepPreviousData,
    refetchInterval: OPEN_EVERY_MS,
  });
}
export type OpenLine = NonNullable<ReturnType<typeof useOpenCash>['data']>['lines'][number];

export function useSuggestion(id: string) {
  const trpc = useTRPC();
  return useQuery({ ...trpc.cash.suggestion.queryOptions({ id }), refetchInterval: OPEN_EVERY_MS });
}
export type Suggestion = NonNullable<ReturnType<typeof useSuggestion>['data']>;

export function useTie(id: string) {
  const trpc = useTRPC();
  return useQuery({ ...trpc.cash.tie.queryOptions({ id }), refetchInterval: OPEN_EVERY_MS });
}

export function useMatchWork() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const onSettled = () =>
    Promise.all([
      client.invalidateQueries(trpc.cash.pathFilter()),
      client.invalidateQueries(trpc.approvals.pathFilter()),
      client.invalidateQueries(trpc.session.counts.queryFilter()),
    ]);
  return {
    propose: useMutation({ ...trpc.cash.propose.mutationOptions(), onSettled }),
    dismiss: useMutation({ ...trpc.cash.dismiss.mutationOptions(), onSettled }),
  };
}
