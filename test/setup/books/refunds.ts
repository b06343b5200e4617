import type { Db } from './db';

/** Refunds as they are remembered, what is asked of people about them, and what they did to accounts. */

const FLOW = 'refund-to-disbursement';

export type RefundNow = {
  readonly state: string;
  readonly step: string;
  readonly told: number;
  readonly concerns: readonly string[];
  readonly voucher: string | null;
};

/** What is remembered of a refund; undefined when it was never decided. */
export async function refundNow({ sql }: Db, requestId: string): Promise<RefundNow | undefined> {
  const [row] = await sql<RefundNow>(
    `SELECT memory->>'state' AS state, step, (memory->>'told')::int AS told, memory->'voucher'->>'number' AS voucher,
       ARRAY(SELECT jsonb_object_keys(memory->'concerns') ORDER BY 1) AS concerns
     FROM saga WHERE flow_code = '${FLOW}' AND memory->>'requestId' = $1`,
    [requestId],
  );
  return row;
}

/** What happened to a refund, in order: the step, and what caused it. */
export const refundSteps = async ({ sql }: Db, requestId: string): Promise<string[]> =>
  (
    await sql<{ step: string }>(
      `SELECT t.step FROM saga_step t JOIN saga s ON s.id = t.saga_id
       WHERE s.flow_code = '${FLOW}' AND s.memory->>'requestId' = $1 ORDER BY t.no`,
      [requestId],
    )
  ).map((row) => row.step);

export type Question = {
  readonly id: string;
  readonly hash: string;
  readonly amountMinor: bigint;
  readonly needed: number;
  readonly maker: string | null;
  readonly requestId: string;
};

/** What people are asked about refunds now, oldest first. */
export const refundQuestions = async ({ sql }: Db): Promise<Question[]> =>
  (
    await sql<Omit<Question, 'amountMinor'> & { amount: string }>(
      `SELECT a.id, encode(a.set_sha256, 'hex') AS hash, a.amount_minor::text AS amount, a.needed, a.maker,
         p.header->>'requestId' AS "requestId"
       FROM approval a JOIN posting p ON p.group_id = a.subject_id WHERE a.flow_code = '${FLOW}' AND a.state = 'asked' ORDER BY a.id`,
    )
  ).map(({ amount, ...row }) => ({ ...row, amountMinor: BigInt(amount) }));

/** Confirmed lines of a refund, net by account in cents; accounts that come to nothing are left out. */
export async function refundNets({ sql }: Db, requestId: string): Promise<Record<string, string>> {
  const rows = await sql<{ account: string; net: string }>(
    `SELECT l.account, sum(l.debit_minor - l.credit_minor)::text AS net FROM posting p JOIN posting_line l ON l.posting_id = p.id
     WHERE p.flow_code = '${FLOW}' AND p.header->>'requestId' = $1 AND p.state = 'confirmed'
     GROUP BY 1 HAVING sum(l.debit_minor - l.credit_minor) <> 0 ORDER BY 1`,
    [requestId],
  );
  return Object.fromEntries(rows.map((row) => [row.account, row.net]));
}

/** Documents of a refund: its name, state and how often it left. */
export const refundDocuments = ({ sql }: Db, requestId: string) =>
  sql<{ ref: string; kind: string; state: string; sends: number; failure: string | null }>(
    `SELECT regexp_replace(ref, '-[0-9a-f]{8}-.*$', '') AS ref, kind, state, send_count AS sends, failure_text AS failure FROM posting
     WHERE flow_code = '${FLOW}' AND header->>'requestId' = $1 ORDER BY id`,
    [requestId],
  );

/** Ties of refunds that have not come to zero. */
export const openRefundTies = ({ sql }: Db) =>
  sql<{ kind: string; balance: string }>(
    `SELECT kind, balance_minor::text AS balance FROM tie WHERE kind LIKE 'refund-%' AND balance_minor <> 0 ORDER BY kind, id`,
  );

/** Items of refunds by type and state. */
export const refundItems = ({ sql }: Db) =>
  sql<{ type: string; state: string; n: number; reason: string | null }>(
    `SELECT e.type, i.state, count(*)::int AS n, min(i.hold_reason) AS reason FROM item i JOIN event e ON e.id = i.event_id
     WHERE i.flow_code = '${FLOW}' GROUP BY 1, 2 ORDER BY 1, 2`,
  );

/** Causes under which items of refunds are stopped. */
export const refundStops = async ({ sql }: Db): Promise<string[]> =>
  (
    await sql<{ code: string }>(
      `SELECT DISTINCT c.code FROM exception x JOIN cause c ON c.id = x.cause_id WHERE x.flow_code = '${FLOW}' AND x.state = 'open' ORDER BY 1`,
    )
  ).map((row) => row.code);

/** Whether anything still goes on by itself once no stage has anything to do; what is ready then stands behind something. */
export async function anythingMoves({ sql }: Db): Promise<boolean> {
  const [row] = await sql<{ moves: boolean }>(
    `SELECT EXISTS (SELECT FROM posting WHERE state IN ('ready', 'intent', 'queued', 'sent', 'unknown'))
       OR EXISTS (SELECT FROM artifact WHERE state = 'received') OR EXISTS (SELECT FROM parcel WHERE state <> 'canonical')
       OR EXISTS (SELECT FROM item WHERE state = 'mapped') AS moves`,
  );
  return row?.moves ?? true;
}

/** How many files of refunds were worked, and how many said what had come before. */
export async function refundParcels({ sql }: Db): Promise<{ accepted: number; duplicate: number }> {
  const [row] = await sql<{ accepted: number; duplicate: number }>(
    `SELECT count(*) FILTER (WHERE disposition = 'accepted')::int AS accepted, count(*) FILTER (WHERE disposition = 'duplicate')::int AS duplicate
     FROM parcel WHERE flow_code = '${FLOW}'`,
  );
  return row ?? { accepted: 0, duplicate: 0 };
}

/** Answers of the feed of payments: how many are kept, how many say the same bytes again, and whether a fact names a payee. */
export async function feedAnswers({ sql }: Db): Promise<{ kept: number; repeats: number; names: boolean }> {
  const [row] = await sql<{ kept: number; repeats: number; names: boolean }>(
    `SELECT count(*)::int AS kept, count(a.repeat_of)::int AS repeats,
       EXISTS (SELECT FROM event WHERE type = 'disbursement.status' AND facts::text ~* 'payeeName|TESTPATIENT|Refund Unit') AS names
     FROM artifact a JOIN connection c ON c.id = a.connection_id WHERE c.code = 'erp-payments'`,
  );
  return row ?? { kept: 0, repeats: 0, names: false };
}

/** Forgets how far payments were read, as a database restored from an older copy has. */
export const forgetFeed = ({ sql }: Db) => sql('DELETE FROM poll_cursor');
