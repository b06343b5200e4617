import {
  dehydrate,
  type FetchInfiniteQueryOptions,
  type FetchQueryOptions,
  HydrationBoundary,
} from '@tanstack/react-query';
import { TRPCError } from '@trpc/server';
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';
import { notFound } from 'next/navigation';
import { cache, type ReactNode } from 'react';
import { makeQueryClient } from '@/components/lib/query-client';
import { appRouter } from '@/server/api/root';
import { createContext } from '@/server/api/trpc';

const queryClient = cache(makeQueryClient);

/** The same procedures, called in process: a page's first data goes through the same permission checks as any later read. */
export const api = createTRPCOptionsProxy({ ctx: () => createContext(), router: appRouter, queryClient });

/** Reads before the page is sent, so that the first paint carries the numbers. A refusal throws to the page's error state. */
export async function prefetch<Data, Failure, Selected, Key extends readonly unknown[]>(
  options: FetchQueryOptions<Data, Failure, Selected, Key>,
): Promise<Selected> {
  return queryClient().fetchQuery(options);
}

const MISSING = new Set(['NOT_FOUND', 'BAD_REQUEST']);

/** The same for one thing by its id: what does not exist, or is no id at all, shows the page that says so. */
export async function prefetchOr404<Data, Failure, Selected, Key extends readonly unknown[]>(
  options: FetchQueryOptions<Data, Failure, Selected, Key>,
): Promise<Selected> {
  return prefetch(options).catch((error: unknown) => {
    if (error instanceof TRPCError && MISSING.has(error.code)) notFound();
    throw error;
  });
}

/** The first page of a list that is read by key. */
export async function prefetchPages<Data, Failure, Selected, Key extends readonly unknown[], Param>(
  options: FetchInfiniteQueryOptions<Data, Failure, Selected, Key, Param>,
): Promise<void> {
  await queryClient().fetchInfiniteQuery(options);
}

/** Hands everything prefetched above it to the browser. */
export function Prefetched({ children }: { children: ReactNode }) {
  return <HydrationBoundary state={dehydrate(queryClient())}>{children}</HydrationBoundary>;
}
