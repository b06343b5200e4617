import type { Kind } from '@/domain/kinds';
import { type PostingState, postingStatesBefore } from '@/domain/stages';
import { type Actor, type Tx, withSet } from '../platform/db';
import { newId } from '../platform/ids';
import { insertRows } from './rows';
import { inList } from './sql';

/** Work of stages post and confirm: leases on postings, attempts and their outcomes. */
export type LeasedPosting = {
  readonly id: string;
  readonly groupId: string;
  readonly flowCode: string;
  readonly targetId: string;
  readonly targetCode: string;
  readonly config: unknown;
  readonly kind: Kind;
  readonly role: string;
  readonly ref: string;
  readonly state: PostingState;
  readonly entity: string;
  readonly asset: string;
  readonly period: string | null;
  readonly postingDate: string;
  readonly key: string;
  readonly description: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly sealed: Readonly<Record<string, { readonly event: string; readonly identifier: string }>> | null;
  readonly tells: 'confirmed' | 'outcome' | null;
  readonly jobRef: string | null;
  readonly firstEventId: string;
  readonly debitMinor: bigint;
  readonly lineCount: number;
  readonly attemptCount: number;
  readonly negativeReads: number;
  readonly fence: bigint;
  readonly crashCount: number;
  readonly documentNumber: string | null;
  /** Milliseconds since the last send, and past its deadline (negative before it). */
  readonly sinceSentMs: number;
  readonly pastDeadlineMs: number;
};

const LEASED = `p.id, p.group_id AS "groupId", p.flow_code AS "flowCode", p.target_id AS "targetId", c.code AS "targetCode", c.config, p.kind, p.role, p.ref,
  p.state, p.entity_code AS entity, p.asset, p.period, p.posting_date AS "postingDate", p.key, p.description, p.header, p.sealed, p.tells,
  p.job_ref AS "jobRef", p.first_event_id AS "firstEventId", p.debit_minor AS "debitMinor", p.line_count AS "lineCount", p.attempt_count AS "attemptCount", p.negative_reads AS "negativeReads", p.fence,
  p.crash_count AS "crashCount", p.document_number AS "documentNumber",
  COALESCE(extract(epoch FROM now() - p.sent_at) * 1000, 0)::int AS "sinceSentMs",
  COALESCE(extract(epoch FROM now() - p.deadline_at) * 1000, 0)::int AS "pastDeadlineMs"`;

/**
 * Locks ready postings: all of a target and kind whose breaker is closed, one where it is open and due for its probe, as they will be once `intendPostings` has written them:
 * under a new fence, one attempt on. Nothing is written yet.
 */
export async function lockReady(tx: Tx, limit: number): Promise<LeasedPosting[]> {
  const ready = await tx.query<LeasedPosting>(
    `SELECT ${LEASED} FROM posting p JOIN connection c ON c.id = p.target_id LEFT JOIN breaker b ON b.target_id = p.target_id AND b.kind = p.kind
     WHERE p.state = 'ready' AND p.ready_at <= now() AND (b.state IS NULL OR b.state = 'closed' OR (b.probe_at <= now()
       AND NOT EXISTS (SELECT FROM posting e WHERE e.target_id = p.target_id AND e.kind = p.kind AND e.state = 'ready' AND e.ready_at <= now()
         AND (e.ready_at, e.id) < (p.ready_at, p.id))))
     ORDER BY p.ready_at, p.id LIMIT $1 FOR UPDATE OF p SKIP LOCKED`,
    [limit],
  );
  return ready.map((posting) => ({
    ...posting,
    state: 'intent',
    fence: posting.fence + 1n,
    attemptCount: posting.attemptCount + 1,
    negativeReads: 0,
    sinceSentMs: 0,
  }));
}

