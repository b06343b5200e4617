import { AppError } from '@/domain/failure';

/** SQLSTATE classes of a server that is going away, full, out of connections or in a deadlock; and broken sockets. */
const TRANSIENT = /^(08|40|53|57P|58)/;
const SOCKET = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND']);

export function isTransient(error: unknown): boolean {
  if (error instanceof AppError) return error.disposition === 'retry';
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === 'string' && (TRANSIENT.test(code) || SOCKET.has(code))) return true;
  return (
    typeof message === 'string' &&
    /Connection terminated|connection timeout|trying to connect|timeout expired|Client has encountered/i.test(message)
  );
}

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
