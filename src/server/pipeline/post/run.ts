import { appendAudit } from '../../audit';
import { targetOrClosed } from '../../connectors/target';
import { payloadHash } from '../../connectors/target/payload';
import type { Answer, Order } from '../../connectors/target/port';
import { type Actor, type Tx, withSet } from '../../platform/db';
import { ring } from '../../queue/doorbell';
import { noteAnswers } from '../../store/breaker';
import { cutOpenPostings } from '../../store/open-postings';
import {
  attemptId,
  insertAttempts,
  insertOutcomes,
  intendPostings,
  type LeasedPosting,
  lockReady,
  movePostings,
} from '../../store/postings';
import { handleRefusal } from '../refusal';
import { bundlesOf } from './bundles';
import { decidePost, outcomeOf } from './decide';
import { inFlight } from './in-flight';
import { ordersOf } from './orders';

/** A lease that ran out means its request has ended: it is this long, and always longer than the request's deadline. */
const LEASE_SECONDS = 45;
/** A send that could not start this soon after its lease is not started: its deadline was counted from the lease. */
const START_WITHIN_MS = 5_000;
/** Our own lateness, which says nothing of the target. */
const TOO_LATE = 'this worker was too busy to send in time';

type Prepared = {
  readonly posting: LeasedPosting;
  readonly attemptId: string;
  readonly order: Order;
};
type Sent = Prepared & { readonly answer: Answer; readonly tookMs: number };

/**
 * Stage 5. Takes ready postings, commits the intent and its attempt, sends each once, and commits what was answered. The
 * intent is durable before the first byte leaves: whatever dies after that is `unknown`, never `ready`.
 * Returns how many postings were sent.
 */
export async function runPost(actor: Actor): Promise<number> {
  // Taken before the transaction, so that no request outlives the deadline that the database counted from its start.
  const leasedAt = performance.now();
  const prepared = await withSet(actor, prepare);
  if (prepared.length === 0) return 0;
  const bundles = bundlesOf(prepared, (one) => targetOrClosed(connectionOf(one.posting)).capabilities);
  const sent = await sendAll(bundles, leasedAt);
  inFlight.learn(
    sent.every((s) => s.answer.kind !== 'unknown' && s.answer.kind !== 'not-sent'),
    sent.reduce((sum, s) => sum + s.tookMs, 0) / sent.length,
    sent.length / bundles.length,
  );
  await withSet(actor, (tx) => record(tx, sent));
  // A refusal frees the items it did not name, or tells the flow: both go through map again.
  if (sent.some((s) => s.answer.kind === 'refused')) void ring('map');
  return sent.length;
}

async function prepare(tx: Tx): Promise<Prepared[]> {
  await cutOpenPostings(tx);
  const postings = await lockReady(tx, inFlight.setSize());
  if (postings.length === 0) return [];
  const prepared = (await ordersOf(tx, postings)).map((ready) => ({
    ...ready,
    attemptId: attemptId(),
    payloadSha256: payloadHash(ready.order),
  }));
  await intendPostings(tx, prepared, LEASE_SECONDS);
  await insertAttempts(
    tx,
    prepared.map((p) => ({
      id: p.attemptId,
      posting: p.posting,
      kind: 'send',
      payloadSha256: p.payloadSha256,
      deadlineMs: targetOrClosed(connectionOf(p.posting)).deadlineMs,
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

export const connectionOf = (posting: LeasedPosting) => ({
  id: posting.targetId,
  code: posting.targetCode,
  config: posting.config,
});

/** As many calls at once as the target has shown to bear; the next one starts when one is answered. */
async function sendAll(bundles: readonly Prepared[][], leasedAt: number): Promise<Sent[]> {
  const sent: Sent[] = [];
  const waiting = bundles.values();
  const line = async (): Promise<void> => {
    for (const bundle of waiting) sent.push(...(await send(bundle, leasedAt)));
  };
  await Promise.all(Array.from({ length: Math.min(inFlight.limit(), bundles.length) }, line));
  return sent;
}

/** One call, and what it came to for each of its orders. */
async function send(bundle: readonly Prepared[], leasedAt: number): Promise<Sent[]> {
  const startedAt = performance.now();
  const answers = await answersOf(bundle, startedAt - leasedAt);
  const tookMs = performance.now() - startedAt;
  return bundle.map((prepared, index) => ({ ...prepared, answer: answers[index] ?? UNANSWERED, tookMs }));
}

const UNANSWERED: Answer = { kind: 'unknown', reason: 'the call had no answer for this document', status: null };

async function answersOf(bundle: readonly Prepared[], waitedMs: number): Promise<readonly Answer[]> {
  const [first] = bundle;
  if (!first) return [];
  const target = targetOrClosed(connectionOf(first.posting));
  const leftMs = Math.floor(target.deadlineMs - waitedMs);
  if (waitedMs > START_WITHIN_MS || leftMs <= 0) {
    return bundle.map(() => ({ kind: 'not-sent', reason: TOO_LATE, retryAfterMs: 0, status: null }));
  }
  const signal = AbortSignal.timeout(leftMs);
  const orders = bundle.map(({ order }) => order);
  return bundle.length > 1 && target.submitTogether
    ? target.submitTogether(orders, signal)
    : [await target.submit(first.order, signal)];
}

async function record(tx: Tx, sent: readonly Sent[]): Promise<void> {
  await insertOutcomes(
    tx,
    sent.map((s) => outcomeOf(s.attemptId, s.posting, s.answer, s.tookMs)),
  );
  const moves = sent.map((s) =>
    decidePost(s.posting, s.answer, targetOrClosed(connectionOf(s.posting)).visibilityWindowMs),
  );
  const moved = await movePostings(tx, moves);
  for (const { posting, answer } of sent) {
    if (answer.kind !== 'refused' || !moved.has(posting.id)) continue;
    await handleRefusal(tx, 'post', { posting, refusals: answer.refusals });
  }
  await noteTargets(tx, sent);
  await appendAudit(tx, {
    action: 'postings.answered',
    subjectKind: 'posting',
    subjectId: sent[0]?.posting.id ?? '',
    detail: {
      answers: sent.map((s) => ({
        key: s.posting.key,
        answer: s.answer.kind === 'booked' ? 'accepted' : s.answer.kind,
        document: s.answer.kind === 'booked' ? s.answer.document.number : null,
      })),
    },
  });
}

async function noteTargets(tx: Tx, sent: readonly Sent[]): Promise<void> {
  const groups = new Map<string, Sent[]>();
  for (const one of sent) {
    const key = `${one.posting.targetId}|${one.posting.kind}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  for (const group of groups.values()) {
    const { targetId, kind } = (group[0] as Sent).posting;
    const answers = group.map((s) => s.answer);
    const bad = answers.filter((a) => (a.kind === 'unknown' || a.kind === 'not-sent') && a.reason !== TOO_LATE);
    const late = answers.filter((a) => a.kind === 'not-sent' && a.reason === TOO_LATE);
    const last = bad.at(-1);
    const reason = last && 'reason' in last ? last.reason : null;
    await noteAnswers(tx, targetId, kind, answers.length - bad.length - late.length, bad.length, reason);
  }
}
