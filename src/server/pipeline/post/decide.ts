import type { Answer } from '../../connectors/target/port';
import { isAsAsked } from '../../connectors/target/proof';
import type { LeasedPosting, Move, NewOutcome } from '../../store/postings';

/** First look by key after an answer, and the wait after an outage; the confirm stage backs off further by itself. */
const READ_BACK_MS = 0;
const FIRST_JOB_LOOK_MS = 1_000;

/** What the target's answer makes of the posting. Only `refused` frees its items; `unknown` is never sent again from here. */
export function decidePost(posting: LeasedPosting, answer: Answer, visibilityWindowMs: number): Move {
  switch (answer.kind) {
    case 'booked': {
      // A document that is not what was asked for proves nothing: without its number it can only be confirmed by a search.
      const documentNumber = isAsAsked(posting, answer.document) ? answer.document.number : null;
      const failureCode = documentNumber === null ? 'ANSWER_DIFFERS' : null;
      return { posting, to: 'sent', againMs: READ_BACK_MS, documentNumber, failureCode };
    }
    case 'queued':
      return { posting, to: 'queued', againMs: FIRST_JOB_LOOK_MS, jobRef: answer.jobRef };
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

const OUTCOME = {
  booked: 'accepted',
  queued: 'queued',
  refused: 'refused',
  'not-sent': 'unavailable',
  unknown: 'unknown',
} as const;

export function outcomeOf(attemptId: string, posting: LeasedPosting, answer: Answer, tookMs: number): NewOutcome {
  const document = answer.kind === 'booked' ? answer.document : null;
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
