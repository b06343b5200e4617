import { sha256 } from '../platform/crypto';
import type { Tx } from '../platform/db';
import { newId } from '../platform/ids';
import { type AuditRow, appendAuditRows, lockChainHead } from '../store/audit';

/**
 * The tamper-evident log. Every state change, reveal and permission change appends here in its own transaction. Entries of
 * one writer form a chain: `hash(n) = SHA-256(0x01 ‖ prev ‖ canonical(entry))`, the encoding frozen by a golden test.
 */
export type AuditEntry = {
  readonly action: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  /** Ids, counts and amounts; never a patient identifier. */
  readonly detail: Readonly<Record<string, unknown>>;
};

/** People share one chain; each stage has its own, so that stages do not wait for each other. */
export const chainOf = (tx: Tx): string => (tx.actor.kind === 'user' ? 'web' : tx.actor.name);

/** Appends one entry. Call it last in a transaction: it holds the chain's head until commit. */
export const appendAudit = (tx: Tx, entry: AuditEntry): Promise<void> => appendAudits(tx, [entry]);

/** Appends entries in their order. Call it last in a transaction: it holds the chain's head until commit. */
export async function appendAudits(tx: Tx, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const chain = chainOf(tx);
  const head = await lockChainHead(tx, chain);
  const rows: AuditRow[] = [];
  for (const entry of entries) {
    const prevHash = rows.at(-1)?.hash ?? head.hash;
    const row = {
      ...entry,
      chain,
      seq: head.seq + BigInt(rows.length) + 1n,
      at: head.at,
      actor: tx.actor.name,
      detail: canonicalJson(entry.detail),
    };
    rows.push({ ...row, id: newId(), prevHash, hash: hashEntry(prevHash, row) });
  }
  await appendAuditRows(tx, rows);
}

export type HashedFields = Pick<
  AuditRow,
  'chain' | 'seq' | 'at' | 'actor' | 'action' | 'subjectKind' | 'subjectId' | 'detail'
>;

/** Length-prefixed fields, so that no two different entries share an encoding. */
export function hashEntry(prev: Uint8Array, row: HashedFields): Buffer {
  const fields = [
    row.chain,
    row.seq.toString(),
    row.at,
    row.actor,
    row.action,
    row.subjectKind,
    row.subjectId,
    row.detail,
  ];
  const encoded = fields.map((field) => `${Buffer.byteLength(field)}:${field}`).join('');
  return sha256(Uint8Array.of(1), prev, encoded);
}

/** JSON with sorted keys and bigint as decimal text: the same detail always has the same bytes. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'bigint') return JSON.stringify(value.toString());
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  const entries = Object.entries(value as Record<string, unknown>)
    .filter(([, v]) => v !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`).join(',')}}`;
}
