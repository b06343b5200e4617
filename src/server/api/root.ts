import { artifactsRouter } from './artifacts/router';
import { curesRouter } from './cures/router';
import { exceptionsRouter } from './exceptions/router';
import { overviewRouter } from './overview/router';
import { replaysRouter } from './replays/router';
import { sessionRouter } from './session/router';
import { router } from './trpc';

/** One line per noun; each noun keeps its procedures in its own folder. */
export const appRouter = router({
  session: sessionRouter,
  overview: overviewRouter,
  artifacts: artifactsRouter,
  exceptions: exceptionsRouter,
  cures: curesRouter,
  replays: replaysRouter,
});
export type AppRouter = typeof appRouter;
