import { appendAudit } from '../../audit';
import { erpOf } from '../../connectors/erp';
import { payloadHash } from '../../connectors/erp/payload';
import type { ErpJournal, PostAnswer } from '../../connectors/erp/port';
import { type Actor, type Tx, withTransaction } from '../../platform/db';
import { ring } from '../../queue/doorbell';
import { noteAnswers, sendLimit } from '../../store/breaker';
import { addControlTotals } from '../../store/control-totals';
import { cutOpenPostings } from '../../store/open-postings';
import {
  freeEvents,
  readAcceptedEvents,
  readCashEvents,
  readPostingEvents,
  withdrawSiblings,
} from '../../store/posting-events';
import {
  attemptId,
  insertAttempts,
  insertOutcomes,
  type LeasedPosting,
  type LineRow,
  leaseReady,
  movePostings,
  readLinesToSend,
} from '../../store/postings';
import { stopEvents } from '../../store/stops';
import { decidePost, failureOfRefusal, outcomeOf, splitRefused } from './decide';
import { inFlight } from './in-flight';

/** A lease that ran out means its request has ended: it is this long, and always longer than the request's deadline. */
const LEASE_SECONDS = 45;
/** A send that could not start this soon after its lease is not started: its deadline was counted from the lease. */
const START_WITHIN_MS = 5_000;

type Prepared = { readonly posting: LeasedPosting; readonly attemptId: string; readonly journal: ErpJournal };
type Sent = Prepared & { readonly answer: PostAnswer; readonly tookMs: number };

/**
 * Stage 5. Takes ready postings, commits the intent and its attempt, sends each once, and commits what was answered. The
 * intent is durable before the first byte leaves: whatever dies after that is `unknown`, never `ready`.
 * Returns how many postings were sent.
 */
export async function runPost(actor: Actor): Promise<number> {
  // Taken before the transaction, so that no request outlives the deadline that the database counted from its start.
  const leasedAt = performance.now();
  const prepared = await withTransaction(actor, prepare);
  if (prepared.length === 0) return 0;
  const sent = await Promise.all(prepared.map((p) => send(p, leasedAt)));
  inFlight.learn(sent.every((s) => s.answer.kind === 'accepted' || s.answer.kind === 'refused'));
  await withTransaction(actor, (tx) => record(tx, sent));
  // A refusal frees the events it did not name: they are mapped again without the others.
  if (sent.some((s) => s.answer.kind === 'refused')) void ring('map');
  return sent.length;
}

async function prepare(tx: Tx): Promise<Prepared[]> {
  await cutOpenPostings(tx);
  const postings = await leaseReady(tx, await sendLimit(tx, inFlight.limit()), LEASE_SECONDS);
  if (postings.length === 0) return [];
  const lines = new Map<string, LineRow[]>();
  for (const line of await readLinesToSend(
    tx,
    postings.map((p) => p.id),
  )) {
    lines.set(line.postingId, [...(lines.get(line.postingId) ?? []), line]);
  }
  const prepared = postings.map((posting) => ({
    posting,
    attemptId: attemptId(),
    journal: journalOf(posting, lines.get(posting.id) ?? []),
  }));
  await insertAttempts(
    tx,
    prepared.map((p) => ({
      id: p.attemptId,
      posting: p.posting,
      kind: 'send',
      payloadSha256: payloadHash(p.journal),
      deadlineMs: erpOf(connectionOf(p.posting)).postDeadlineMs,
    })),
  );
  await appendAudit(tx, {
    action: 'postings.intended',
    subjectKind: 'posting',
    subjectId: postings[0]?.id ?? '',
    detail: { keys: postings.map((p) => p.key), debitMinor: postings.reduce((sum, p) => sum + p.debitMinor, 0n) },
  });
  return prepared;
}

const connectionOf = (posting: LeasedPosting) => ({ id: posting.connectionId, config: posting.config });

const journalOf = (posting: LeasedPosting, lines: readonly LineRow[]): ErpJournal => ({
  key: posting.key,
  entity: posting.entity,
  period: posting.period,
  postingDate: posting.postingDate,
  currency: 'USD',
  description: posting.description,
  lines,
});

async function send(prepared: Prepared, leasedAt: number): Promise<Sent> {
  const erp = erpOf(connectionOf(prepared.posting));
  const startedAt = performance.now();
  const leftMs = Math.floor(erp.postDeadlineMs - (startedAt - leasedAt));
  const late = startedAt - leasedAt > START_WITHIN_MS || leftMs <= 0;
  const answer: PostAnswer = late
    ? { kind: 'not-sent', reason: 'this worker was too busy to send in time', retryAfterMs: 0, status: null }
    : await erp.post(prepared.journal, AbortSignal.timeout(leftMs));
  return { ...prepared, answer, tookMs: performance.now() - startedAt };
}

