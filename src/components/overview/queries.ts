'use client';
import { keepPreviousData, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import type { Scope } from '@/components/lib/routes';
import { useTRPC } from '@/components/lib/trpc';

/** How often each block reads again while the screen is looked at. Sums are cheap; splits are read on demand. */
const TOTALS_EVERY_MS = 5_000;
const LIVE_EVERY_MS = 3_000;
const CAUSES_EVERY_MS = 10_000;

export type SplitBy = 'facility' | 'payer' | 'entity';

export function useTotals(scope: Scope) {
  const trpc = useTRPC();
  return useSuspenseQuery({ ...trpc.overview.totals.queryOptions(scope), refetchInterval: TOTALS_EVERY_MS });
}

export function useMeasures(scope: Scope) {
  const trpc = useTRPC();
  return useSuspenseQuery({ ...trpc.overview.measures.queryOptions(scope), refetchInterval: TOTALS_EVERY_MS });
}

/** Everything of the scope but the flow: what stands beside the flow that is looked at. */
export const withoutFlow = ({ flow: _, ...scope }: Scope): Scope => scope;

export function useSplit(scope: Scope, by: SplitBy) {
  const trpc = useTRPC();
  const options = trpc.overview.split.queryOptions({ ...scope, by });
  return useQuery({ ...options, placeholderData: keepPreviousData, refetchInterval: TOTALS_EVERY_MS });
}

export function useFlows(scope: Scope) {
  const trpc = useTRPC();
  return useSuspenseQuery({ ...trpc.overview.flows.queryOptions(scope), refetchInterval: TOTALS_EVERY_MS });
}

export function useCauses(scope: Scope) {
  const trpc = useTRPC();
  return useSuspenseQuery({ ...trpc.overview.causes.queryOptions(scope), refetchInterval: CAUSES_EVERY_MS });
}

export function useLive() {
  const trpc = useTRPC();
  return useSuspenseQuery({ ...trpc.overview.live.queryOptions(), refetchInterval: LIVE_EVERY_MS });
}
