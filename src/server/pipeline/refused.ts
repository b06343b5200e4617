import { type Failure, failure } from '@/domain/failure';
import type { Refusal } from '../connectors/target/port';
import type { LeasedPosting } from '../store/postings';

/** The cause an ERP's refusal belongs to: the same one the map stage would have opened, where it could have known. */
export function failureOfRefusal(refusal: Refusal, posting: LeasedPosting): Failure {
  const { code, value } = refusal;
  if (/COST_CENTER/.test(code)) return failure('COST_CENTER_INACTIVE', 'facility.costCenter', value || code);
  if (/ACCOUNT/.test(code)) return failure('ACCOUNT_INACTIVE', 'account', value || code);
  if (/PERIOD/.test(code)) {
    const period = posting.period ?? posting.postingDate.slice(0, 7);
    return failure('PERIOD_CLOSED', 'period', period, { entity: posting.entity, period });
  }
  return failure('ERP_REJECTED', 'journal', value ? `${code} ${value}` : code);
}

/** An item and a line it feeds; null when the document has no lines. */
export type Feeds = { readonly eventId: string; readonly lineNo: number | null };

/**
 * Which items a refusal stops: those that feed a line the ERP named. The others go back to be mapped without them. When the
 * target names no line, or a line nothing feeds, all stop: a refusal must never lead straight to the same journal again.
 */
export function splitRefused(
  feeds: readonly Feeds[],
  refusals: readonly Refusal[],
): { stopped: Map<string, Refusal>; freed: string[] } {
  const byLine = new Map<number | null, Refusal>(refusals.filter((r) => r.lineNo !== null).map((r) => [r.lineNo, r]));
  const wholesale = refusals.find((r) => r.lineNo === null);
  const stopped = new Map<string, Refusal>();
  const all = [...new Set(feeds.map((f) => f.eventId))];
  for (const { eventId, lineNo } of feeds) {
    const refusal = byLine.get(lineNo) ?? wholesale;
    if (refusal) stopped.set(eventId, refusal);
  }
  const first = refusals[0];
  if (stopped.size === 0 && first) for (const id of all) stopped.set(id, first);
  return { stopped, freed: all.filter((id) => !stopped.has(id)) };
}
