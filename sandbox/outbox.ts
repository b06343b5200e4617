import type { Pool, PoolClient } from 'pg';
import type { Outcome } from './courier';
import { createBell, sleep } from './pacing';
import { createPrng } from './prng';

/** A file ready to leave. Its bytes are kept with it, so what is sent again is what was sent at first. */
export type OutgoingFile = {
  readonly name: string;
  readonly contentType: string;
  /** What kind of file it is, for whoever reads the ledger: `bai2`, `refund-json`. */
  readonly kind: string;
  readonly story: string;
  readonly bytes: Buffer;
  readonly sha256: string;
};

type StoredFile = OutgoingFile & { readonly sequence: number; readonly attempts: number };

type Row = {
  readonly sequence: number;
  readonly attempts: number;
  readonly name: string;
  readonly content_type: string;
  readonly kind: string;
  readonly story: string;
  readonly bytes: Buffer;
  readonly sha256: string;
};

/** Files of one partner, in its own schema, in the order made. The schema is named in code and never by a caller. */
export function outboxSql(schema: 'sandbox_bank' | 'sandbox_rcm'): string {
  return `
create schema if not exists ${schema};
create table if not exists ${schema}.delivery (
  sequence integer primary key, name text not null, content_type text not null, kind text not null,
  story text not null, bytes bytea not null, sha256 text not null, state text not null,
  attempts integer not null default 0, artifact_id text, last_error text,
  created_at timestamptz not null default now(), finished_at timestamptz);
create index if not exists delivery_pending on ${schema}.delivery (sequence) where state = 'pending';
`;
}

/** Reading and writing the files of one partner. `append` runs in the transaction that made them. */
export function createOutbox(pool: Pool, schema: 'sandbox_bank' | 'sandbox_rcm') {
  const columns = 'sequence, attempts, name, content_type, kind, story, bytes, sha256';
  const one = async (where: string, values: readonly unknown[]): Promise<StoredFile | null> => {
    const result = await pool.query<Row>(`select ${columns} from ${schema}.delivery where ${where}`, [...values]);
    const row = result.rows[0];
    if (!row) return null;
    const { content_type: contentType, ...rest } = row;
    return { ...rest, contentType };
  };
  return {
    async append(client: PoolClient, files: readonly OutgoingFile[]): Promise<number[]> {
      const numbers: number[] = [];
      for (const file of files) {
        const result = await client.query<{ sequence: number }>(
          `insert into ${schema}.delivery (sequence, name, content_type, kind, story, bytes, sha256, state)
           select coalesce(max(sequence), -1) + 1, $1, $2, $3, $4, $5, $6, 'pending' from ${schema}.delivery
           returning sequence`,
          [file.name, file.contentType, file.kind, file.story, file.bytes, file.sha256],
        );
        numbers.push(result.rows[0]?.sequence ?? 0);
      }
      return numbers;
    },
    find: (sequence: number) => one('sequence = $1', [sequence]),
    oldestPending: () => one(`state = 'pending' order by sequence limit 1`, []),
    async pendingCount(): Promise<number> {
      const result = await pool.query<{ count: number }>(
        `select count(*)::int as count from ${schema}.delivery where state = 'pending'`,
      );
      return result.rows[0]?.count ?? 0;
    },
    async countsByState(): Promise<Record<string, number>> {
      const result = await pool.query<{ state: string; count: number }>(
        `select state, count(*)::int as count from ${schema}.delivery group by 1 order by 1`,
      );
      return Object.fromEntries(result.rows.map((row) => [row.state, row.count]));
    },
    async recordOutcome(sequence: number, outcome: Outcome): Promise<void> {
      await pool.query(
        `update ${schema}.delivery set state = $2, attempts = attempts + 1, artifact_id = $3, last_error = $4,
           finished_at = case when $2 = 'pending' then null else now() end where sequence = $1`,
        [
          sequence,
          outcome.state,
          outcome.state === 'delivered' ? outcome.artifactId : null,
          outcome.state === 'delivered' ? null : outcome.error,
        ],
      );
    },
    /** Every file without its bytes, in the order made. */
    async list(after: number, limit: number): Promise<Record<string, unknown>[]> {
      const result = await pool.query<Record<string, unknown>>(
        `select sequence, name, kind, story, sha256, octet_length(bytes) as "sizeBytes", state, attempts,
           artifact_id as "artifactId", last_error as "lastError"
         from ${schema}.delivery where sequence > $1 order by sequence limit $2`,
        [after, limit],
      );
      return result.rows;
    },
  };
}

export type Outbox = ReturnType<typeof createOutbox>;

type SenderOptions = {
  readonly outbox: Outbox;
  readonly send: (file: StoredFile) => Promise<Outcome>;
  readonly seed: string;
  readonly retryBaseMs: number;
  readonly retryMaxMs: number;
  readonly onError: (error: unknown) => void;
};

/** Hands over the oldest waiting file, the same bytes again and again until they are accepted or refused. */
export function startSender(options: SenderOptions) {
  const stop = new AbortController();
  const bell = createBell();
  const loop = sendInOrder(options, stop.signal, bell);
  return {
    ring: bell.ring,
    async close(): Promise<void> {
      stop.abort();
      await loop;
    },
  };
}

async function sendInOrder(
  options: SenderOptions,
  signal: AbortSignal,
  bell: ReturnType<typeof createBell>,
): Promise<void> {
  const jitter = createPrng(options.seed, 'jitter');
  let failures = 0;
  while (!signal.aborted) {
    try {
      const next = await options.outbox.oldestPending();
      if (!next) {
        failures = 0;
        await bell.wait(signal);
        continue;
      }
      const outcome = await options.send(next);
      await options.outbox.recordOutcome(next.sequence, outcome);
      failures = outcome.state === 'pending' ? failures + 1 : 0;
    } catch (error) {
      options.onError(error);
      failures += 1;
    }
    if (failures > 0) {
      const ceiling = Math.min(options.retryMaxMs, options.retryBaseMs * 2 ** Math.min(failures - 1, 16));
      await sleep(ceiling / 2 + jitter.next() * (ceiling / 2), signal);
    }
  }
}
