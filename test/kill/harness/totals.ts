import pg from 'pg';
import type { Instance } from './instance';

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

async function ask<T extends pg.QueryResultRow>(
  instance: Instance,
  text: string,
  values: unknown[] = [],
): Promise<T[]> {
  const client = new pg.Client({ connectionString: instance.ownerUrl, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<T>(text, values)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** What is still going to move without anyone doing anything. Ready events behind a stopped one of their key are not. */
const MOVING = `SELECT
  (SELECT count(*)::int FROM artifact WHERE state = 'received') AS artifacts,
  (SELECT count(*)::int FROM remit WHERE state <> 'canonical') AS remits,
  (SELECT count(*)::int FROM posting WHERE state IN ('open', 'ready', 'intent', 'sent', 'unknown')) AS postings,
  (SELECT count(*)::int FROM event e WHERE e.state = 'mapped' OR (e.state = 'ready' AND NOT EXISTS (SELECT FROM event b
     WHERE b.partition_key = e.partition_key AND b.id < e.id AND b.state IN ('exception', 'held')))) AS events`;
export type Moving = {
  readonly artifacts: number;
  readonly remits: number;
  readonly postings: number;
  readonly events: number;
};

/** What still moves; the database may be away for a moment. */
export async function moving(instance: Instance): Promise<Moving | null> {
  try {
    return (await ask<Moving>(instance, MOVING))[0] ?? null;
  } catch {
    return null;
  }
}

const SUMS = `WITH nets AS (SELECT p.entity_code, l.account, sum(l.debit_minor - l.credit_minor) AS net FROM posting p
    JOIN posting_line l ON l.posting_id = p.id WHERE p.state = 'confirmed' AND l.sent GROUP BY 1, 2)
  SELECT (SELECT COALESCE(sum(received_minor), 0)::text FROM remit) AS received,
  COALESCE(sum(amount_minor) FILTER (WHERE state = 'posted'), 0)::text AS posted,
  COALESCE(sum(amount_minor) FILTER (WHERE state IN ('exception', 'held', 'ready')), 0)::text AS stopped,
  COALESCE(sum(amount_minor) FILTER (WHERE state = 'duplicate'), 0)::text AS duplicate,
  COALESCE(sum(amount_minor) FILTER (WHERE state = 'rejected'), 0)::text AS rejected,
  (SELECT count(*)::int FROM remit) AS remits, (SELECT count(*)::int FROM artifact) AS artifacts,
  (SELECT count(*)::int FROM artifact WHERE repeat_of IS NOT NULL) AS repeats,
  (SELECT count(*)::int FROM posting WHERE state = 'confirmed' AND line_count > 0) AS documents,
  (SELECT COALESCE(sum(net) FILTER (WHERE account IN ('1012', '1015')), 0)::text FROM nets) AS cash,
  (SELECT jsonb_object_agg(entity_code || ' ' || account, net::text) FROM nets) AS nets
  FROM event`;

export async function totals(instance: Instance): Promise<Totals> {
  const [row] = await ask<Totals>(instance, SUMS);
  if (!row) throw new Error('the totals have no row');
  return row;
}

/** How many of these artifacts the product holds. */
export async function kept(instance: Instance, artifactIds: readonly string[]): Promise<number> {
  const [row] = await ask<{ n: number }>(
    instance,
    'SELECT count(*)::int AS n FROM artifact WHERE id = ANY ($1::uuid[])',
    [artifactIds],
  );
  return row?.n ?? 0;
}

export type ErpStats = { readonly documents: number; readonly duplicateKeys: readonly unknown[] };

export async function erpStats(instance: Instance): Promise<ErpStats> {
  const response = await fetch(`${instance.runtime().erpUrl}/control/stats`, {
    headers: { authorization: `Bearer ${instance.secrets().sandboxErpToken}` },
  });
  if (!response.ok) throw new Error(`the ERP answered ${response.status}`);
  const stats = (await response.json()) as { documents: { count: number }[]; duplicateKeys: unknown[] };
  return {
    documents: stats.documents.reduce((sum, row) => sum + row.count, 0),
    duplicateKeys: stats.duplicateKeys,
  };
}

/** Half of the ERP's answers take a moment from now on, so that a kill meets requests that are under way. It forgets at its own end. */
export async function slowDown(instance: Instance): Promise<void> {
  const { sandboxErpToken } = instance.secrets();
  const call = (method: string, body?: unknown) =>
    fetch(`${instance.runtime().erpUrl}/control/faults`, {
      method,
      headers: { authorization: `Bearer ${sandboxErpToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(() => undefined);
  await call('DELETE');
  await call('POST', { mode: 'slow', rate: 0.5, delayMs: 700 });
}
