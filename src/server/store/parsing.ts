import { type Actor, type Tx, withTransaction } from '../platform/db';
import type { ArtifactKey } from './artifacts';
import { insertRows } from './rows';

/** Work of stage parse: leases on artifacts, and the remits and records found in them. */
export type LeasedArtifact = ArtifactKey & {
  readonly id: string;
  readonly name: string;
  readonly format: string;
  readonly sizeBytes: bigint;
  readonly failureCode: string | null;
  readonly fence: bigint;
  readonly crashCount: number;
};

/** A gigabyte parses in well under this; the lease is renewed while a longer one goes on. */
export const PARSE_LEASE_SECONDS = 30;

export const leaseArtifacts = (actor: Actor, limit: number): Promise<LeasedArtifact[]> =>
  withTransaction(actor, (tx) =>
    tx.query<LeasedArtifact>(
      `UPDATE artifact SET lease_until = now() + make_interval(secs => $2), fence = fence + 1, crash_count = crash_count + 1
       WHERE id IN (SELECT id FROM artifact WHERE state = 'received' AND ready_at <= now()
                      AND (lease_until IS NULL OR lease_until < now())
                    ORDER BY ready_at, id LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING id, name, format, size_bytes AS "sizeBytes", failure_code AS "failureCode", fence, crash_count AS "crashCount",
                 bytes_id AS "bytesId", wrapped_key AS "wrappedKey", chunk_bytes AS "chunkBytes"`,
      [limit, PARSE_LEASE_SECONDS],
    ),
  );

export const renewArtifactLease = (actor: Actor, id: string, fence: bigint): Promise<number> =>
  withTransaction(actor, (tx) =>
    tx.execute(
      `UPDATE artifact SET lease_until = now() + make_interval(secs => $3) WHERE id = $1 AND fence = $2 AND state = 'received'`,
      [id, fence, PARSE_LEASE_SECONDS],
    ),
  );

/** Ends a lease without a result and without counting it as a crash. */
export const giveBackArtifact = (actor: Actor, id: string, fence: bigint): Promise<number> =>
  withTransaction(actor, (tx) =>
    tx.execute(
      `UPDATE artifact SET lease_until = NULL, crash_count = crash_count - 1 WHERE id = $1 AND fence = $2 AND state = 'received'`,
      [id, fence],
    ),
  );

export const hasArtifactsToParse = async (actor: Actor): Promise<boolean> =>
  withTransaction(actor, async (tx) => {
    const rows = await tx.query(
      `SELECT 1 FROM artifact WHERE state = 'received' AND ready_at <= now() AND (lease_until IS NULL OR lease_until < now()) LIMIT 1`,
    );
    return rows.length > 0;
  });

const RECORD = {
  id: 'uuid',
  artifact_id: 'uuid',
  remit_id: 'uuid',
  ordinal: 'int',
  kind: 'text',
  byte_offset: 'bigint',
  byte_length: 'int',
  pair: 'smallint',
  provider_number: 'text',
  path: 'text',
  amount_minor: 'bigint',
} as const;

export type NewRecord = {
  readonly id: string;
  readonly artifactId: string;
  readonly remitId: string;
  readonly ordinal: number;
  readonly kind: 'claim' | 'plb';
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly pair: number;
  readonly providerNumber: string | null;
  readonly path: string;
  readonly amountMinor: bigint;
};

export const insertRecords = (tx: Tx, records: readonly NewRecord[]): Promise<number> =>
  insertRows(
    tx,
    'record',
    RECORD,
    records.map((r) => [
      r.id,
      r.artifactId,
      r.remitId,
      r.ordinal,
      r.kind,
      r.byteOffset,
      r.byteLength,
      r.pair,
      r.providerNumber,
      r.path,
      r.amountMinor,
    ]),
  );