/** Writes down that locked postings are about to be sent, and what: committed before the first byte leaves. */
export const intendPostings = (
  tx: Tx,
  intended: readonly { readonly posting: LeasedPosting; readonly payloadSha256: Buffer }[],
  leaseSeconds: number,
): Promise<number> =>
  tx.execute(
    `UPDATE posting p SET state = 'intent', fence = s.fence, attempt_count = s.attempts, send_count = p.send_count + 1, sent_at = now(),
       negative_reads = 0, payload_sha256 = s.hash,
       lease_until = now() + make_interval(secs => GREATEST($5::numeric, COALESCE((c.config->>'postDeadlineMs')::int, 30000) / 1000.0 + 15)),
       deadline_at = now() + make_interval(secs => COALESCE((c.config->>'postDeadlineMs')::int, 30000) / 1000.0)
     FROM unnest($1::uuid[], $2::bigint[], $3::int[], $4::bytea[]) AS s(id, fence, attempts, hash), connection c
     WHERE p.id = s.id AND p.id = ANY ($1::uuid[]) AND c.id = p.target_id AND p.state = 'ready'`,
    [
      intended.map(({ posting }) => posting.id),
      intended.map(({ posting }) => posting.fence),
      intended.map(({ posting }) => posting.attemptCount),
      intended.map(({ payloadSha256 }) => payloadSha256),
      leaseSeconds,
    ],
  );

/** Takes postings to ask the ERP about: accepted ones to read back, unknown ones to probe, and intents whose sender died. */
export const leaseToConfirm = (tx: Tx, limit: number, leaseSeconds: number): Promise<LeasedPosting[]> =>
  tx.query<LeasedPosting>(
    `UPDATE posting p SET fence = p.fence + 1, lease_until = now() + make_interval(secs => $2), attempt_count = p.attempt_count + 1,
       state = CASE WHEN p.state = 'intent' THEN 'unknown' ELSE p.state END
     FROM connection c WHERE c.id = p.target_id AND p.id IN (
       SELECT w.id FROM posting w WHERE (w.lease_until IS NULL OR w.lease_until < now())
         AND ((w.state IN ('queued', 'sent', 'unknown') AND w.ready_at <= now()) OR w.state = 'intent')
       ORDER BY w.ready_at, w.id LIMIT $1 FOR UPDATE OF w SKIP LOCKED)
     RETURNING ${LEASED}`,
    [limit, leaseSeconds],
  );

const exists =
  (sql: string) =>
  async (actor: Actor): Promise<boolean> =>
    withSet(actor, async (tx) => (await tx.query(`SELECT 1 FROM posting p WHERE ${sql} LIMIT 1`)).length > 0);

export const hasPostingsToSend = exists(
  `(p.state = 'open' AND p.ready_at <= now()) OR (p.state = 'ready' AND p.ready_at <= now()
    AND NOT EXISTS (SELECT FROM breaker b WHERE b.target_id = p.target_id AND b.kind = p.kind AND b.state = 'open' AND b.probe_at > now()))`,
);
export const hasPostingsToConfirm = exists(
  `(p.lease_until IS NULL OR p.lease_until < now()) AND ((p.state IN ('queued', 'sent', 'unknown') AND p.ready_at <= now()) OR p.state = 'intent')`,
);

export type LineRow = {
  readonly postingId: string;
  readonly lineNo: number;
  readonly account: string;
  readonly costCenter: string | null;
  /** The ERP's own code of the facility; null when the ERP does not know it. */
  readonly facility: string | null;
  readonly payerClass: string | null;
  readonly affiliate: string | null;
  readonly dims: Readonly<Record<string, string>> | null;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
};

export const readLinesToSend = (tx: Tx, postingIds: readonly string[]): Promise<LineRow[]> =>
  tx.query<LineRow>(
    `SELECT l.posting_id AS "postingId", l.line_no AS "lineNo", l.account, l.cost_center AS "costCenter", f.erp_code AS facility,
       l.payer_class AS "payerClass", l.affiliate, l.dims, l.debit_minor AS "debitMinor", l.credit_minor AS "creditMinor"
     FROM posting_line l LEFT JOIN facility f ON f.id = l.facility_id
     WHERE l.posting_id = ANY ($1::uuid[]) AND l.sent ORDER BY l.posting_id, l.line_no`,
    [postingIds],
  );

export type NewAttempt = {
  readonly id: string;
  readonly posting: LeasedPosting;
  readonly kind: 'send' | 'probe' | 'read-back';
  readonly payloadSha256: Buffer | null;
  readonly deadlineMs: number;
};

