import { AppError } from '@/domain/failure';
import type { Tx } from '@/server/platform/db';

/**
 * Master data is everyone's: a mapping decides whose money an item is. The second wall in the database refuses its change to
 * anyone with a narrower scope, and this says so first, in words. Errors: `WHOLE_SCOPE_NEEDED`.
 */
export function requireWholeScope(tx: Tx, what = 'Master data is changed'): void {
  if (tx.actor.scope === '*') return;
  throw new AppError(
    'WHOLE_SCOPE_NEEDED',
    'exception',
    `${what} only by people who see every facility. Ask one of them.`,
  );
}
