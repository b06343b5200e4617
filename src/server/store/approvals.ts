import type { Tx } from '../platform/db';
import { newId } from '../platform/ids';

/** What asks for a second person: the postings of a group, a replay, a match, a rule. Bound to the hash of what is shown. */
export type SubjectKind = 'postings' | 'replay' | 'tie' | 'rules';

export type NewApproval = {
  readonly subjectKind: SubjectKind;
  readonly subjectId: string;
  readonly flowCode: string | null;
  readonly setSha256: Buffer;
  readonly policy: string;
  readonly title: string;
  readonly asset: string;
  readonly amountMinor: bigint;
  readonly per: string | null;
  /** Who asked for it at the source: may not agree to it. */
  readonly maker: string | null;
  readonly needed: number;
  readonly facilityIds: readonly string[];
};

export async function askApproval(tx: Tx, approval: NewApproval): Promise<string> {
  const id = newId();
  await tx.execute(
    `INSERT INTO approval (id, subject_kind, subject_id, flow_code, set_sha256, policy, title, asset, amount_minor, per, maker, needed, facility_ids, asked_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      id,
      approval.subjectKind,
      approval.subjectId,
      approval.flowCode,
      approval.setSha256,
      approval.policy,
      approval.title,
      approval.asset,
      approval.amountMinor,
      approval.per,
      approval.maker,
      approval.needed,
      approval.facilityIds,
      tx.actor.name,
    ],
  );
  return id;
}

/** What was asked for under a policy and key within the last days, this one not counted: limits sum over it. */
export async function askedBefore(tx: Tx, policy: string, per: string, days: number): Promise<bigint> {
  const [row] = await tx.query<{ sum: bigint }>(
    `SELECT COALESCE(sum(abs(amount_minor)), 0)::bigint AS sum FROM approval
     WHERE policy = $1 AND per = $2 AND state IN ('asked', 'given') AND asked_at > now() - make_interval(days => $3)`,
    [policy, per, days],
  );
  return row?.sum ?? 0n;
}

export type ApprovalRow = {
  readonly id: string;
  readonly subjectKind: SubjectKind;
  readonly subjectId: string;
  readonly flowCode: string | null;
  readonly setSha256: Buffer;
  readonly policy: string;
  readonly title: string;
  readonly asset: string;
  readonly amountMinor: bigint;
  readonly maker: string | null;
  readonly needed: number;
  readonly state: 'asked' | 'given' | 'declined' | 'stale';
  readonly askedBy: string;
};

/** The approval under a lock, so that two answers take turns; `null` when it is not there for this actor. */
export async function lockApproval(tx: Tx, id: string): Promise<ApprovalRow | null> {
  const rows = await tx.query<ApprovalRow>(
    `SELECT id, subject_kind AS "subjectKind", subject_id AS "subjectId", flow_code AS "flowCode", set_sha256 AS "setSha256", policy, title, asset,
       amount_minor AS "amountMinor", maker, needed, state, asked_by AS "askedBy" FROM approval WHERE id = $1 FOR UPDATE`,
    [id],
  );
  return rows[0] ?? null;
}

export type Vote = { readonly voter: string; readonly answer: 'given' | 'declined' };

export const votesOf = (tx: Tx, approvalId: string): Promise<Vote[]> =>
  tx.query<Vote>('SELECT voter, answer FROM approval_vote WHERE approval_id = $1 ORDER BY at', [approvalId]);

export const insertVote = (
  tx: Tx,
  approvalId: string,
  voter: string,
  answer: Vote['answer'],
  reason: string,
): Promise<number> =>
  tx.execute('INSERT INTO approval_vote (approval_id, voter, answer, reason) VALUES ($1, $2, $3, $4)', [
    approvalId,
    voter,
    answer,
    reason,
  ]);

export const endApproval = (tx: Tx, id: string, state: 'given' | 'declined' | 'stale'): Promise<number> =>
  tx.execute("UPDATE approval SET state = $2, decided_at = now() WHERE id = $1 AND state = 'asked'", [id, state]);

/** Approvals of groups whose postings were withdrawn ask for nothing any more. */
export const endApprovalsOf = (tx: Tx, subjectIds: readonly string[]): Promise<number> =>
  tx.execute(
    "UPDATE approval SET state = 'stale', decided_at = now() WHERE subject_kind = 'postings' AND subject_id = ANY ($1::uuid[]) AND state = 'asked'",
    [subjectIds],
  );
