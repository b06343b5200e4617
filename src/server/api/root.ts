import { accessRouter } from './access/router';
import { artifactsRouter } from './artifacts/router';
import { auditRouter } from './audit/router';
import { curesRouter } from './cures/router';
import { exceptionsRouter } from './exceptions/router';
import { itemsRouter } from './items/router';
import { masterdataRouter } from './masterdata/router';
import { overviewRouter } from './overview/router';
import { reconciliationRouter } from './reconciliation/router';
import { replaysRouter } from './replays/router';
import { searchRouter } from './search/router';
import { sessionRouter } from './session/router';
import { traceRouter } from './trace/router';
import { router } from './trpc';

/** One line per noun; each noun keeps its procedures in its own folder. */
export const appRouter = router({
  session: sessionRouter,
  overview: overviewRouter,
  artifacts: artifactsRouter,
  items: itemsRouter,
  search: searchRouter,
  masterdata: masterdataRouter,
  audit: auditRouter,
  access: accessRouter,
  exceptions: exceptionsRouter,
  cures: curesRouter,
  replays: replaysRouter,
  trace: traceRouter,
  reconciliation: reconciliationRouter,
});
export type AppRouter = typeof appRouter;
