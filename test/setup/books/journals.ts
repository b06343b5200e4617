import type { Db } from './db';
import { CASH } from './flow';

/** Journals as we keep them: what was to be booked, by which lines, for which events. */

export type JournalRow = {
  readonly id: string;
  readonly key: string;
  readonly entity_code: string;
  readonly state: string;
  readonly period: string;
  readonly prior_period: string | null;
  readonly group_id: string;
};

/** Journals that carry events of these files, or what a timer or an answer decided of them, whatever state they are in. */
export const journalsOf = ({ sql }: Db, artifactIds: readonly string[]): Promise<JournalRow[]> =>
  sql<JournalRow>(
    `WITH RECURSIVE own AS (
       SELECT e.id FROM parcel r JOIN event e ON e.id BETWEEN r.first_event_id AND r.last_event_id AND e.parcel_id = r.id
       WHERE r.artifact_id = ANY ($1::uuid[])
       UNION SELECT r.whole_event_id FROM parcel r WHERE r.artifact_id = ANY ($1::uuid[]) AND r.whole_event_id IS NOT NULL
       UNION SELECT e.id FROM own JOIN event e ON e.parent_id = own.id AND e.parcel_id IS NULL)
     SELECT DISTINCT p.id, p.key, p.entity_code, p.state, p.period, p.prior_period, p.group_id FROM own
     JOIN leg l ON l.event_id = own.id JOIN posting p ON p.group_id = l.group_id AND p.no = ANY (l.posting_nos)
     ORDER BY p.entity_code, p.id`,
    [artifactIds],
  );

export type FileJournal = {
  readonly id: string;
  readonly state: string;
  readonly sends: number;
  readonly fence: string;
  readonly document: string | null;
  readonly key: string;
  readonly entity_code: string;
  readonly period: string;
  readonly posting_date: string;
};

/** The journal of a file that has one parcel of one entity. */
export const journalOf = async ({ sql }: Db, artifactId: string): Promise<FileJournal | undefined> =>
  (
    await sql<FileJournal>(
      `SELECT p.id, p.state, p.send_count AS sends, p.fence::text AS fence, p.document_number AS document, p.key,
         p.entity_code, p.period, p.posting_date::text AS posting_date
       FROM posting p JOIN parcel r ON r.id = p.parcel_id WHERE r.artifact_id = $1`,
      [artifactId],
    )
  )[0];

/** How often this journal left for the ERP. */
export const sendsOf = ({ sql }: Db, postingId: string | undefined) =>
  sql<{ send_count: number }>('SELECT send_count FROM posting WHERE id = $1', [postingId]);

/** How many journals a file made, and the cash in them. */
export const journalSums = async ({ sql }: Db, artifactId: string) =>
  (
    await sql<{ n: number; cash: string }>(
      `SELECT count(*)::int AS n, sum(own_minor)::text AS cash FROM posting p JOIN parcel r ON r.id = p.parcel_id
       WHERE r.artifact_id = $1`,
      [artifactId],
    )
  )[0];

export type EntityJournals = {
  readonly parcel: string;
  readonly entity: string;
  readonly journals: number;
  readonly debit: string;
  readonly credit: string;
};

/** Per parcel of a file and legal entity: how many journals there are of it, and what their lines debit and credit. */
export const journalsPerEntity = ({ sql }: Db, artifactId: string): Promise<EntityJournals[]> =>
  sql<EntityJournals>(
    `SELECT r.id AS parcel, p.entity_code AS entity, count(DISTINCT p.id)::int AS journals,
       COALESCE(sum(l.debit_minor), 0)::text AS debit, COALESCE(sum(l.credit_minor), 0)::text AS credit
     FROM parcel r JOIN posting p ON p.parcel_id = r.id LEFT JOIN posting_line l ON l.posting_id = p.id
     WHERE r.artifact_id = $1 GROUP BY 1, 2 ORDER BY 1, 2`,
    [artifactId],
  );

