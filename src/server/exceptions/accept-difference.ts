import { AppError } from '@/domain/failure';
import { appendAudit } from '@/server/audit';
import { requireWholeScope } from '@/server/masterdata/whole-scope';
import type { Tx } from '@/server/platform/db';
import { lockCause, settleCauses } from '@/server/store/causes';
import { acceptTies } from '@/server/store/tie-causes';
import { curesOf } from './cures';

/**
 * A person accepts what the ties of a cause are off by. No document is made and no account moves: it is said that nobody asks for the
 * rest any more, by whom and why, and it is asked again when a tie is off by another amount. Returns how many ties.
 * `shown`: the ties as the person saw them; others are accepted by nobody.
 * Errors: `CAUSE_NOT_FOUND`, `WHOLE_SCOPE_NEEDED`, `NOT_ACCEPTABLE`, `NOTHING_TO_ACCEPT`.
 */
export async function acceptDifference(tx: Tx, causeId: string, why: string, shown: string): Promise<number> {
  requireWholeScope(tx, 'What a tie is off by is accepted');
  const cause = await lockCause(tx, causeId);
  if (!cause)
    throw new AppError('CAUSE_NOT_FOUND', 'exception', 'There is no such cause among the facilities you may see.');
  if (!curesOf(cause.code, cause.value, cause.flow_code).includes('accept')) {
    throw new AppError(
      'NOT_ACCEPTABLE',
      'exception',
      `“${cause.title}” is not ended by accepting it: the money itself has to come.`,
    );
  }
  const { ties, shown: found } = await acceptTies(tx, causeId, tx.actor.name, why);
  if (ties === 0 || found !== shown) {
    throw new AppError(
      'NOTHING_TO_ACCEPT',
      'exception',
      'Nothing stands under this cause any more, or it has moved. Read it again.',
    );
  }
  await appendAudit(tx, { action: 'cause.accepted', subjectKind: 'cause', subjectId: causeId, detail: { ties } });
  await settleCauses(tx);
  return ties;
}
