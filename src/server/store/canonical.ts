import { type Actor, type Tx, withTransaction } from '../platform/db';
import type { ArtifactKey } from './artifacts';
import { insertRows } from './rows';

/** Work of stage canonicalize: parsed remits, their records, the duplicate firewall, and the events made of them. */
export type ParsedRemit = {
  readonly id: string;
  readonly artifactId: string;
  readonly artifact: ArtifactKey;
  readonly artifactState: string;
  readonly artifactName: string;
  readonly artifactFailure: string | null;
  readonly artifactFailureText: string | null;
  readonly adopt: boolean;
  readonly byteOffset: bigint;
  readonly decision: 'accept' | 'unapplied' | 'reject' | null;
  readonly delimiters: unknown;
  readonly trn02: string;
  readonly handling: string;
  readonly paymentDate: string | null;
  readonly receivedOn: string;
  readonly payerKey: string;
  readonly payeeKey: string;
  readonly payeeNpi: string | null;
  readonly payeeTin: string | null;
  readonly receivedMinor: bigint;
  readonly claimCount: number;
  readonly plbCount: number;
  readonly balanced: boolean;
  readonly contentSha256: Buffer | null;
};

/** Locks parsed remits whose artifact is ended, oldest first, other than those already taken. */
export async function lockParsedRemits(tx: Tx, remits: number, taken: readonly string[] = []): Promise<ParsedRemit[]> {
  type Flat = Omit<ParsedRemit, 'artifact'> & ArtifactKey;
  const rows = await tx.query<Flat>(
    `SELECT r.id, r.artifact_id AS "artifactId", a.bytes_id AS "bytesId", a.wrapped_key AS "wrappedKey", a.chunk_bytes AS "chunkBytes",
       a.state AS "artifactState", a.name AS "artifactName", a.failure_code AS "artifactFailure", a.failure_text AS "artifactFailureText",
       a.adopt, r.byte_offset AS "byteOffset", r.decision, r.delimiters, COALESCE(r.trn02, '') AS trn02, r.handling, r.payment_date AS "paymentDate",
       (a.received_at AT TIME ZONE 'UTC')::date AS "receivedOn", r.payer_key AS "payerKey", r.payee_key AS "payeeKey",
       r.payee_npi AS "payeeNpi", r.payee_tin AS "payeeTin", r.received_minor AS "receivedMinor", r.claim_count AS "claimCount",
       r.plb_count AS "plbCount", r.balanced, r.content_sha256 AS "contentSha256"
     FROM remit r JOIN artifact a ON a.id = r.artifact_id
     WHERE r.state = 'parsed' AND r.ready_at <= now() AND NOT r.id = ANY ($2::uuid[])
     ORDER BY r.ready_at, r.id LIMIT $1 FOR UPDATE OF r SKIP LOCKED`,
    [remits, taken],
  );
  return rows.map(({ bytesId, wrappedKey, chunkBytes, ...rest }) => ({
    ...rest,
    artifact: { bytesId, wrappedKey, chunkBytes },
  }));
}

export const hasRemitsToCanonicalize = async (actor: Actor): Promise<boolean> =>
  withTransaction(actor, async (tx) => {
    const rows = await tx.query("SELECT 1 FROM remit WHERE state = 'parsed' AND ready_at <= now() LIMIT 1");
    return rows.length > 0;
  });

/** A remit asks for a key that only one remit may hold. */
export type Claim = { readonly key: Buffer; readonly remitId: string };

/**
 * Claims identities for remits. Returns, by remit, which other remit holds the identity already; of equal ones in the set
 * the first has it. A concurrent claim waits here until the other transaction ends.
 */
export const claimIdentities = (tx: Tx, claims: readonly Claim[]): Promise<Map<string, string>> =>
  claimKeys(tx, 'remit_identity', 'identity', claims);

export const claimTraces = (tx: Tx, claims: readonly Claim[]): Promise<Map<string, string>> =>
  claimKeys(tx, 'remit_trace_key', 'trace_key', claims);

async function claimKeys(
  tx: Tx,
  table: string,
  column: string,
  claims: readonly Claim[],
): Promise<Map<string, string>> {
  // One order for all workers, so that two of them never wait for each other; stable, so that of equal keys the first wins.
  const rows = claims.map(({ key, remitId }) => [key, remitId] as const).sort(([a], [b]) => Buffer.compare(a, b));
  await insertRows(tx, table, { [column]: 'bytea', remit_id: 'uuid' }, rows, 'ON CONFLICT DO NOTHING');
  const held = await tx.query<{ key: string; id: string }>(
    `SELECT encode(${column}, 'hex') AS key, remit_id AS id FROM ${table} WHERE ${column} = ANY ($1::bytea[])`,
    [rows.map(([key]) => key)],
  );
  const holders = new Map(held.map(({ key, id }) => [key, id]));
  const others = new Map<string, string>();
  for (const [key, remitId] of rows) {
    const holder = holders.get(key.toString('hex'));
    if (holder !== undefined && holder !== remitId) others.set(remitId, holder);
  }
  return others;
}

