import type { Db } from './db';
import { FLOW } from './flow';

/** The books as a whole: what still moves, and what everything sums to. */

/** States of a posting that the product still works on by itself. */
const WORKED = "('open', 'ready', 'intent', 'queued', 'sent', 'unknown')";

/** What is still going to move without anyone doing anything. Ready events behind a stopped one of their key are not. */
const MOVING = `SELECT
  (SELECT count(*)::int FROM artifact WHERE state = 'received') AS artifacts,
  (SELECT count(*)::int FROM parcel WHERE state <> 'canonical') AS remits,
  (SELECT count(*)::int FROM posting WHERE state IN ${WORKED}) AS postings,
  (SELECT count(*)::int FROM item e WHERE e.state = 'mapped' OR (e.state = 'ready' AND NOT EXISTS (SELECT FROM item b
     WHERE b.order_key = e.order_key AND b.position < e.position AND b.state IN ('exception', 'held') AND NOT b.aside))) AS events`;
export type Moving = {
  readonly artifacts: number;
  readonly remits: number;
  readonly postings: number;
  readonly events: number;
};

export const movingParts = async ({ sql }: Db): Promise<Moving | undefined> => (await sql<Moving>(MOVING))[0];

/** Whether files, parcels or journals still move; cheaper than asking for every event. */
export async function movesStill({ sql }: Db): Promise<boolean> {
  const [row] = await sql<{ moves: boolean }>(
    `SELECT EXISTS (SELECT FROM posting WHERE state IN ${WORKED})
       OR EXISTS (SELECT FROM artifact WHERE state = 'received')
       OR EXISTS (SELECT FROM parcel WHERE state <> 'canonical') AS moves`,
  );
  return row?.moves ?? true;
}

/** Whether a file waits to be read. */
export const hasUnread = async ({ sql }: Db): Promise<boolean> =>
  (await sql("SELECT 1 FROM artifact WHERE state = 'received' LIMIT 1")).length > 0;

/** Dollars by place in minor units, as text. Followers that wait behind a stopped head count as stopped with it. */
export type Totals = {
  readonly received: string;
  readonly posted: string;
  readonly stopped: string;
  readonly duplicate: string;
  readonly rejected: string;
  readonly remits: number;
  readonly artifacts: number;
  /** Artifacts whose bytes had come before. */
  readonly repeats: number;
  readonly documents: number;
  /** Net of the clearing accounts of the bank in confirmed journals: what the ERP's cash was moved by. */
  readonly cash: string;
  /** Net per entity and account in confirmed journals. A file that was read later can change which account a reversal meets. */
  readonly nets: Readonly<Record<string, string>>;
};

const SUMS = `WITH nets AS (SELECT p.entity_code, l.account, sum(l.debit_minor - l.credit_minor) AS net FROM posting p
    JOIN posting_line l ON l.posting_id = p.id WHERE p.state = 'confirmed' AND l.sent GROUP BY 1, 2)
  SELECT (SELECT COALESCE(sum(control_minor), 0)::text FROM parcel WHERE flow_code = '${FLOW}') AS received,
  COALESCE(sum(amount_minor) FILTER (WHERE state = 'posted'), 0)::text AS posted,
  COALESCE(sum(amount_minor) FILTER (WHERE state IN ('exception', 'held', 'ready')), 0)::text AS stopped,
  COALESCE(sum(amount_minor) FILTER (WHERE state = 'duplicate'), 0)::text AS duplicate,
  COALESCE(sum(amount_minor) FILTER (WHERE state = 'rejected'), 0)::text AS rejected,
  (SELECT count(*)::int FROM parcel WHERE flow_code = '${FLOW}') AS remits, (SELECT count(*)::int FROM artifact) AS artifacts,
  (SELECT count(*)::int FROM artifact WHERE repeat_of IS NOT NULL) AS repeats,
  (SELECT count(*)::int FROM posting WHERE state = 'confirmed' AND line_count > 0) AS documents,
  (SELECT COALESCE(sum(net) FILTER (WHERE account IN ('1012', '1015')), 0)::text FROM nets) AS cash,
  (SELECT jsonb_object_agg(entity_code || ' ' || account, net::text) FROM nets) AS nets
  FROM item WHERE flow_code = '${FLOW}'`;

export const totalsOf = async ({ sql }: Db): Promise<Totals | undefined> => (await sql<Totals>(SUMS))[0];

/** What a reset leaves of one row that flowed, one setting and its own entry in the log. */
export const afterReset = async ({ sql }: Db) =>
  (
    await sql<{ gone: number; kept: number; audits: number }>(
      `SELECT (SELECT count(*)::int FROM parcel_key) AS gone, (SELECT count(*)::int FROM setting) AS kept,
         (SELECT count(*)::int FROM audit WHERE action = 'sandbox.reset') AS audits`,
    )
  )[0];
