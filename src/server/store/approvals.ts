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

/** What else was asked for under the policy, key and asset of an approval within the last days: limits sum over it. */
export async function askedBefore(tx: Tx, approval: ApprovalRow, days: number): Promise<bigint> {
  if (approval.per === null) return 0n;
  const [row] = await tx.query<{ sum: bigint }>(
    `SELECT COALESCE(sum(abs(amount_minor)), 0)::bigint AS sum FROM approval
     WHERE policy = $1 AND per = $2 AND asset = $3 AND id <> $4 AND state IN ('asked', 'given') AND asked_at > now() - make_interval(days => $5)`,
    [approval.policy, approval.per, approval.asset, approval.id, days],
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
  readonly per: string | null;
  readonly maker: string | null;
  readonly needed: number;
  readonly state: 'asked' | 'given' | 'declined' | 'stale';
  readonly askedBy: string;
};

const APPROVAL = `a.id, a.subject_kind AS "subjectKind", a.subject_id AS "subjectId", a.flow_code AS "flowCode", a.set_sha256 AS "setSha256", a.policy, a.title,
  a.asset, a.amount_minor AS "amountMinor", a.per, a.maker, a.needed, a.state, a.asked_by AS "askedBy"`;

/** The approval under a lock, so that two answers take turns; `null` when it is not there for this actor. */
export async function lockApproval(tx: Tx, id: string): Promise<ApprovalRow | null> {
  const rows = await tx.query<ApprovalRow>(`SELECT ${APPROVAL} FROM approval a WHERE a.id = $1 FOR UPDATE`, [id]);
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

/** Which of these groups are still being asked about. */
export const stillAsked = (tx: Tx, subjectIds: readonly string[]): Promise<{ id: string; subjectId: string }[]> =>
  tx.query(
    `SELECT id, subject_id AS "subjectId" FROM approval WHERE subject_kind = 'postings' AND subject_id = ANY ($1::uuid[]) AND state = 'asked'`,
    [subjectIds],
  );

/** Approvals of groups whose postings were withdrawn ask for nothing any more; the one being answered gets its own end. */
export const endApprovalsOf = (
  tx: Tx,
  subjectIds: readonly string[],
  answering: string | null = null,
): Promise<number> =>
  tx.execute(
    `UPDATE approval SET state = 'stale', decided_at = now()
     WHERE subject_kind = 'postings' AND subject_id = ANY ($1::uuid[]) AND state = 'asked' AND id IS DISTINCT FROM $2::uuid`,
    [subjectIds, answering],
  );
