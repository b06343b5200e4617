import { formatMinor, parseMinor } from '@/domain/money';
import { type JournalRow, journalsOf } from './books';
import type { Product } from './pipeline';

/** What the ERP itself says about our postings: the other side of every assertion. */
export type Booked = {
  readonly number: string;
  readonly externalId: string;
  readonly period: string;
  readonly lines: readonly {
    readonly line: number;
    readonly account: string;
    readonly facility: string | null;
    readonly affiliate: string | null;
    readonly debit: string;
    readonly credit: string;
  }[];
};

/** Every document of the ERP that carries this key. */
export async function documentsOf({ erp }: Product, posting: JournalRow): Promise<Booked[]> {
  const path = `/api/companies/${posting.entity_code}/journals?externalId=${posting.key}&lines=true`;
  return ((await erp.control('GET', path)) as { documents: Booked[] }).documents;
}

const minor = (text: string): bigint => parseMinor(text) ?? 0n;

/**
 * The net of every account in the ERP's documents of these artifacts, as `entity account` → `'12.34'` (debit positive).
 * Throws unless each key that was taken has exactly one document and nothing else was booked.
 */
export async function ledgerOf(product: Product, artifactIds: readonly string[]): Promise<Record<string, string>> {
  const net = new Map<string, bigint>();
  for (const posting of await journalsOf(product, artifactIds)) {
    const documents = await documentsOf(product, posting);
    const isBooked = posting.state === 'confirmed';
    const isEmpty = documents.length === 0 && isBooked;
    if (documents.length !== (isBooked ? 1 : 0) && !isEmpty) {
      throw new Error(`${posting.key} is ${posting.state} and has ${documents.length} documents`);
    }
    for (const line of documents[0]?.lines ?? []) {
      const key = `${posting.entity_code} ${line.account}`;
      net.set(key, (net.get(key) ?? 0n) + minor(line.debit) - minor(line.credit));
    }
  }
  const rows = [...net].filter(([, amount]) => amount !== 0n).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(rows.map(([key, amount]) => [key, formatMinor(amount)]));
}

/** Keys that have two documents, over the whole ERP. */
export async function duplicateKeys({ erp }: Product): Promise<readonly unknown[]> {
  return ((await erp.control('GET', '/control/stats')) as { duplicateKeys: unknown[] }).duplicateKeys;
}

/** Documents in the ERP, over all companies. */
export async function documentCount({ erp }: Product): Promise<number> {
  const stats = (await erp.control('GET', '/control/stats')) as { documents: { count: number }[] };
  return stats.documents.reduce((sum, row) => sum + row.count, 0);
}
