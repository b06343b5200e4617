import { dehydrate, type FetchQueryOptions, HydrationBoundary } from '@tanstack/react-query';
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';
import { cache, type ReactNode } from 'react';
import { makeQueryClient } from '@/components/lib/query-client';
import { appRouter } from '@/server/api/root';
import { createContext } from '@/server/api/trpc';

const queryClient = cache(makeQueryClient);

/** The same procedures, called in process: a page's first data goes through the same permission checks as any later read. */
export const api = createTRPCOptionsProxy({ ctx: createContext, router: appRouter, queryClient });

/** Reads before the page is sent, so that the first paint carries the numbers. A refusal throws to the page's error state. */
export async function prefetch<Data, Failure, Selected, Key extends readonly unknown[]>(
  options: FetchQueryOptions<Data, Failure, Selected, Key>,
): Promise<Selected> {
  return queryClient().fetchQuery(options);
}

/** Hands everything prefetched above it to the browser. */
export function Prefetched({ children }: { children: ReactNode }) {
  return <HydrationBoundary state={dehydrate(queryClient())}>{children}</HydrationBoundary>;
}
