import { AppError } from '@/domain/failure';
import type { Tx } from '@/server/platform/db';

/**
 * Facilities are everyone's: the second wall in the database refuses their change to anyone with a narrower scope,
 * and this says so first, in words. Errors: `WHOLE_SCOPE_NEEDED`.
 */
export function requireWholeScope(tx: Tx): void {
  if (tx.actor.scope === '*') return;
  throw new AppError(
    'WHOLE_SCOPE_NEEDED',
    'exception',
    'Facilities are changed only by people who see all of them. Ask one of them.',
  );
}