async function record(tx: Tx, sent: readonly Sent[]): Promise<void> {
  await insertOutcomes(
    tx,
    sent.map((s) => outcomeOf(s.attemptId, s.posting, s.answer, s.tookMs)),
  );
  const moves = sent.map((s) => decidePost(s.posting, s.answer, erpOf(connectionOf(s.posting)).visibilityWindowMs));
  const moved = await movePostings(tx, moves);
  const accepted = moves.filter((m) => m.to === 'sent' && moved.has(m.posting.id)).map((m) => m.posting.id);
  // Counted before a refused sibling takes its events, and their counts, out again.
  await countPosted(tx, accepted);
  for (const s of sent) {
    if (s.answer.kind === 'refused' && moved.has(s.posting.id)) await releaseRefused(tx, s, s.answer);
  }
  await noteConnections(tx, sent);
  await appendAudit(tx, {
    action: 'postings.answered',
    subjectKind: 'posting',
    subjectId: sent[0]?.posting.id ?? '',
    detail: {
      answers: sent.map((s) => ({
        key: s.posting.key,
        answer: s.answer.kind,
        document: s.answer.kind === 'accepted' ? s.answer.document.number : null,
      })),
    },
  });
}

async function countPosted(tx: Tx, postingIds: readonly string[]): Promise<void> {
  if (postingIds.length === 0) return;
  const events = await readCashEvents(tx, postingIds);
  await addControlTotals(
    tx,
    'post',
    events.map((e) => ({ remitId: e.remitId, count: 1, amountMinor: e.amountMinor })),
  );
}

/** A refusal stops the events it names and frees the rest of the journal to go without them. */
async function releaseRefused(tx: Tx, sent: Sent, answer: Extract<PostAnswer, { kind: 'refused' }>): Promise<void> {
  const { posting } = sent;
  const siblingLive = await withdrawSiblings(tx, posting.groupId, posting.id);
  const edges = await readPostingEvents(tx, [posting.id]);
  const byEvent = new Map(edges.map((e) => [e.eventId, e]));
  const { stopped, freed } = siblingLive
    ? { stopped: allStopped(byEvent, answer), freed: [] }
    : splitRefused(edges, answer.refusals);
  await uncount(tx, 'post', await readAcceptedEvents(tx, [...byEvent.keys()]));
  await stopEvents(
    tx,
    'post',
    [...stopped].map(([eventId, refusal]) => {
      const event = byEvent.get(eventId);
      return {
        eventId,
        remitId: event?.remitId ?? '',
        facilityId: event?.facilityId ?? null,
        amountMinor: event?.amountMinor ?? 0n,
        failure: failureOfRefusal(refusal, posting),
      };
    }),
  );
  await freeEvents(tx, freed);
  await uncount(tx, 'map', [...byEvent.values()]);
}

/** Events that leave a stage again are no longer past it. */
const uncount = (tx: Tx, stage: 'map' | 'post', events: readonly { remitId: string; amountMinor: bigint }[]) =>
  addControlTotals(
    tx,
    stage,
    events.map((e) => ({ remitId: e.remitId, count: -1, amountMinor: -e.amountMinor })),
  );

/** Half of an intercompany payment is in the ERP: nothing of it may be mapped anew, all of it waits for this refusal's cure. */
const allStopped = (events: ReadonlyMap<string, unknown>, answer: Extract<PostAnswer, { kind: 'refused' }>) =>
  new Map([...events.keys()].flatMap((id) => (answer.refusals[0] ? [[id, answer.refusals[0]] as const] : [])));

async function noteConnections(tx: Tx, sent: readonly Sent[]): Promise<void> {
  for (const connectionId of new Set(sent.map((s) => s.posting.connectionId))) {
    const answers = sent.filter((s) => s.posting.connectionId === connectionId).map((s) => s.answer);
    const good = answers.filter((a) => a.kind === 'accepted' || a.kind === 'refused').length;
    const bad = answers.filter((a) => a.kind === 'unknown' || a.kind === 'not-sent');
    const last = bad.at(-1);
    await noteAnswers(tx, connectionId, good, bad.length, last && 'reason' in last ? last.reason : null);
  }
}
