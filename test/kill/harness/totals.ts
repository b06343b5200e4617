import pg from 'pg';
import { artifactsKept, type Db, dbOf, type Moving, movingParts, type Totals, totalsOf } from '../../setup/books';
import type { Instance } from './instance';

export type { Moving, Totals };

/** Asks with a connection of its own: the database may have been killed since the last question. */
async function ask<T>(instance: Instance, question: (db: Db) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: instance.ownerUrl, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await question(dbOf(client));
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** What still moves; the database may be away for a moment. */
export async function moving(instance: Instance): Promise<Moving | null> {
  try {
    return (await ask(instance, movingParts)) ?? null;
  } catch {
    return null;
  }
}

export async function totals(instance: Instance): Promise<Totals> {
  const sums = await ask(instance, totalsOf);
  if (!sums) throw new Error('the totals have no row');
  return sums;
}

/** How many of these artifacts the product holds. */
export const kept = (instance: Instance, artifactIds: readonly string[]): Promise<number> =>
  ask(instance, (db) => artifactsKept(db, artifactIds));

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
