import { appendAudit } from '../../audit';
import { erpOf } from '../../connectors/erp';
import type { FindAnswer } from '../../connectors/erp/port';
import { type Actor, type Tx, withTransaction } from '../../platform/db';
import { ring } from '../../queue/doorbell';
import { settleCauses } from '../../store/causes';
import { keepDocuments } from '../../store/confirming';
import { addControlTotals } from '../../store/control-totals';
import { postEvents, readAcceptedEvents, readCashEvents, readPostingEvents } from '../../store/posting-events';
import {
  attemptId,
  insertAttempts,
  insertOutcomes,
  type LeasedPosting,
  leaseToConfirm,
  movePostings,
} from '../../store/postings';
import { type Stop, stopEvents } from '../../store/stops';
import { decideConfirm, type Verdict } from './decide';

const POSTINGS_PER_RUN = 200;
const LEASE_SECONDS = 30;

type Probe = { readonly posting: LeasedPosting; readonly attemptId: string };
type Probed = Probe & { readonly verdict: Verdict; readonly tookMs: number };

/**
 * Stage 6. Reads back what was accepted and probes what is unknown, by key, many at a time. Only a document with our
 * amounts makes money posted. Returns how many postings it settled (not those that merely wait on).
 */
export async function runConfirm(actor: Actor): Promise<number> {
  const probes = await withTransaction(actor, lease);
  if (probes.length === 0) return 0;
  const probed = (await Promise.all(byEntity(probes).map(ask))).flat();
  const settled = await withTransaction(actor, (tx) => record(tx, probed));
  // What waited behind a confirmed event of the same claim may go on now.
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

function byEntity(probes: readonly Probe[]): Probe[][] {
  const groups = new Map<string, Probe[]>();
  for (const probe of probes) {
    const key = `${probe.posting.connectionId}|${probe.posting.entity}`;
    groups.set(key, [...(groups.get(key) ?? []), probe]);
  }
  return [...groups.values()];
}

async function ask(probes: readonly Probe[]): Promise<Probed[]> {
  const first = probes[0];
  if (!first) return [];
  const erp = erpOf({ id: first.posting.connectionId, config: first.posting.config });
  const startedAt = performance.now();
  const answer: FindAnswer = await erp.find(
    first.posting.entity,
    probes.map((p) => p.posting.key),
  );
  const tookMs = performance.now() - startedAt;
  return probes.map((p) => ({ ...p, verdict: decideConfirm(p.posting, answer, erp), tookMs }));
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
  const posted = await postEvents(
    tx,
    confirmed.map((p) => p.posting.groupId),
  );
  const delta = posted.map((e) => ({ remitId: e.remitId, count: 1, amountMinor: e.amountMinor }));
  await addControlTotals(tx, 'confirm', delta);
  // An unknown posting that was found had never been counted as sent.
  await countFoundUnknown(tx, confirmed);
  await stopHeld(
    tx,
    ours.filter((p) => p.verdict.failure !== null),
  );
  if (posted.length > 0) await settleCauses(tx);
  const settled = ours.filter((p) => p.verdict.move.to !== 'unknown' && p.verdict.move.to !== 'sent');
  if (settled.length > 0) {
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
        events: posted.length,
        amountMinor: posted.reduce((sum, e) => sum + e.amountMinor, 0n),
      },
    });
  }
  return settled.length;
}

async function countFoundUnknown(tx: Tx, confirmed: readonly Probed[]): Promise<void> {
  const unknown = confirmed.filter((p) => p.posting.state !== 'sent').map((p) => p.posting.id);
  if (unknown.length === 0) return;
  const events = await readCashEvents(tx, unknown);
  await addControlTotals(
    tx,
    'post',
    events.map((e) => ({ remitId: e.remitId, count: 1, amountMinor: e.amountMinor })),
  );
}

/** Postings a person must look at take their dollars out of flight: they become exceptions under what the ERP did. */
async function stopHeld(tx: Tx, held: readonly Probed[]): Promise<void> {
  if (held.length === 0) return;
  const byPosting = new Map(held.map((p) => [p.posting.id, p]));
  const stops = new Map<string, Stop>();
  for (const event of await readPostingEvents(tx, [...byPosting.keys()])) {
    const cause = byPosting.get(event.postingId)?.verdict.failure;
    if (cause) stops.set(event.eventId, { ...event, failure: cause });
  }
  const wereSent = held.filter((p) => p.posting.state === 'sent').map((p) => p.posting.id);
  const uncount = (e: { remitId: string; amountMinor: bigint }) => ({
    remitId: e.remitId,
    count: -1,
    amountMinor: -e.amountMinor,
  });
  await addControlTotals(tx, 'post', (await readAcceptedEvents(tx, [...stops.keys()], wereSent)).map(uncount));
  await addControlTotals(tx, 'map', [...stops.values()].map(uncount));
  await stopEvents(tx, 'confirm', [...stops.values()]);
}
