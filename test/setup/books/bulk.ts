import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Db } from './db';

/** Filling the books with millions of rows, as the owner of the database. */

/** Tables in the order of their foreign keys, with the columns that are written. */
export const BULK = {
  artifact: [
    ...(['id', 'connection_id', 'lane', 'bytes_id', 'sha256', 'size_bytes', 'name', 'format', 'detail'] as const),
    ...([
      'control_number',
      'wrapped_key',
      'key_version',
      'chunk_bytes',
      'received_at',
      'received_by',
      'state',
    ] as const),
    ...(['parcel_count', 'record_count', 'facility_ids'] as const),
  ],
  parcel: [
    ...([
      'id',
      'artifact_id',
      'ordinal',
      'lane',
      'flow_code',
      'state',
      'disposition',
      'byte_offset',
      'byte_length',
    ] as const),
    ...([
      'path',
      'first_event_id',
      'last_event_id',
      'head',
      'parties',
      'digest',
      'business_date',
      'on_date',
      'asset',
    ] as const),
    ...(['control_minor', 'record_count', 'same', 'payer_id', 'entity_code', 'facility_ids', 'created_at'] as const),
  ],
  parcel_flow: [
    ...(['parcel_id', 'flow_code', 'asset', 'control_minor', 'item_count', 'open_count', 'reconcile_state'] as const),
    'reconciled_at',
  ],
  event: [
    ...([
      'id',
      'parcel_id',
      'ordinal',
      'type',
      'asset',
      'amount_minor',
      'facts',
      'identifiers',
      'index_a',
      'index_b',
    ] as const),
    ...(['order_keys', 'byte_offset', 'byte_length', 'path'] as const),
  ],
  item: [
    ...(['event_id', 'flow_code', 'parcel_id', 'lane', 'shard', 'order_key', 'position', 'state', 'asset'] as const),
    ...(['amount_minor', 'business_date', 'cause_id', 'hold_until', 'hold_reason', 'payer_id', 'facility_id'] as const),
    ...(['entity_code', 'period', 'pushed', 'ready_at', 'posted_at'] as const),
  ],
  leg: [
    ...([
      'event_id',
      'group_id',
      'flow_code',
      'ref',
      'facility_id',
      'posting_nos',
      'line_nos',
      'amounts',
      'rules',
    ] as const),
    'rule_version',
  ],
  posting: [
    ...([
      'id',
      'flow_code',
      'target_id',
      'kind',
      'role',
      'ref',
      'entity_code',
      'asset',
      'period',
      'posting_date',
    ] as const),
    ...([
      'group_id',
      'parcel_id',
      'facility_ids',
      'key',
      'rule_version',
      'description',
      'state',
      'debit_minor',
    ] as const),
    ...(['credit_minor', 'line_count', 'own_minor', 'event_count', 'first_event_id', 'last_event_id'] as const),
    ...([
      'payload_sha256',
      'attempt_count',
      'send_count',
      'sent_at',
      'document_number',
      'confirmed_at',
      'created_at',
    ] as const),
  ],
  posting_line: [
    ...(['posting_id', 'line_no', 'account', 'facility_id', 'facility_code', 'payer_class', 'debit_minor'] as const),
    'credit_minor',
  ],
  attempt: ['id', 'posting_id', 'number', 'kind', 'key', 'payload_sha256', 'fence', 'started_at', 'deadline_at'],
  attempt_outcome: ['id', 'posting_id', 'outcome', 'http_status', 'document_number', 'took_ms', 'finished_at'],
  document: [
    ...(['id', 'posting_id', 'target_id', 'kind', 'entity_code', 'key', 'number', 'period', 'posting_date'] as const),
    ...(['debit_minor', 'credit_minor', 'line_count', 'read_at'] as const),
  ],
  cause: [
    ...(['id', 'fingerprint', 'flow_code', 'code', 'stage', 'field', 'value', 'title', 'cure', 'owner_role'] as const),
    ...(['owner_email', 'opened_at', 'due_at'] as const),
  ],
  exception: [
    ...(['id', 'event_id', 'flow_code', 'parcel_id', 'cause_id', 'facility_id', 'asset', 'amount_minor'] as const),
    'opened_at',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type BulkTable = keyof typeof BULK;
export type Cell = string | number | bigint | Buffer | Date | null;
export type BulkRow<T extends BulkTable> = Readonly<Record<(typeof BULK)[T][number], Cell>>;

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A value as COPY reads it. */
function cellText(value: Cell): string {
  if (value === null) return '\\N';
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString('hex')}`;
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value.replace(/[\\\t\n\r]/g, (char) => ESCAPES[char] ?? char) : String(value);
}

/** Gathers rows and writes them with one COPY per table. */
export class Bulk {
  #lines = new Map<BulkTable, string[]>();

  add<T extends BulkTable>(table: T, row: BulkRow<T>): void {
    const columns: readonly (keyof BulkRow<T>)[] = BULK[table];
    const line = columns.map((column) => cellText(row[column])).join('\t');
    const known = this.#lines.get(table);
    if (known) known.push(line);
    else this.#lines.set(table, [line]);
  }

  /** Takes what was gathered and writes it in one transaction; rows may be added meanwhile. */
  async flush(client: pg.Client): Promise<void> {
    const gathered = this.#lines;
    this.#lines = new Map();
    await client.query('BEGIN');
    for (const table of Object.keys(BULK) as BulkTable[]) {
      const lines = gathered.get(table);
      if (!lines) continue;
      const into = client.query(copyFrom(`COPY ${table} (${BULK[table].join(', ')}) FROM STDIN`));
      await pipeline(Readable.from([Buffer.from(`${lines.join('\n')}\n`)]), into);
    }
    await client.query('COMMIT');
  }
}

/** Tables whose changes the running totals follow. */
const COUNTED = ['item', 'parcel', 'parcel_flow'] as const;

/** Stops the running totals from following each COPY. @throws Error when the books hold items already. */
export async function beginBulk({ sql }: Db): Promise<void> {
  const [row] = await sql<{ filled: boolean }>('SELECT EXISTS (SELECT FROM item) AS filled');
  if (row?.filled) throw new Error('the database holds items already; bulk loading needs an empty one');
  for (const table of COUNTED) await sql(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
}

/** Adds up the running totals once, and lets them follow what changes from now on. */
export async function endBulk({ sql }: Db): Promise<void> {
  await sql(
    `INSERT INTO place_total (flow_code, asset, state, entity_code, facility_id, payer_id, period, items, amount_minor)
     SELECT flow_code, asset, state, entity_code, facility_id, payer_id, tieout_month(period, business_date),
       count(*), sum(amount_minor) FROM item WHERE parcel_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7`,
  );
  await sql(
    `INSERT INTO stop_delta SELECT cause_id, state, flow_code, asset, entity_code, facility_id, payer_id, tieout_month(period, business_date),
       tieout_day(ready_at), count(*), sum(amount_minor), sum(abs(amount_minor)) FROM item
     WHERE tieout_stopped(state) AND parcel_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9`,
  );
  await sql("INSERT INTO wait_mark SELECT DISTINCT order_key FROM item WHERE state = 'ready' AND pushed > 0");
  await sql(
    'INSERT INTO received_delta SELECT flow_code, asset, count(*), sum(control_minor) FROM parcel GROUP BY 1, 2',
  );
  await resumeTotals({ sql });
}

/** The same without adding up: for a load that failed. */
export async function resumeTotals({ sql }: Db): Promise<void> {
  for (const table of COUNTED) await sql(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
}

/** Numbers of these rule names, in their order. */
export async function ruleNumbers({ sql }: Db, names: readonly string[]): Promise<number[]> {
  await sql('INSERT INTO leg_rule (name) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING', [names]);
  const rows = await sql<{ id: number; name: string }>('SELECT id, name FROM leg_rule WHERE name = ANY ($1)', [names]);
  const ids = new Map(rows.map((row) => [row.name, row.id]));
  return names.map((name) => ids.get(name) ?? 0);
}

export type Scope = {
  readonly facilities: readonly { readonly id: string; readonly code: string; readonly entity: string }[];
  readonly payers: readonly {
    readonly id: string;
    readonly code: string;
    readonly name: string;
    readonly class: string;
  }[];
  readonly senderId: string;
  readonly erpId: string;
};

/** The demo's facilities, payers, its sender and its ERP. */
export async function scopeOf({ sql }: Db): Promise<Scope> {
  const connections = await sql<{ id: string; code: string }>('SELECT id, code FROM connection');
  const idOf = (code: string) => connections.find((row) => row.code === code)?.id ?? '';
  return {
    facilities: await sql('SELECT id, code, entity_code AS entity FROM facility ORDER BY code'),
    payers: await sql('SELECT id, code, name, payer_class AS class FROM payer ORDER BY code'),
    senderId: idOf('clearinghouse'),
    erpId: idOf('erp'),
  };
}

export const parcelCount = async ({ sql }: Db): Promise<number> =>
  (await sql<{ n: number }>('SELECT count(*)::int AS n FROM parcel'))[0]?.n ?? 0;

/** One event of each of some parcels, of one facility if it is said, picked evenly over all of them. */
export const someEvents = async ({ sql }: Db, count: number, facilityId: string | null = null): Promise<string[]> =>
  (
    await sql<{ id: string }>(
      `SELECT first_event_id AS id FROM parcel WHERE $2::uuid IS NULL OR $2 = ANY (facility_ids) ORDER BY hashtext(id::text) LIMIT $1`,
      [count, facilityId],
    )
  ).map((row) => row.id);
