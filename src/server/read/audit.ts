import type { Tx } from '@/server/platform/db';

/** Read model of the Audit screen: entries newest first, and what the verifier last said of everything it proves. */
export type AuditEntryRow = {
  readonly id: string;
  readonly chain: string;
  readonly seq: bigint;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  /** Canonical JSON: ids, counts and amounts. */
  readonly detail: string;
  /** The first 12 hex digits of the entry's hash, enough to compare by eye. */
  readonly hash: string;
};
export type AuditQuery = {
  readonly chain: string | null;
  readonly actor: string | null;
  readonly subject: { readonly kind: string; readonly id: string } | null;
  readonly after: string | null;
};
export type AuditPage = { readonly rows: readonly AuditEntryRow[]; readonly next: string | null };

export const AUDIT_PER_PAGE = 100;

export async function readAudit(tx: Tx, query: AuditQuery): Promise<AuditPage> {
  const rows = await tx.query<AuditEntryRow>(
    `SELECT id, chain, seq, at, actor, action, subject_kind AS "subjectKind", subject_id AS "subjectId", detail,
            left(encode(hash, 'hex'), 12) AS hash
       FROM audit
      WHERE ($1::uuid IS NULL OR id < $1) AND ($2::text IS NULL OR chain = $2) AND ($3::text IS NULL OR actor = $3)
        AND ($4::text IS NULL OR (subject_kind = $4 AND subject_id = $5))
      ORDER BY id DESC LIMIT ${AUDIT_PER_PAGE + 1}`,
    [query.after, query.chain, query.actor, query.subject?.kind ?? null, query.subject?.id ?? null],
  );
  const page = rows.slice(0, AUDIT_PER_PAGE);
  return { rows: page, next: rows.length > AUDIT_PER_PAGE ? (page.at(-1)?.id ?? null) : null };
}

export type Chain = { readonly chain: string; readonly seq: bigint };
export type Proof = {
  readonly chains: readonly Chain[];
  readonly people: readonly string[];
  readonly run: {
    readonly ranAt: Date;
    readonly ok: boolean;
    readonly tookMs: number;
    readonly checks: unknown;
  } | null;
};

/** The chains with their length, and the last run of the verifier with each invariant it checked. */
export async function readProof(tx: Tx): Promise<Proof> {
  const chains = await tx.query<Chain>('SELECT chain, seq FROM audit_head ORDER BY chain LIMIT 100');
  const people = await tx.query<{ email: string }>('SELECT email FROM app_user ORDER BY email LIMIT 500');
  const [run] = await tx.query<NonNullable<Proof['run']>>(
    'SELECT ran_at AS "ranAt", ok, took_ms AS "tookMs", checks FROM verify_run ORDER BY id DESC LIMIT 1',
  );
  return { chains, people: people.map(({ email }) => email), run: run ?? null };
}
