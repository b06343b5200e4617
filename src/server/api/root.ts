import { sessionRouter } from './session/router';
import { router } from './trpc';

/** One line per noun; each noun keeps its procedures in its own folder. */
export const appRouter = router({
  session: sessionRouter,
});
export type AppRouter = typeof appRouter;
