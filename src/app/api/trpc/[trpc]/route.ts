import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { appRouter } from '@/server/api/root';
import { BATCH_MAX, createContext } from '@/server/api/trpc';
import { logger } from '@/server/platform/logger';

export const dynamic = 'force-dynamic';

const log = logger('api');

const handler = (req: Request): Promise<Response> =>
  fetchRequestHandler({
    endpoint: '/api/trpc',
    req,
    router: appRouter,
    createContext: () => createContext(req),
    maxBatchSize: BATCH_MAX,
    // The person reads that the fault is ours; whoever runs this has to read which.
    onError: ({ path, error }) => {
      if (error.code === 'INTERNAL_SERVER_ERROR')
        log.error('procedure.failed', { ...(path ? { route: path } : {}), error: error.cause ?? error });
    },
  });

export { handler as GET, handler as POST };
