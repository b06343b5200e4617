import { appendAudit } from '../../audit';
import { targetOrClosed } from '../../connectors/target';
import type { FindAnswer } from '../../connectors/target/port';
import { type Actor, type Tx, withSet } from '../../platform/db';
import { ring } from '../../queue/doorbell';
import { settleCauses } from '../../store/causes';
import { callBehind } from '../../store/claiming';
import { keepDocuments } from '../../store/confirming';
import { tellOutcomes } from '../../store/outcomes';
import { postItems, readGroupItems, readPostingItems } from '../../store/posting-items';
import {
  attemptId,
  insertAttempts,
  insertOutcomes,
  type LeasedPosting,
  leaseToConfirm,
  movePostings,
} from '../../store/postings';
import { type Stop, stopItems } from '../../store/stops';
import { factsJson } from '../facts';
import { handleRefusal } from '../refusal';
import { decideConfirm, decideJob, type Verdict } from './decide';

export const POSTINGS_PER_RUN = 200;
const LEASE_SECONDS = 30;

type Probe = { readonly posting: LeasedPosting; readonly attemptId: string };
type Probed = Probe & {
  readonly verdict: Verdict;
  readonly refusals: Parameters<typeof handleRefusal>[2]['refusals'] | null;
  readonly tookMs: number;
};

/**
 * Stage 6. Reads back what was accepted, asks after what is queued and probes what is unknown, by key, many at a time. Only a
 * document that proves what was asked makes an item posted. Returns how many postings it settled (not those that merely wait on).
 */
export async function runConfirm(actor: Actor): Promise<number> {
  const probes = await withSet(actor, lease);
  if (probes.length === 0) return 0;
  const probed = (await Promise.all(grouped(probes).map(ask))).flat();
  const settled = await withSet(actor, (tx) => record(tx, probed));
  // What waited behind a confirmed item of the same key, and what a flow was told, may go on now.
  if (settled > 0) void ring('map');
  return settled;
}

async function lease(tx: Tx): Promise<Probe[]> {
  const postings = await leaseToConfirm(tx, POSTINGS_PER_RUN, LEASE_SECONDS);
  const probes = postings.map((posting) => ({ posting, attemptId: attemptId() }));
  await insertAttempts(
    tx,
    probes.map((p) => ({
      id: p.attemptId,
      posting: p.posting,
      kind: p.posting.state === 'sent' ? 'read-back' : 'probe',
      payloadSha256: null,
      deadlineMs: LEASE_SECONDS * 1000,
    })),
  );
  return probes;
}

/** What can be asked in one call: postings of one target, kind and entity. Queued ones are asked after one by one. */
function grouped(probes: readonly Probe[]): Probe[][] {
  const groups = new Map<string, Probe[]>();
  for (const probe of probes) {
    const { posting } = probe;
    const own = posting.state === 'queued' ? `|${posting.id}` : '';
    const key = `${posting.targetId}|${posting.kind}|${posting.entity}${own}`;
    groups.set(key, [...(groups.get(key) ?? []), probe]);
  }
  return [...groups.values()];
}

async function ask(probes: readonly Probe[]): Promise<Probed[]> {
  const first = probes[0]?.posting;
  if (!first) return [];
  const target = targetOrClosed({ id: first.targetId, code: first.targetCode, config: first.config });
  const limits = { visibilityWindowMs: target.visibilityWindowMs, postDeadlineMs: target.deadlineMs };
  const startedAt = performance.now();
  if (first.state === 'queued' && target.job && first.jobRef !== null) {
    const answer = await target.job(first.kind, first.entity, first.jobRef);
    const tookMs = performance.now() - startedAt;
    const refusals = answer.kind === 'refused' ? answer.refusals : null;
    return probes.map((p) => ({ ...p, verdict: decideJob(p.posting, answer, limits), refusals, tookMs }));
  }
  const answer: FindAnswer = target.capabilities.find
    ? await target.find(
        first.kind,
        first.entity,
        probes.map((p) => p.posting.key),
      )
    : { kind: 'unsupported' };
  const tookMs = performance.now() - startedAt;
  return probes.map((p) => ({ ...p, verdict: decideConfirm(p.posting, answer, limits), refusals: null, tookMs }));
}

