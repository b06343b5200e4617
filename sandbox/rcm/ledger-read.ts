import type { Pool } from 'pg';
import { formatCents } from '../cents';

const dollars = (cents: string): string => formatCents(BigInt(cents));

type RequestQuery = { readonly after: number; readonly limit: number; readonly story: string | null };
type RequestRow = { readonly number: number; readonly amount: string; readonly creditBalance: string };

/** One row per request: what should come of it, the messages about it, and the statuses told. Amounts are decimal strings. */
export async function readRequests(pool: Pool, { after, limit, story }: RequestQuery) {
  const result = await pool.query<RequestRow>(
    `select number, request_id as "requestId", story, expected, kind, account, facility, entity,
       requested_by as "requestedBy", amount, credit_balance as "creditBalance", version, action,
       (select jsonb_agg(jsonb_build_object('sequence', d.sequence, 'name', d.name, 'state', d.state,
          'version', m.version, 'action', m.action, 'story', m.story) order by d.sequence)
        from sandbox_rcm.message m join sandbox_rcm.delivery d using (sequence)
        where m.request_id = r.request_id) as messages,
       (select coalesce(jsonb_agg(jsonb_build_object('receipt', 'RC-' || lpad(s.receipt::text, 8, '0'),
          'status', s.status, 'statusVersion', s.status_version, 'applied', s.applied, 'repeats', s.repeats)
          order by s.receipt), '[]'::jsonb)
        from sandbox_rcm.status s where s.request_id = r.request_id) as statuses
     from sandbox_rcm.request r where number > $1 and ($3::text is null or story = $3) order by number limit $2`,
    [after, limit, story],
  );
  const requests = result.rows.map((row) => ({
    ...row,
    amount: dollars(row.amount),
    creditBalance: dollars(row.creditBalance),
  }));
  return { requests, next: requests.length === limit ? (result.rows.at(-1)?.number ?? null) : null };
}

/** Every status told, in the order received, as it came. */
export async function readStatuses(pool: Pool, after: number, limit: number) {
  const result = await pool.query<{ number: number }>(
    `select receipt as number, 'RC-' || lpad(receipt::text, 8, '0') as receipt, idempotency_key as "idempotencyKey",
       request_id as "requestId", status, status_version as "statusVersion", applied, repeats, body,
       received_at as "receivedAt"
     from sandbox_rcm.status where receipt > $1 order by receipt limit $2`,
    [after, limit],
  );
  return { statuses: result.rows, next: result.rows.length === limit ? (result.rows.at(-1)?.number ?? null) : null };
}

const GROUPS = {
  story: 'r.story',
  expected: 'r.expected',
  kind: 'r.kind',
  status: `coalesce((select s.status from sandbox_rcm.status s where s.request_id = r.request_id and s.applied
     order by s.status_version desc limit 1), 'none')`,
} as const;

/** Totals over all requests made, whether or not their messages have been accepted yet. */
export async function readTotals(pool: Pool, files: Readonly<Record<string, number>>) {
  const groups = async (by: keyof typeof GROUPS) => {
    const result = await pool.query<{ name: string; requests: number; amount: string }>(
      `select ${GROUPS[by]} as name, count(*)::int as requests, sum(r.amount) as amount
       from sandbox_rcm.request r group by 1 order by 1`,
    );
    return Object.fromEntries(
      result.rows.map((row) => [row.name, { requests: row.requests, amount: dollars(row.amount) }]),
    );
  };
  const all = await pool.query<{ requests: number; amount: string; statuses: number }>(
    `select count(*)::int as requests, coalesce(sum(amount), 0) as amount,
       (select count(*)::int from sandbox_rcm.status) as statuses from sandbox_rcm.request`,
  );
  const [row] = all.rows;
  return {
    files,
    requests: row?.requests ?? 0,
    amount: dollars(row?.amount ?? '0'),
    statuses: row?.statuses ?? 0,
    byStory: await groups('story'),
    byExpected: await groups('expected'),
    byKind: await groups('kind'),
    byLastStatus: await groups('status'),
  };
}
