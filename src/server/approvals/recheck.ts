import { type Failure, failure } from '@/domain/failure';
import { KIND, type Kind } from '@/domain/kinds';
import type { MasterSnapshot } from '../store/master-snapshot';
import type { ProposedLine, ProposedPosting } from '../store/proposed';

/**
 * What a draft was checked for when it was made, asked once more of the posting that was stored: codes that are active at its target,
 * and a period that still takes postings. Between asking and agreeing a month may have been closed.
 */
export function recheck(
  postings: readonly ProposedPosting[],
  lines: readonly ProposedLine[],
  master: MasterSnapshot,
): Failure | null {
  for (const posting of postings) {
    const own = lines.filter((line) => line.postingId === posting.id);
    const refused = inactiveCode(posting, own, master) ?? closedPeriod(posting, master);
    if (refused) return refused;
  }
  return null;
}

function inactiveCode(
  { targetId, entity }: ProposedPosting,
  lines: readonly ProposedLine[],
  master: MasterSnapshot,
): Failure | null {
  for (const { account, costCenter, facility } of lines) {
    if (master.accountActiveAt(targetId, account) === false) return failure('ACCOUNT_INACTIVE', 'account', account);
    if (costCenter !== null && !master.costCenterActiveAt(targetId, entity, costCenter)) {
      return failure('COST_CENTER_INACTIVE', 'facility.costCenter', costCenter, { facility: facility ?? '' });
    }
  }
  return null;
}

function closedPeriod({ kind, targetId, entity, period }: ProposedPosting, master: MasterSnapshot): Failure | null {
  if (period === null || !KIND[kind as Kind].period) return null;
  const known = master.calendarAt(targetId, entity).find((each) => each.period === period);
  if (!known) return failure('PERIOD_UNKNOWN', 'period', period, { entity });
  return known.status === 'open' ? null : failure('PERIOD_CLOSED', 'period', period, { entity, period });
}
