import { overviewRouter } from './overview/router';
import { sessionRouter } from './session/router';
import { router } from './trpc';

/** One line per noun; each noun keeps its procedures in its own folder. */
export const appRouter = router({
  session: sessionRouter,
  overview: overviewRouter,
});
export type AppRouter = typeof appRouter;
