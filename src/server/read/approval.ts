import type { Reader } from '@/domain/approval';
import { LIMIT_DAYS } from '@/server/approvals/rules';
import type { Tx } from '@/server/platform/db';
import { askedBefore } from '@/server/store/approvals';
import { withWholeScope } from '@/server/store/causes-scope';
import { hashOfGroups } from '@/server/store/proposed';
import { hashOfTies, readTies } from '@/server/store/ties-joined';
import { type ApprovalLine, HEAD, type HeadSql, lineOf } from './approvals';
import { hiddenOf, type PostingSheet, readSheets } from './posting-sheets';
import { readTieEntries, type TieEntryRow } from './tie-entries';

/** One question in full: exactly what an answer would send, and what it is bound to. */
export type CoveredItem = {
  readonly id: string;
  readonly flow: string;
  readonly type: string;
  readonly parcelId: string | null;
  readonly facility: string | null;
  readonly businessDate: string;
  readonly asset: string;
  readonly amountMinor: bigint;
};
export type VoteLine = {
  readonly name: string;
  readonly answer: 'given' | 'declined';
  readonly reason: string;
  readonly at: Date;
};
export type MatchShown = {
  readonly id: string;
  readonly kind: string;
  readonly tier: number;
  readonly reasons: readonly string[];
  readonly madeAt: Date;
  readonly entries: readonly TieEntryRow[];
};
export type ApprovalDetail = ApprovalLine & {
  readonly asOf: Date;
  readonly hash: string;
  /** What is asked for now is no longer what was asked: the answer would be refused. */
  readonly changed: boolean;
  readonly hidden: number;
  /** Asked for under the same limit within so many days. */
  readonly beforeMinor: bigint;
  readonly beforeDays: number;
  readonly votes: readonly VoteLine[];
  readonly postings: readonly PostingSheet[];
  readonly items: readonly CoveredItem[];
  readonly match: MatchShown | null;
};

export async function readApproval(tx: Tx, id: string, reader: Reader): Promise<ApprovalDetail | null> {
  const [head] = await tx.query<HeadSql>(`${HEAD} WHERE a.id = $1`, [id]);
  if (!head) return null;
  const shown =
    head.kind === 'postings' ? await postingsOf(tx, head) : head.kind === 'tie' ? await matchOf(tx, head) : NOTHING;
  const beforeMinor = await withWholeScope(tx, () => askedBefore(tx, beforeOf(head), LIMIT_DAYS));
  return {
    ...lineOf(head, reader, { beforeMinor, hidden: shown.hidden }),
    asOf: head.now,
    hash: head.hash,
    beforeMinor,
    beforeDays: LIMIT_DAYS,
    votes: await votesOf(tx, id),
    ...shown,
    changed: head.state === 'asked' && shown.changed,
  };
}

/** Only what limits are summed over is looked at. */
const beforeOf = (head: HeadSql) => ({
  id: head.id,
  subjectKind: head.kind,
  subjectId: head.subject_id,
  flowCode: head.flow,
  setSha256: Buffer.from(head.hash, 'hex'),
  policy: head.policy,
  title: head.title,
  asset: head.asset,
  amountMinor: head.amount,
  per: head.per,
  maker: head.maker,
  needed: head.needed,
  state: head.state,
  askedBy: head.asked_by,
});

type Shown = Pick<ApprovalDetail, 'changed' | 'hidden' | 'postings' | 'items' | 'match'>;
const NOTHING: Shown = { changed: false, hidden: 0, postings: [], items: [], match: null };

/** Every group of the items behind the one that was asked about: documents of an item go together or not at all. */
const GROUPS = `SELECT DISTINCT o.group_id AS id FROM leg l JOIN leg o ON o.event_id = l.event_id AND o.flow_code = l.flow_code
  WHERE l.group_id = $1 AND EXISTS (SELECT FROM posting p WHERE p.group_id = o.group_id AND p.state = 'proposed') ORDER BY 1`;

async function postingsOf(tx: Tx, head: HeadSql): Promise<Shown> {
  const isAsked = head.state === 'asked';
  const groups = isAsked
    ? (await withWholeScope(tx, () => tx.query<{ id: string }>(GROUPS, [head.subject_id]))).map((row) => row.id)
    : [head.subject_id];
  const now = isAsked ? await withWholeScope(tx, () => hashOfGroups(tx, groups)) : null;
  const state = isAsked ? "AND p.state = 'proposed'" : '';
  return {
    changed: now !== null && (now.toString('hex') !== head.hash || !groups.includes(head.subject_id)),
    hidden: await hiddenOf(tx, groups),
    postings: await readSheets(tx, `p.group_id = ANY ($1::uuid[]) ${state}`, [groups]),
    items: await itemsOf(tx, groups),
    match: null,
  };
}

const ITEMS_MAX = 100;

const itemsOf = (tx: Tx, groupIds: readonly string[]): Promise<CoveredItem[]> =>
  tx.query<CoveredItem>(
    `SELECT i.event_id AS id, i.flow_code AS flow, e.type || '/' || e.version AS type, i.parcel_id AS "parcelId", f.name AS facility,
            i.business_date AS "businessDate", i.asset, i.amount_minor AS "amountMinor"
       FROM (SELECT DISTINCT event_id, flow_code FROM leg WHERE group_id = ANY ($1::uuid[]) LIMIT ${ITEMS_MAX}) l
       JOIN item i ON i.event_id = l.event_id AND i.flow_code = l.flow_code
       JOIN LATERAL (SELECT v.type, v.version FROM item_event v WHERE v.id = i.event_id AND v.flow_code = i.flow_code LIMIT 1) e ON true
       LEFT JOIN facility f ON f.id = i.facility_id ORDER BY i.event_id`,
    [groupIds],
  );

type Suggestion = Omit<MatchShown, 'entries'> & { readonly tieIds: readonly string[]; readonly hash: string };

async function matchOf(tx: Tx, head: HeadSql): Promise<Shown> {
  const [row] = await tx.query<Suggestion>(
    `SELECT id, kind, tier, reasons, made_at AS "madeAt", tie_ids AS "tieIds", encode(set_sha256, 'hex') AS hash
       FROM tie_suggestion WHERE id = $1`,
    [head.subject_id],
  );
  if (!row) return NOTHING;
  const { tieIds, hash, ...match } = row;
  const ties = await readTies(tx, tieIds);
  const same = ties.every((tie) => tie.mergedInto === null) && hashOfTies(ties).toString('hex') === hash;
  return {
    ...NOTHING,
    changed: !same || hash !== head.hash,
    match: { ...match, entries: await readTieEntries(tx, tieIds) },
  };
}

const votesOf = (tx: Tx, id: string): Promise<VoteLine[]> =>
  tx.query<VoteLine>(
    `SELECT COALESCE(u.name, v.voter) AS name, v.answer, v.reason, v.at FROM approval_vote v LEFT JOIN app_user u ON u.email = v.voter
      WHERE v.approval_id = $1 ORDER BY v.at`,
    [id],
  );
