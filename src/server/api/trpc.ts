import { initTRPC, TRPCError } from '@trpc/server';
import superjson from 'superjson';
import { AppError } from '@/domain/failure';
import { FOREIGN, isFromConsole } from '@/server/auth/origin';
import { may, type Permission } from '@/server/auth/permissions';
import { currentSession, type Session } from '@/server/auth/session';
import { env } from '@/server/platform/env';

/** `mayChange`: the request came from a page of the console itself, as its browser says. */
export type Context = { readonly session: Session | null; readonly mayChange: boolean };

/** Without a request a page of ours asks in process: it reads and changes nothing. */
export const createContext = async (request?: Request): Promise<Context> => ({
  session: await currentSession(),
  mayChange: request !== undefined && isFromConsole(request.headers, env().NEXTAUTH_URL),
});

/** Procedures in one request: the console asks for twelve at most, and each may cost a transaction. */
export const BATCH_MAX = 20;

/** What a person may read of a failure: our own words and code. Anything unforeseen is named, never quoted. */
const UNFORESEEN = 'This could not be done because of a fault on our side. Nothing was changed.';

/** The library's own words for a batch that is too large name no limit. */
const wordsOf = (message: string): string =>
  message === 'Batch call exceeds maximum size'
    ? `One request may ask for at most ${BATCH_MAX} procedures. Ask for the others in another one.`
    : message;

const t = initTRPC.context<Context>().create({
  transformer: superjson,
  errorFormatter: ({ shape, error }) => {
    const known = error.cause instanceof AppError ? error.cause : null;
    const foreseen = known !== null || error.code !== 'INTERNAL_SERVER_ERROR';
    return {
      ...shape,
      message: known?.operatorMessage ?? (foreseen ? wordsOf(error.message) : UNFORESEEN),
      data: { code: shape.data.code, httpStatus: shape.data.httpStatus, problem: known?.code ?? shape.data.code },
    };
  },
});

export const router = t.router;

/** A signed-in person; the base of every procedure. A known failure of a command becomes a 400 that keeps its words. */
export const signedIn = t.procedure.use(async ({ ctx, type, next }) => {
  if (!ctx.session) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Your session has ended. Sign in again.' });
  if (type !== 'query' && !ctx.mayChange) throw new TRPCError({ code: 'FORBIDDEN', message: FOREIGN });
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
