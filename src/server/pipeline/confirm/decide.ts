import { type Failure, failure } from '@/domain/failure';
import { formatMinor } from '@/domain/money';
import type { FindAnswer, JobAnswer, TargetDocument } from '../../connectors/target/port';
import { isAsAsked } from '../../connectors/target/proof';
import type { LeasedPosting, Move, NewOutcome } from '../../store/postings';

/** Two reads that found nothing, apart in time, before a posting may be sent again under its own key. */
export const NEGATIVE_READS_NEEDED = 2;
const BACKOFF_FIRST_MS = 500;
const BACKOFF_MOST_MS = 60_000;
/** An accepted document that stays invisible this many windows long needs a person. */
const WINDOWS_MAX = 10;

export type Verdict = {
  readonly move: Move;
  readonly outcome: NewOutcome['outcome'];
  /** The document it is about. */
  readonly document: TargetDocument | null;
  /** All that stand in the ERP for this posting now; null when nothing was learned about them. */
  readonly documents: readonly TargetDocument[] | null;
  readonly detail: string | null;
  /** Set when a person must look: the failure its events stop under. */
  readonly failure: Failure | null;
};

/** As long again as it has waited since it was sent: doubling by the clock, so that earlier sends do not slow this one down. */
const backoff = ({ sinceSentMs }: LeasedPosting): number =>
  Math.min(BACKOFF_MOST_MS, Math.max(BACKOFF_FIRST_MS, sinceSentMs));

export type ProbeLimits = { readonly visibilityWindowMs: number; readonly postDeadlineMs: number };

/** A target that took an order and decides later is asked about it for this many deadlines, then by key like any other. */
const JOB_DEADLINES_MAX = 20;

/** What a look at a queued order makes of its posting; `refused` is handled like a refusal at sending. */
export function decideJob(posting: LeasedPosting, answer: JobAnswer, limits: ProbeLimits): Verdict {
  const nothing = { document: null, documents: null, failure: null };
  switch (answer.kind) {
    case 'booked':
      return decideConfirm({ ...posting, state: 'sent' }, { kind: 'answered', documents: [answer.document] }, limits);
    case 'refused': {
      const failureText = answer.refusals.map((r) => r.message).join(' ');
      const failureCode = answer.refusals[0]?.code ?? 'REFUSED';
      const move: Move = { posting, to: 'rejected', againMs: 0, failureCode, failureText };
      return { ...nothing, move, outcome: 'refused', detail: failureText };
    }
    default: {
      const detail = answer.kind === 'working' ? 'Still queued there.' : answer.reason;
      const late = posting.sinceSentMs > limits.postDeadlineMs * JOB_DEADLINES_MAX;
      const move: Move = { posting, to: late ? 'unknown' : 'queued', againMs: backoff(posting) };
      return { ...nothing, move, outcome: answer.kind === 'working' ? 'queued' : 'unavailable', detail };
    }
  }
}

/**
 * What a look by key makes of a posting: found and equal → confirmed; found and different, or found twice → a person; not
 * found → wait until the request and the ERP's window are certainly over, then count negative reads; enough of them → the
 * same key is ready again. An ERP that cannot be asked leaves an unknown posting to a person for ever.
 */
export function decideConfirm(posting: LeasedPosting, answer: FindAnswer, limits: ProbeLimits): Verdict {
  if (answer.kind === 'unavailable') {
    const move: Move = {
      posting,
      to: stay(posting),
      againMs: backoff(posting),
      failureCode: 'PROBE_FAILED',
      failureText: answer.reason,
    };
    const nothing = { document: null, documents: null, failure: null };
    return { ...nothing, move, outcome: 'unavailable', detail: answer.reason };
  }
  if (answer.kind === 'unsupported') return cannotAsk(posting);
  const documents = documentsOf(posting, answer.documents);
  const [document, second] = documents;
  if (second) {
    const both = `${documents.map((d) => d.number).join(' and ')} carry the same key.`;
    return { ...differs(posting, second, 'ERP_SECOND_DOCUMENT', both), documents };
  }
  return { ...(document ? found(posting, document) : absent(posting, limits)), documents };
}

/** Those that carry the posting's key, each once however often it was answered; ERPs differ in what they do to a key's case. */
const documentsOf = (posting: LeasedPosting, documents: readonly TargetDocument[]): TargetDocument[] => {
  const own = documents.filter((d) => d.key.toUpperCase() === posting.key.toUpperCase());
  return [...new Map(own.map((d) => [`${d.entity}|${d.number}`, d])).values()];
};