export type RecordRow = {
  readonly id: string;
  readonly remitId: string;
  readonly ordinal: number;
  readonly kind: 'claim' | 'plb';
  readonly byteOffset: bigint;
  readonly byteLength: number;
  readonly pair: number;
  readonly providerNumber: string | null;
};

/** A page of the records of these remits, each remit's in file order, after the last one of the page before. */
export const readRecords = (
  tx: Tx,
  remitIds: readonly string[],
  after: RecordRow | null,
  limit: number,
): Promise<RecordRow[]> =>
  tx.query<RecordRow>(
    `SELECT id, remit_id AS "remitId", ordinal, kind, byte_offset AS "byteOffset", byte_length AS "byteLength", pair,
       provider_number AS "providerNumber"
     FROM record WHERE remit_id = ANY ($1::uuid[]) AND ($2::uuid IS NULL OR (remit_id, ordinal) > ($2, $3))
     ORDER BY remit_id, ordinal LIMIT $4`,
    [remitIds, after?.remitId ?? null, after?.ordinal ?? 0, limit],
  );

const EVENT = {
  id: 'uuid',
  remit_id: 'uuid',
  artifact_id: 'uuid',
  record_id: 'uuid',
  ordinal: 'int',
  type: 'text',
  amount_minor: 'bigint',
  facts: 'jsonb',
  identifiers: 'bytea',
  key_version: 'int',
  partition_key: 'bytea',
  account_index: 'bytea',
  control_index: 'bytea',
  business_date: 'date',
  state: 'text',
  cause_id: 'uuid',
} as const;

export type NewEvent = {
  readonly id: string;
  readonly remitId: string;
  readonly artifactId: string;
  readonly recordId: string | null;
  readonly ordinal: number;
  readonly type: string;
  readonly amountMinor: bigint;
  readonly facts: string;
  readonly identifiers: Buffer | null;
  readonly keyVersion: number;
  readonly partitionKey: Buffer;
  readonly accountIndex: Buffer | null;
  readonly controlIndex: Buffer | null;
  readonly businessDate: string;
  readonly state: string;
  readonly causeId: string | null;
  readonly naturalKey: Buffer;
};

export async function insertEvents(tx: Tx, events: readonly NewEvent[]): Promise<void> {
  await insertRows(
    tx,
    'event_key',
    { natural_key: 'bytea', event_id: 'uuid' },
    events.map((e) => [e.naturalKey, e.id]),
  );
  await insertRows(
    tx,
    'event',
    EVENT,
    events.map((e) => [
      e.id,
      e.remitId,
      e.artifactId,
      e.recordId,
      e.ordinal,
      e.type,
      e.amountMinor,
      e.facts,
      e.identifiers,
      e.keyVersion,
      e.partitionKey,
      e.accountIndex,
      e.controlIndex,
      e.businessDate,
      e.state,
      e.causeId,
    ]),
  );
}

/** Removes what a remit had before a person's decision made it new: its placeholder event and that event's exception. */
export async function clearPlaceholder(tx: Tx, remitId: string): Promise<void> {
  await tx.execute(
    `UPDATE exception SET state = 'closed', closed_at = now() WHERE state = 'open' AND event_id IN (SELECT id FROM event WHERE remit_id = $1)`,
    [remitId],
  );
  await tx.execute('DELETE FROM event_key WHERE event_id IN (SELECT id FROM event WHERE remit_id = $1)', [remitId]);
  await tx.execute('DELETE FROM event WHERE remit_id = $1', [remitId]);
}

export type FinishedRemit = {
  readonly remitId: string;
  readonly disposition: string;
  readonly priorRemitId: string | null;
};

export const finishRemits = (tx: Tx, remits: readonly FinishedRemit[]): Promise<number> =>
  tx.execute(
    `UPDATE remit r SET state = 'canonical', disposition = s.disposition, prior_remit_id = s.prior
     FROM unnest($1::uuid[], $2::text[], $3::uuid[]) AS s(id, disposition, prior) WHERE r.id = s.id`,
    [remits.map((r) => r.remitId), remits.map((r) => r.disposition), remits.map((r) => r.priorRemitId)],
  );
