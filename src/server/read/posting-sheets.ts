import { KINDS, type Kind } from '@/domain/kinds';
import type { PostingState } from '@/domain/stages';
import type { Row, Tx } from '@/server/platform/db';
import { withWholeScope } from '@/server/store/causes-scope';

/** A document as it is, or would be, sent: its head, its fields and its lines. */
export type SheetLine = {
  readonly lineNo: number;
  readonly account: string;
  readonly accountName: string | null;
  readonly costCenter: string | null;
  readonly facility: string | null;
  readonly payerClass: string | null;
  readonly affiliate: string | null;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
  /** Not sent: the target makes this line by itself out of the others. */
  readonly sent: boolean;
};
export type PostingSheet = {
  readonly id: string;
  readonly groupId: string;
  readonly eventId: string;
  readonly flow: string;
  readonly ref: string;
  readonly kind: Kind;
  readonly role: string;
  readonly target: string;
  readonly entity: string;
  readonly asset: string;
  readonly period: string | null;
  readonly priorPeriod: string | null;
  readonly postingDate: string;
  readonly description: string;
  readonly state: PostingState;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
  readonly documentNumber: string | null;
  readonly failureText: string | null;
  readonly reverses: string | null;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
  readonly confirmedAt: Date | null;
  /** What else it says, as path and value; what is filled in when it is sent is named without its value. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly sealed: readonly string[];
  readonly lines: readonly SheetLine[];
};

interface HeadSql extends Row {
  id: string;
  kind: string;
  header: unknown;
  sealed: Record<string, unknown> | null;
}

const COLUMNS = `p.id, p.group_id AS "groupId", p.first_event_id AS "eventId", p.flow_code AS flow, p.ref, p.kind, p.role, c.name AS target,
  p.entity_code AS entity, p.asset, p.period, p.prior_period AS "priorPeriod", p.posting_date AS "postingDate", p.description, p.state,
  p.debit_minor AS "debitMinor", p.credit_minor AS "creditMinor", p.document_number AS "documentNumber", p.failure_text AS "failureText",
  p.reverses_posting AS reverses, p.created_at AS "createdAt", p.sent_at AS "sentAt", p.confirmed_at AS "confirmedAt", p.header, p.sealed`;

/** Leaves of a header by their path, in the order in which they were written. */
export function fieldsOf(header: unknown, path = ''): (readonly [string, string])[] {
  if (header === null || header === undefined || header === '') return [];
  if (Array.isArray(header)) return header.flatMap((each, at) => fieldsOf(each, `${path}.${at + 1}`));
  if (typeof header !== 'object') return [[path, String(header)]];
  return Object.entries(header).flatMap(([key, value]) => fieldsOf(value, path === '' ? key : `${path}.${key}`));
}

type Head = Omit<PostingSheet, 'lines' | 'fields' | 'sealed'> & HeadSql;

/** The documents of a condition over `p` (posting), in the order in which they were made. */
export async function readSheets(tx: Tx, condition: string, values: readonly unknown[]): Promise<PostingSheet[]> {
  const heads = await tx.query<Head>(
    `SELECT ${COLUMNS} FROM posting p JOIN connection c ON c.id = p.target_id WHERE ${condition} ORDER BY p.created_at, p.group_id, p.no, p.id LIMIT 200`,
    values,
  );
  const lines = await readLines(
    tx,
    heads.map((head) => head.id),
  );
  return heads.map(({ header, sealed, kind, ...head }) => ({
    ...head,
    kind: KINDS.find((each) => each === kind) ?? 'journal',
    fields: fieldsOf(header),
    sealed: Object.keys(sealed ?? {}),
    lines: lines.get(head.id) ?? [],
  }));
}

type LineRow = SheetLine & { readonly postingId: string };

async function readLines(tx: Tx, ids: readonly string[]): Promise<Map<string, SheetLine[]>> {
  const rows = await tx.query<LineRow>(
    `SELECT l.posting_id AS "postingId", l.line_no AS "lineNo", l.account, a.name AS "accountName", l.cost_center AS "costCenter",
            COALESCE(f.name, l.facility_code) AS facility, l.payer_class AS "payerClass", l.affiliate, l.debit_minor AS "debitMinor",
            l.credit_minor AS "creditMinor", l.sent
       FROM posting_line l JOIN posting p ON p.id = l.posting_id LEFT JOIN facility f ON f.id = l.facility_id
       LEFT JOIN erp_account a ON a.target_id = p.target_id AND a.number = l.account
      WHERE l.posting_id = ANY ($1::uuid[]) ORDER BY l.posting_id, l.line_no`,
    [ids],
  );
  const byPosting = new Map<string, SheetLine[]>();
  for (const { postingId, ...line } of rows) byPosting.set(postingId, [...(byPosting.get(postingId) ?? []), line]);
  return byPosting;
}

/** Documents and lines of these groups that the reader's facilities hide. */
export async function hiddenOf(tx: Tx, groupIds: readonly string[]): Promise<number> {
  const count = () =>
    tx.query<{ parts: number }>(
      `SELECT (count(*) + COALESCE(sum((SELECT count(*) FROM posting_line l WHERE l.posting_id = p.id)), 0))::int AS parts
         FROM posting p WHERE p.group_id = ANY ($1::uuid[])`,
      [groupIds],
    );
  const [own] = await count();
  const [whole] = await withWholeScope(tx, count);
  return Math.max(0, (whole?.parts ?? 0) - (own?.parts ?? 0));
}