/** Written and committed before the call: a crash after this leaves a trace that something may have been sent. */
export const insertAttempts = (tx: Tx, attempts: readonly NewAttempt[]): Promise<number> =>
  insertRows(
    tx,
    'attempt',
    {
      id: 'uuid',
      posting_id: 'uuid',
      number: 'int',
      kind: 'text',
      key: 'text',
      payload_sha256: 'bytea',
      fence: 'bigint',
      deadline_at: 'timestamptz',
    },
    attempts.map((a) => [
      a.id,
      a.posting.id,
      a.posting.attemptCount,
      a.kind,
      a.posting.key,
      a.payloadSha256,
      a.posting.fence,
      new Date(Date.now() + a.deadlineMs),
    ]),
  );

export type NewOutcome = {
  readonly attemptId: string;
  readonly postingId: string;
  readonly outcome: 'accepted' | 'queued' | 'refused' | 'unknown' | 'found' | 'absent' | 'differs' | 'unavailable';
  readonly httpStatus: number | null;
  readonly code: string | null;
  readonly detail: string | null;
  readonly documentNumber: string | null;
  readonly tookMs: number;
};

export const insertOutcomes = (tx: Tx, outcomes: readonly NewOutcome[]): Promise<number> =>
  insertRows(
    tx,
    'attempt_outcome',
    {
      id: 'uuid',
      posting_id: 'uuid',
      outcome: 'text',
      http_status: 'int',
      code: 'text',
      detail: 'text',
      document_number: 'text',
      took_ms: 'int',
    },
    outcomes.map((o) => [
      o.attemptId,
      o.postingId,
      o.outcome,
      o.httpStatus,
      o.code,
      o.detail,
      o.documentNumber,
      Math.round(o.tookMs),
    ]),
  );

export type Move = {
  readonly posting: LeasedPosting;
  readonly to: 'queued' | 'sent' | 'unknown' | 'ready' | 'rejected' | 'confirmed' | 'held';
  /** Milliseconds until it is looked at again. */
  readonly againMs: number;
  readonly documentNumber?: string | null;
  readonly jobRef?: string | null;
  readonly failureCode?: string | null;
  readonly failureText?: string | null;
  readonly negativeReads?: number;
};

/** SQL over `p` and `s`: the move is one that a posting may make. */
const MOVES = (['queued', 'sent', 'unknown', 'ready', 'rejected', 'confirmed', 'held'] as const)
  .map((to) => `(s.state = '${to}' AND p.state IN ${inList(postingStatesBefore(to))})`)
  .join(' OR ');

/**
 * Moves postings whose fence is still ours, where the move is allowed. A move that finds another fence does nothing and is not in the answer: someone
 * else took the posting over, and what we learned is in our attempt's outcome for them to find by key.
 */
export async function movePostings(tx: Tx, moves: readonly Move[]): Promise<Set<string>> {
  if (moves.length === 0) return new Set();
  const rows = await tx.query<{ id: string }>(
    `UPDATE posting p SET state = s.state, ready_at = now() + make_interval(secs => s.again_ms / 1000.0), lease_until = NULL, crash_count = 0,
       document_number = COALESCE(s.document_number, p.document_number), failure_code = s.failure_code, failure_text = s.failure_text,
       negative_reads = COALESCE(s.negative_reads, p.negative_reads), job_ref = COALESCE(s.job_ref, p.job_ref),
       confirmed_at = CASE WHEN s.state = 'confirmed' THEN now() END
     FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::int[], $9::text[])
       AS s(id, fence, state, again_ms, document_number, failure_code, failure_text, negative_reads, job_ref)
     WHERE p.id = s.id AND p.fence = s.fence AND (${MOVES}) RETURNING p.id`,
    [
      moves.map((m) => m.posting.id),
      moves.map((m) => m.posting.fence),
      moves.map((m) => m.to),
      moves.map((m) => Math.round(m.againMs)),
      moves.map((m) => m.documentNumber ?? null),
      moves.map((m) => m.failureCode ?? null),
      moves.map((m) => m.failureText?.slice(0, 500) ?? null),
      moves.map((m) => m.negativeReads ?? null),
      moves.map((m) => m.jobRef ?? null),
    ],
  );
  return new Set(rows.map((r) => r.id));
}

export const attemptId = newId;
