import { AppError } from '@/domain/failure';

/** SQLSTATE classes of a server that is going away, full, out of connections or in a deadlock; broken sockets, and a disk that is full. */
const TRANSIENT = /^(08|40|53|57P|58)/;
const SYSTEM = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOSPC',
  'EDQUOT',
  'EMFILE',
  'ENFILE',
]);

/** What the driver of the database says without a code, word for word: an error that quotes a file may hold any words. */
const DRIVER =
  /^(Connection terminated( unexpectedly| due to connection timeout)?|timeout expired|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error and is not queryable|Client was closed and is not queryable)$/;

export function isTransient(error: unknown): boolean {
  if (error instanceof AppError) return error.disposition === 'retry';
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === 'string' && (TRANSIENT.test(code) || SYSTEM.has(code))) return true;
  return typeof message === 'string' && DRIVER.test(message);
}

/** SQLSTATE classes of a value that no column holds (22) and of one too large for an index (54): the same bytes fail for ever. */
const UNSTORABLE = /^(22|54)/;

export const isUnstorable = (error: unknown): boolean => {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && code.length === SQLSTATE_CHARACTERS && UNSTORABLE.test(code);
};

const SQLSTATE_CHARACTERS = 5;

/**
 * Works a set in one transaction. When the set fails for a reason of its own, halves it until a single item fails alone;
 * that item is set aside by `poison` and the others go on. A failure of the surroundings is thrown: nothing was done.
 */
export async function bisect(
  size: number,
  attempt: (limit: number) => Promise<number>,
  poison: (error: unknown) => Promise<number>,
): Promise<number> {
  for (let limit = size; ; limit = Math.ceil(limit / 2)) {
    try {
      return await attempt(limit);
    } catch (error) {
      if (isTransient(error)) throw error;
      if (limit === 1) return poison(error);
    }
  }
}
