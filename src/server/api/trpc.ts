import { initTRPC, TRPCError } from '@trpc/server';
import superjson from 'superjson';
import { AppError } from '@/domain/failure';
import { may, type Permission } from '@/server/auth/permissions';
import { currentSession, type Session } from '@/server/auth/session';

export type Context = { readonly session: Session | null };
export const createContext = async (): Promise<Context> => ({ session: await currentSession() });

/** What a person may read of a failure: our own words and code. Anything unforeseen is named, never quoted. */
const UNFORESEEN = 'This could not be done because of a fault on our side. Nothing was changed.';

const t = initTRPC.context<Context>().create({
  transformer: superjson,
  errorFormatter: ({ shape, error }) => {
    const known = error.cause instanceof AppError ? error.cause : null;
    const foreseen = known !== null || error.code !== 'INTERNAL_SERVER_ERROR';
    return {
      ...shape,
      message: known?.operatorMessage ?? (foreseen ? error.message : UNFORESEEN),
      data: { code: shape.data.code, httpStatus: shape.data.httpStatus, problem: known?.code ?? shape.data.code },
    };
  },
});

export const router = t.router;

/** A signed-in person; the base of every procedure. A known failure of a command becomes a 400 that keeps its words. */
export const signedIn = t.procedure.use(async ({ ctx, next }) => {
  if (!ctx.session) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Your session has ended. Sign in again.' });
  const result = await next({ ctx: { session: ctx.session, actor: ctx.session.actor } });
  if (!result.ok && result.error.cause instanceof AppError) {
    throw new TRPCError({ code: 'BAD_REQUEST', message: result.error.message, cause: result.error.cause });
  }
  return result;
});

/** A signed-in person whose role holds the permission. Every procedure is built from this one. */
export const permitted = (permission: Permission) =>
  signedIn.use(({ ctx, next }) => {
    if (!may(ctx.session.role, permission)) {
      throw new TRPCError({ code: 'FORBIDDEN', message: `Your role does not hold the right ${permission}.` });
    }
    return next();
  });
