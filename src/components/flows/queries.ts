'use client';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useTRPC } from '@/components/lib/trpc';

const LIST_EVERY_MS = 10_000;
const DETAIL_EVERY_MS = 15_000;

export function useFlowList() {
  const trpc = useTRPC();
  return useSuspenseQuery({ ...trpc.flows.list.queryOptions(), refetchInterval: LIST_EVERY_MS });
}
export type FlowLine = ReturnType<typeof useFlowList>['data']['flows'][number];

export function useFlow(code: string) {
  const trpc = useTRPC();
  return useSuspenseQuery({ ...trpc.flows.detail.queryOptions({ code }), refetchInterval: DETAIL_EVERY_MS });
}
export type FlowDetail = NonNullable<ReturnType<typeof useFlow>['data']>;

export function useConnections() {
  const trpc = useTRPC();
  return useSuspenseQuery({ ...trpc.flows.connections.queryOptions(), refetchInterval: DETAIL_EVERY_MS });
}
export type Connections = ReturnType<typeof useConnections>['data'];
