import { type Failure, failure } from '@/domain/failure';
import type { ErpDocument, ErpRefusal, PostAnswer } from '../../connectors/erp/port';
import type { LeasedPosting, Move, NewOutcome } from '../../store/postings';

/** First look by key after an answer, and the wait after an outage; the confirm stage backs off further by itself. */
const READ_BACK_MS = 0;

/** What the ERP's answer makes of the posting. Only `refused` frees its events; `unknown` is never sent again from here. */
export function decidePost(posting: LeasedPosting, answer: PostAnswer, visibilityWindowMs: number): Move {
  switch (answer.kind) {
    case 'accepted': {
      // A document that is not what was asked for proves nothing: without its number it can only be confirmed by a search.
      const documentNumber = isAsAsked(posting, answer.document) ? answer.document.number : null;
      const failureCode = documentNumber === null ? 'ANSWER_DIFFERS' : null;
      return { posting, to: 'sent', againMs: READ_BACK_MS, documentNumber, failureCode };
    }
    case 'refused':
      return {
        posting,
        to: 'rejected',
        againMs: 0,
        failureCode: answer.refusals[0]?.code ?? 'REFUSED',
        failureText: answer.refusals.map((r) => r.message).join(' '),
      };
    case 'not-sent':
      return {
        posting,
        to: 'ready',
        againMs: answer.retryAfterMs,
        failureCode: 'NOT_SENT',
        failureText: answer.reason,
      };
    case 'unknown':
      return {
        posting,
        to: 'unknown',
        againMs: Math.min(visibilityWindowMs, 1_000),
        failureCode: 'NO_ANSWER',
        failureText: answer.reason,
      };
  }
}

/** Keys are compared without case: some ERPs fold it. */
const isAsAsked = (posting: LeasedPosting, document: ErpDocument): boolean =>
  document.key.toUpperCase() === posting.key.toUpperCase() &&
  document.debitMinor === posting.debitMinor &&
  document.creditMinor === posting.debitMinor &&
  document.lineCount === posting.lineCount;

const OUTCOME = { accepted: 'accepted', refused: 'refused', 'not-sent': 'unavailable', unknown: 'unknown' } as const;

export function outcomeOf(attemptId: string, posting: LeasedPosting, answer: PostAnswer, tookMs: number): NewOutcome {
  const document = answer.kind === 'accepted' ? answer.document : null;
  const detail =
    answer.kind === 'refused'
      ? answer.refusals.map((r) => r.message).join(' ')
      : 'reason' in answer
        ? answer.reason
        : null;
  return {
    attemptId,
    postingId: posting.id,
    outcome: OUTCOME[answer.kind],
    httpStatus: answer.status,
    code: answer.kind === 'refused' ? (answer.refusals[0]?.code ?? null) : null,
    detail: detail?.slice(0, 500) ?? null,
    documentNumber: document?.number ?? null,
    tookMs,
  };
}

/** The cause an ERP's refusal belongs to: the same one the map stage would have opened, where it could have known. */
export function failureOfRefusal(refusal: ErpRefusal, posting: LeasedPosting): Failure {
  const { code, value } = refusal;
  if (/COST_CENTER/.test(code)) return failure('COST_CENTER_INACTIVE', 'facility.costCenter', value || code);
  if (/ACCOUNT/.test(code)) return failure('ACCOUNT_INACTIVE', 'account', value || code);
  if (/PERIOD/.test(code)) {
    return failure('PERIOD_CLOSED', 'period', posting.period, { entity: posting.entity, period: posting.period });
  }
  return failure('ERP_REJECTED', 'journal', value ? `${code} ${value}` : code);
}

export type EdgeOf = { readonly eventId: string; readonly lineNo: number };

/**
 * Which events a refusal stops: those that feed a line the ERP named. The others go back to be mapped without them. When the
 * ERP names no line, or a line nothing feeds, all stop: a refusal must never lead straight to the same journal again.
 */
export function splitRefused(
  edges: readonly EdgeOf[],
  refusals: readonly ErpRefusal[],
): { stopped: Map<string, ErpRefusal>; freed: string[] } {
  const byLine = new Map(refusals.filter((r) => r.lineNo !== null).map((r) => [r.lineNo, r]));
  const wholesale = refusals.find((r) => r.lineNo === null);
  const stopped = new Map<string, ErpRefusal>();
  const all = [...new Set(edges.map((e) => e.eventId))];
  for (const edge of edges) {
    const refusal = byLine.get(edge.lineNo) ?? wholesale;
    if (refusal) stopped.set(edge.eventId, refusal);
  }
  const first = refusals[0];
  if (stopped.size === 0 && first) for (const id of all) stopped.set(id, first);
  return { stopped, freed: all.filter((id) => !stopped.has(id)) };
}
