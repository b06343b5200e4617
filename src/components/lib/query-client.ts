import { defaultShouldDehydrateQuery, QueryCache, QueryClient } from '@tanstack/react-query';
import { TRPCClientError } from '@trpc/client';
import superjson from 'superjson';

const FRESH_MS = 2_000;

const isRefusal = (error: unknown): boolean =>
  error instanceof TRPCClientError &&
  ['UNAUTHORIZED', 'FORBIDDEN', 'NOT_FOUND', 'BAD_REQUEST'].includes(error.data?.code);

/** A session that ended shows the sign-in instead of a page of errors. */
function onError(error: unknown): void {
  if (typeof window === 'undefined' || !(error instanceof TRPCClientError) || error.data?.code !== 'UNAUTHORIZED')
    return;
  const to = window.location.pathname + window.location.search;
  window.location.assign(`/signin?to=${encodeURIComponent(to)}`);
}

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    defaultOptions: {
      queries: { staleTime: FRESH_MS, retry: (count, error) => count < 2 && !isRefusal(error) },
      dehydrate: { serializeData: superjson.serialize, shouldDehydrateQuery: defaultShouldDehydrateQuery },
      hydrate: { deserializeData: superjson.deserialize },
    },
  });
}