const REMIT = {
  id: 'uuid',
  artifact_id: 'uuid',
  ordinal: 'int',
  state: 'text',
  byte_offset: 'bigint',
  byte_length: 'bigint',
  path: 'text',
  segment_count: 'int',
  delimiters: 'jsonb',
  st02: 'text',
  trn02: 'text',
  trn03: 'text',
  handling: 'text',
  method: 'text',
  payment_date: 'date',
  payer_key: 'text',
  payer_name: 'text',
  payee_key: 'text',
  payee_name: 'text',
  payee_npi: 'text',
  payee_tin: 'text',
  received_minor: 'bigint',
  charge_minor: 'bigint',
  paid_minor: 'bigint',
  plb_minor: 'bigint',
  claim_count: 'int',
  service_count: 'int',
  plb_count: 'int',
  balanced: 'boolean',
  content_sha256: 'bytea',
  findings: 'jsonb',
} as const;

export type NewRemit = {
  readonly id: string;
  readonly ordinal: number;
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly path: string;
  readonly segmentCount: number;
  readonly delimiters: unknown;
  readonly st02: string;
  readonly trn02: string;
  readonly trn03: string;
  readonly handling: string;
  readonly method: string;
  readonly paymentDate: string | null;
  readonly payerKey: string;
  readonly payerName: string;
  readonly payeeKey: string;
  readonly payeeName: string;
  readonly payeeNpi: string | null;
  readonly payeeTin: string | null;
  readonly receivedMinor: bigint;
  readonly chargeMinor: bigint;
  readonly paidMinor: bigint;
  readonly plbMinor: bigint;
  readonly claimCount: number;
  readonly serviceCount: number;
  readonly plbCount: number;
  readonly balanced: boolean;
  readonly contentSha256: string | null;
  readonly findings: readonly unknown[];
};

export const insertRemits = (tx: Tx, artifactId: string, remits: readonly NewRemit[]): Promise<number> =>
  insertRows(
    tx,
    'remit',
    REMIT,
    remits.map((r) => [
      r.id,
      artifactId,
      r.ordinal,
      'parsed',
      r.byteOffset,
      r.byteLength,
      r.path,
      r.segmentCount,
      JSON.stringify(r.delimiters),
      r.st02,
      r.trn02,
      r.trn03,
      r.handling,
      r.method,
      r.paymentDate,
      r.payerKey,
      r.payerName,
      r.payeeKey,
      r.payeeName,
      r.payeeNpi,
      r.payeeTin,
      r.receivedMinor,
      r.chargeMinor,
      r.paidMinor,
      r.plbMinor,
      r.claimCount,
      r.serviceCount,
      r.plbCount,
      r.balanced,
      r.contentSha256 ? Buffer.from(r.contentSha256, 'hex') : null,
      JSON.stringify(r.findings),
    ]),
  );

export type ParseOutcome = {
  readonly state: 'parsed' | 'quarantined';
  readonly failureCode: string | null;
  readonly failureText: string | null;
  readonly findings: readonly unknown[];
  readonly findingCount: number;
  readonly transactionCount: number;
  readonly claimCount: number;
};

/** Ends the lease with its result. Returns false when another worker holds the artifact by now: then nothing was written. */
export async function finishArtifact(tx: Tx, leased: LeasedArtifact, outcome: ParseOutcome): Promise<boolean> {
  const changed = await tx.execute(
    `UPDATE artifact SET state = $3, failure_code = COALESCE($4, failure_code), failure_text = $5, findings = $6,
       finding_count = $7, transaction_count = $8, claim_count = $9, lease_until = NULL, crash_count = 0
     WHERE id = $1 AND fence = $2 AND state = 'received'`,
    [
      leased.id,
      leased.fence,
      outcome.state,
      outcome.failureCode,
      outcome.failureText,
      JSON.stringify(outcome.findings),
      outcome.findingCount,
      outcome.transactionCount,
      outcome.claimCount,
    ],
  );
  return changed === 1;
}