/** The accounts that provider adjustments of this file were booked to. */
export const adjustmentAccounts = ({ sql }: Db, artifactId: string) =>
  sql<{ account: string }>(
    `SELECT DISTINCT l.account FROM parcel r JOIN event e ON e.parcel_id = r.id AND e.type = 'provider.adjusted'
     JOIN leg g ON g.event_id = e.id CROSS JOIN LATERAL unnest(g.posting_nos, g.line_nos) AS u(no, line_no)
     JOIN posting p ON p.group_id = g.group_id AND p.no = u.no JOIN posting_line l ON l.posting_id = p.id AND l.line_no = u.line_no
     WHERE r.artifact_id = $1 ORDER BY 1`,
    [artifactId],
  );

const KINDS = { open: "state = 'open'", cut: "state <> 'open'", all: 'true' } as const;

/** Journals still gathering, already cut, or all of them. */
export const journalCount = async ({ sql }: Db, kind: keyof typeof KINDS): Promise<number> =>
  (await sql<{ n: number }>(`SELECT count(*)::int AS n FROM posting WHERE ${KINDS[kind]}`))[0]?.n ?? -1;

export type JournalFields = {
  readonly id: string;
  readonly flow: string;
  readonly connectionId: string;
  readonly entity: string;
  readonly period: string;
  readonly date: string;
  readonly state: string;
  readonly facilityIds: readonly string[];
};

/** A cash journal of no events yet; `addEvent` adds them. */
export const addJournal = ({ sql }: Db, of: JournalFields) =>
  sql(
    `INSERT INTO posting (id, group_id, flow_code, target_id, kind, role, ref, entity_code, asset, period, posting_date, key,
       rule_version, description, state, facility_ids, own_minor, event_count, first_event_id, last_event_id)
     VALUES ($1, $1, $2, $3, 'journal', 'cash', 'cash', $4, $9, $5, $6, 'K', 1, 'd', $7, $8, 0, 0, $1, $1)`,
    [of.id, of.flow, of.connectionId, of.entity, of.period, of.date, of.state, of.facilityIds, CASH],
  );

export type Unsent = { readonly entity: string; readonly debitMinor: bigint; readonly putBack: () => Promise<unknown> };

/** Makes one confirmed journal of an entity and month as if no target had been asked for it yet. */
export async function leaveUnsent({ sql }: Db, entity: string, period: string, state: string): Promise<Unsent> {
  const [row] = await sql<{ id: string; debit: string }>(
    `UPDATE posting SET state = $3 WHERE id = (SELECT id FROM posting WHERE entity_code = $1 AND period = $2 AND state = 'confirmed' ORDER BY id LIMIT 1)
     RETURNING id, debit_minor::text AS debit`,
    [entity, period, state],
  );
  if (!row) throw new Error('no confirmed journal');
  const putBack = () => sql("UPDATE posting SET state = 'confirmed' WHERE id = $1", [row.id]);
  return { entity, debitMinor: BigInt(row.debit), putBack };
}

/** Makes one confirmed journal of an entity and month another flow's, as deposits are on the same accounts. */
export async function bookedByOthers({ sql }: Db, entity: string, period: string, accounts: readonly string[]) {
  const [row] = await sql<{ id: string; flow: string; cash: string }>(
    `SELECT p.id, p.flow_code AS flow, (SELECT COALESCE(sum(l.debit_minor - l.credit_minor), 0) FROM posting_line l
        WHERE l.posting_id = p.id AND l.account = ANY ($3) AND l.sent)::text AS cash
     FROM posting p WHERE p.entity_code = $1 AND p.period = $2 AND p.state = 'confirmed' ORDER BY p.id LIMIT 1`,
    [entity, period, accounts],
  );
  if (!row) throw new Error('no confirmed journal');
  const move = (flow: string) => sql('UPDATE posting SET flow_code = $2 WHERE id = $1', [row.id, flow]);
  await sql(
    `INSERT INTO flow SELECT (jsonb_populate_record(f, '{"code": "other-flow"}')).* FROM flow f WHERE code = $1 ON CONFLICT DO NOTHING`,
    [row.flow],
  );
  await move('other-flow');
  return { cashMinor: BigInt(row.cash), putBack: () => move(row.flow) };
}