async function record(tx: Tx, probed: readonly Probed[]): Promise<number> {
  await insertOutcomes(
    tx,
    probed.map(({ attemptId: id, posting, verdict, tookMs }) => ({
      attemptId: id,
      postingId: posting.id,
      outcome: verdict.outcome,
      httpStatus: null,
      code: verdict.move.failureCode ?? null,
      detail: verdict.detail,
      documentNumber: verdict.document?.number ?? null,
      tookMs,
    })),
  );
  const moved = await movePostings(
    tx,
    probed.map((p) => p.verdict.move),
  );
  const ours = probed.filter((p) => moved.has(p.posting.id));
  await keepDocuments(
    tx,
    ours.flatMap(({ posting, verdict: { documents } }) => (documents === null ? [] : [{ posting, documents }])),
  );
  const confirmed = ours.filter((p) => p.verdict.move.to === 'confirmed');
  const posted = await settle(tx, confirmed);
  for (const { posting, refusals } of ours) if (refusals) await handleRefusal(tx, 'confirm', { posting, refusals });
  await stopHeld(
    tx,
    ours.filter((p) => p.verdict.failure !== null),
  );
  if (posted.length > 0) await settleCauses(tx);
  const settled = ours.filter((p) => !['unknown', 'sent', 'queued'].includes(p.verdict.move.to));
  if (settled.length > 0) await writeAudit(tx, settled, posted);
  return settled.length;
}

/** Items of confirmed groups are posted, what waited behind them is called, and flows that asked for it are told. */
async function settle(tx: Tx, confirmed: readonly Probed[]) {
  const posted = await postItems(tx, [...new Set(confirmed.map((p) => p.posting.groupId))]);
  await callBehind(tx, posted);
  const telling = confirmed.filter((p) => p.posting.tells !== null);
  if (telling.length === 0) return posted;
  const items = await readGroupItems(
    tx,
    telling.map((p) => p.posting.id),
  );
  await tellOutcomes(
    tx,
    telling.flatMap(({ posting, verdict }) =>
      items
        .filter((item) => item.postingId === posting.id)
        .map((item) => ({
          item,
          type: 'posting.confirmed' as const,
          facts: factsJson({
            ref: posting.ref,
            number: verdict.document?.number ?? '',
            facts: { ...verdict.document?.facts, status: verdict.document?.status ?? null },
          }),
        })),
    ),
  );
  return posted;
}

async function writeAudit(
  tx: Tx,
  settled: readonly Probed[],
  posted: readonly { readonly amountMinor: bigint }[],
): Promise<void> {
  await appendAudit(tx, {
    action: 'postings.confirmed',
    subjectKind: 'posting',
    subjectId: settled[0]?.posting.id ?? '',
    detail: {
      results: settled.map((p) => ({
        key: p.posting.key,
        to: p.verdict.move.to,
        document: p.verdict.document?.number ?? null,
      })),
      items: posted.length,
      amountMinor: posted.reduce((sum, item) => sum + item.amountMinor, 0n),
    },
  });
}

/** Postings a person must look at take their items out of flight: they become exceptions under what the target did. */
async function stopHeld(tx: Tx, held: readonly Probed[]): Promise<void> {
  if (held.length === 0) return;
  const byPosting = new Map(held.map((p) => [p.posting.id, p]));
  const stops = new Map<string, Stop>();
  for (const item of await readPostingItems(tx, [...byPosting.keys()])) {
    const cause = byPosting.get(item.postingId)?.verdict.failure;
    if (cause) stops.set(`${item.eventId}|${item.flowCode}`, { ...item, failure: cause });
  }
  await stopItems(tx, 'confirm', [...stops.values()]);
}
