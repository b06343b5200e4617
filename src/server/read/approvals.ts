import { type Bar, barOf, type Reader } from '@/domain/approval';
import type { Row, Tx } from '@/server/platform/db';
import type { SubjectKind } from '@/server/store/approvals';
import { withWholeScope } from '@/server/store/causes-scope';

/** Read model of the Approvals list: whatever needs a second person, oldest question first. */
export const APPROVAL_VIEWS = ['waiting', 'mine', 'decided'] as const;
export type ApprovalView = (typeof APPROVAL_VIEWS)[number];

export type ApprovalLine = {
  readonly id: string;
  readonly kind: SubjectKind;
  readonly flow: string | null;
  readonly policy: string;
  readonly title: string;
  readonly asset: string;
  readonly amountMinor: bigint;
  /** Who asked for it at the source: a person of ours by name, of another system as that system calls them. */
  readonly maker: string | null;
  /** Null: the machine, because a policy says so. */
  readonly askedBy: string | null;
  readonly askedAt: Date;
  readonly decidedAt: Date | null;
  readonly state: 'asked' | 'given' | 'declined' | 'stale';
  readonly needed: number;
  readonly given: number;
  readonly bar: Bar | null;
};

export type ApprovalSum = { readonly kind: SubjectKind; readonly asset: string; readonly amountMinor: bigint };
export type ApprovalList = {
  readonly asOf: Date;
  readonly approvals: readonly ApprovalLine[];
  readonly counts: Readonly<Record<ApprovalView, number>>;
  /** What waits, by kind and asset; never added across either. */
  readonly sums: readonly ApprovalSum[];
  /** Questions that the reader's facilities do not cover. */
  readonly hidden: number;
};

export interface HeadSql extends Row {
  id: string;
  kind: SubjectKind;
  subject_id: string;
  flow: string | null;
  policy: string;
  title: string;
  asset: string;
  amount: bigint;
  per: string | null;
  maker: string | null;
  maker_name: string | null;
  asked_by: string;
  asked_name: string | null;
  asked_at: Date;
  decided_at: Date | null;
  state: ApprovalLine['state'];
  needed: number;
  given: number;
  voters: string[];
  hash: string;
  now: Date;
}

export const HEAD = `SELECT a.id, a.subject_kind AS kind, a.subject_id, a.flow_code AS flow, a.policy, a.title, a.asset, a.amount_minor AS amount, a.per,
    a.maker, m.name AS maker_name, a.asked_by, q.name AS asked_name, a.asked_at, a.decided_at, a.state, a.needed,
    encode(a.set_sha256, 'hex') AS hash, v.given, v.voters, now() AS now
  FROM approval a LEFT JOIN app_user m ON m.email = a.maker LEFT JOIN app_user q ON q.email = a.asked_by
  CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE answer = 'given')::int AS given, COALESCE(array_agg(voter), '{}') AS voters
    FROM approval_vote WHERE approval_id = a.id) v`;

const SHOWN_MAX = 200;
/** Decisions stay in the list for a month; older ones are in the audit. */
const DECIDED = `a.state <> 'asked' AND a.decided_at > now() - interval '30 days'`;
const VIEW_SQL: Readonly<Record<ApprovalView, string>> = {
  waiting: `a.state = 'asked'`,
  mine: `a.state = 'asked' AND (a.maker = $1 OR a.asked_by = $1)`,
  decided: DECIDED,
};

export const lineOf = (head: HeadSql, reader: Reader, more = { beforeMinor: 0n, hidden: 0 }): ApprovalLine => ({
  id: head.id,
  kind: head.kind,
  flow: head.flow,
  policy: head.policy,
  title: head.title,
  asset: head.asset,
  amountMinor: head.amount,
  maker: head.maker_name ?? head.maker,
  askedBy: head.asked_name ?? (head.asked_by.includes('@') ? head.asked_by : null),
  askedAt: head.asked_at,
  decidedAt: head.decided_at,
  state: head.state,
  needed: head.needed,
  given: head.given,
  bar: barOf(
    {
      state: head.state,
      maker: head.maker,
      askedBy: head.asked_by,
      voters: head.voters,
      amountMinor: head.amount,
      ...more,
    },
    reader,
  ),
});

export async function readApprovals(tx: Tx, view: ApprovalView, reader: Reader): Promise<ApprovalList> {
  const order = view === 'decided' ? 'a.decided_at DESC, a.id' : 'a.asked_at, a.id';
  const heads = await tx.query<HeadSql>(
    `${HEAD} WHERE $1::text IS NOT NULL AND ${VIEW_SQL[view]} ORDER BY ${order} LIMIT ${SHOWN_MAX}`,
    [reader.email],
  );
  const counts = await readCounts(tx, reader.email);
  const sums = await tx.query<ApprovalSum>(
    `SELECT subject_kind AS kind, asset, sum(amount_minor)::bigint AS "amountMinor" FROM approval WHERE state = 'asked'
      GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  const [whole] = await withWholeScope(tx, () =>
    tx.query<{ asked: number }>("SELECT count(*)::int AS asked FROM approval WHERE state = 'asked'"),
  );
  return {
    asOf: counts.now,
    approvals: heads.map((head) => lineOf(head, reader)),
    counts: { waiting: counts.waiting, mine: counts.mine, decided: counts.decided },
    sums,
    hidden: Math.max(0, (whole?.asked ?? 0) - counts.waiting),
  };
}

type Counts = Readonly<Record<ApprovalView, number>> & { readonly now: Date };

async function readCounts(tx: Tx, email: string): Promise<Counts> {
  const [row] = await tx.query<Counts>(
    `SELECT count(*) FILTER (WHERE ${VIEW_SQL.waiting})::int AS waiting, count(*) FILTER (WHERE ${VIEW_SQL.mine})::int AS mine,
            count(*) FILTER (WHERE ${DECIDED})::int AS decided, now() AS now FROM approval a`,
    [email],
  );
  return row ?? { waiting: 0, mine: 0, decided: 0, now: new Date() };
}
