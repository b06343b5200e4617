import { accessRouter } from './access/router';
import { approvalsRouter } from './approvals/router';
import { artifactsRouter } from './artifacts/router';
import { auditRouter } from './audit/router';
import { cashRouter } from './cash/router';
import { curesRouter } from './cures/router';
import { exceptionsRouter } from './exceptions/router';
import { flowsRouter } from './flows/router';
import { itemsRouter } from './items/router';
import { masterdataRouter } from './masterdata/router';
import { overviewRouter } from './overview/router';
import { reconciliationRouter } from './reconciliation/router';
import { refundsRouter } from './refunds/router';
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
  approvals: approvalsRouter,
  refunds: refundsRouter,
  trace: traceRouter,
  reconciliation: reconciliationRouter,
  cash: cashRouter,
  flows: flowsRouter,
});
export type AppRouter = typeof appRouter;
