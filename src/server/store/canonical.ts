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

/** Locks parsed remits, oldest first, whose artifact is ended, until their claims fill the set. */
export async function lockParsedRemits(tx: Tx, remits: number): Promise<ParsedRemit[]> {
  type Flat = Omit<ParsedRemit, 'artifact'> & ArtifactKey;
  const rows = await tx.query<Flat>(
    `SELECT r.id, r.artifact_id AS "artifactId", a.bytes_id AS "bytesId", a.wrapped_key AS "wrappedKey", a.chunk_bytes AS "chunkBytes",
       a.state AS "artifactState", a.name AS "artifactName", a.failure_code AS "artifactFailure", a.failure_text AS "artifactFailureText",
       a.adopt, r.byte_offset AS "byteOffset", r.decision, r.delimiters, COALESCE(r.trn02, '') AS trn02, r.handling, r.payment_date AS "paymentDate",
       (a.received_at AT TIME ZONE 'UTC')::date AS "receivedOn", r.payer_key AS "payerKey", r.payee_key AS "payeeKey",
       r.payee_npi AS "payeeNpi", r.payee_tin AS "payeeTin", r.received_minor AS "receivedMinor", r.claim_count AS "claimCount",
       r.plb_count AS "plbCount", r.balanced, r.content_sha256 AS "contentSha256"
     FROM remit r JOIN artifact a ON a.id = r.artifact_id
     WHERE r.state = 'parsed' AND r.ready_at <= now() ORDER BY r.ready_at, r.id LIMIT $1 FOR UPDATE OF r SKIP LOCKED`,
    [remits],
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

/**
 * Claims an identity for a remit. Returns the remit that already holds it, or `undefined` when it was free. A concurrent
 * claim waits here until the other transaction ends.
 */
export async function claimIdentity(tx: Tx, identity: Buffer, remitId: string): Promise<string | undefined> {
  const made = await tx.execute('INSERT INTO remit_identity VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    identity,
    remitId,
  ]);
  if (made === 1) return undefined;
  const rows = await tx.query<{ id: string }>('SELECT remit_id AS id FROM remit_identity WHERE identity = $1', [
    identity,
  ]);
  return rows[0]?.id === remitId ? undefined : rows[0]?.id;
}

export async function claimTrace(tx: Tx, trace: Buffer, remitId: string): Promise<string | undefined> {
  const made = await tx.execute('INSERT INTO remit_trace_key VALUES ($1, $2) ON CONFLICT DO NOTHING', [trace, remitId]);
  if (made === 1) return undefined;
  const rows = await tx.query<{ id: string }>('SELECT remit_id AS id FROM remit_trace_key WHERE trace_key = $1', [
    trace,
  ]);
  return rows[0]?.id === remitId ? undefined : rows[0]?.id;
}

export type RecordRow = {
  readonly id: string;
  readonly ordinal: number;
  readonly kind: 'claim' | 'plb';
  readonly byteOffset: bigint;
  readonly byteLength: number;
  readonly pair: number;
  readonly providerNumber: string | null;
};

/** A page of a remit's records in file order. */
export const readRecords = (tx: Tx, remitId: string, afterOrdinal: number, limit: number): Promise<RecordRow[]> =>
  tx.query<RecordRow>(
    `SELECT id, ordinal, kind, byte_offset AS "byteOffset", byte_length AS "byteLength", pair, provider_number AS "providerNumber"
     FROM record WHERE remit_id = $1 AND ordinal > $2 ORDER BY ordinal LIMIT $3`,
    [remitId, afterOrdinal, limit],
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

export async function finishRemit(
  tx: Tx,
  remitId: string,
  disposition: string,
  priorRemitId: string | null,
): Promise<void> {
  await tx.execute("UPDATE remit SET state = 'canonical', disposition = $2, prior_remit_id = $3 WHERE id = $1", [
    remitId,
    disposition,
    priorRemitId,
  ]);
}