/** What a look that was answered says of one posting; the documents it found are added to it. */
type Judgement = Omit<Verdict, 'documents'>;

const stay = (posting: LeasedPosting): 'queued' | 'sent' | 'unknown' =>
  posting.state === 'sent' || posting.state === 'queued' ? posting.state : 'unknown';

function found(posting: LeasedPosting, document: TargetDocument): Judgement {
  const { debitMinor, lineCount } = posting;
  if (!isAsAsked(posting, document)) {
    const booked = document.debitMinor === null ? 'no amount' : formatMinor(document.debitMinor);
    const asked = `Asked ${formatMinor(debitMinor)} in ${lineCount} lines, booked ${booked} in ${document.lineCount ?? 0}.`;
    return differs(posting, document, 'ERP_AMOUNT_DIFFERS', asked);
  }
  return {
    move: { posting, to: 'confirmed', againMs: 0, documentNumber: document.number },
    outcome: 'found',
    document,
    detail: null,
    failure: null,
  };
}

function differs(
  posting: LeasedPosting,
  document: TargetDocument,
  code: 'ERP_AMOUNT_DIFFERS' | 'ERP_SECOND_DOCUMENT',
  detail: string,
): Judgement {
  const move: Move = {
    posting,
    to: 'held',
    againMs: 0,
    documentNumber: document.number,
    failureCode: code,
    failureText: detail,
  };
  return { move, outcome: 'differs', document, detail, failure: failure(code, 'journal.key', document.number) };
}

function absent(posting: LeasedPosting, limits: ProbeLimits): Judgement {
  const base = { outcome: 'absent' as const, document: null, failure: null };
  const quiet = posting.pastDeadlineMs >= limits.visibilityWindowMs;
  if (posting.state === 'sent') {
    // The ERP gave a number: it is there and not visible yet. Only time or a person answers this.
    const tooLong = posting.sinceSentMs > limits.postDeadlineMs + limits.visibilityWindowMs * WINDOWS_MAX;
    if (tooLong) return heldForPerson(posting, 'The ERP gave a number and does not find it by key.', 'absent');
    return {
      ...base,
      move: { posting, to: 'sent', againMs: backoff(posting) },
      detail: 'Not visible yet.',
    };
  }
  if (!quiet) {
    const againMs = Math.max(
      BACKOFF_FIRST_MS,
      Math.min(backoff(posting), limits.visibilityWindowMs - posting.pastDeadlineMs),
    );
    return {
      ...base,
      move: { posting, to: 'unknown', againMs },
      detail: 'Not there yet; the request may still arrive.',
    };
  }
  const negativeReads = posting.negativeReads + 1;
  if (negativeReads < NEGATIVE_READS_NEEDED) {
    const againMs = Math.max(BACKOFF_FIRST_MS, limits.visibilityWindowMs);
    return {
      ...base,
      move: { posting, to: 'unknown', againMs, negativeReads },
      detail: `Read ${negativeReads} of ${NEGATIVE_READS_NEEDED}: no document with this key.`,
    };
  }
  return {
    ...base,
    move: { posting, to: 'ready', againMs: 0, negativeReads: 0 },
    detail: `Read ${negativeReads} of ${NEGATIVE_READS_NEEDED}: no document. Ready again under the same key.`,
  };
}

/** Without a search, the ERP's own answer is all there is: accepted counts as confirmed, unknown waits for a person. */
function cannotAsk(posting: LeasedPosting): Verdict {
  if (posting.state === 'sent' && posting.documentNumber) {
    const document: TargetDocument = {
      key: posting.key,
      number: posting.documentNumber,
      entity: posting.entity,
      period: posting.period,
      postingDate: posting.postingDate,
      debitMinor: posting.debitMinor,
      creditMinor: posting.debitMinor,
      lineCount: posting.lineCount,
      status: null,
      facts: {},
    };
    return {
      move: { posting, to: 'confirmed', againMs: 0 },
      outcome: 'found',
      document,
      documents: [document],
      detail: 'By its answer: this ERP cannot be searched by key.',
      failure: null,
    };
  }
  return heldForPerson(posting, 'This ERP cannot be searched by key.', 'unavailable');
}

function heldForPerson(posting: LeasedPosting, detail: string, outcome: 'absent' | 'unavailable'): Verdict {
  const move: Move = { posting, to: 'held', againMs: 0, failureCode: 'ERP_ANSWER_UNKNOWABLE', failureText: detail };
  return {
    move,
    outcome,
    document: null,
    documents: null,
    detail,
    failure: failure('ERP_ANSWER_UNKNOWABLE', 'journal.key', posting.key),
  };
}
