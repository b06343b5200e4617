import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { z } from 'zod';
import type { Faults } from '../erp/faults';
import { type Call, HttpError, parseJson, readBytes, sendJson } from '../http';
import type { Outbox } from '../outbox';
import { inTransaction } from '../transaction';
import { lockRequest, recordFile } from './books';
import { playEarly, playLate } from './fault-play';
import { verifySignature } from './signature';
import { cancellation } from './turn';

/** Everything a refund can be told to be. A word that is none of these is refused rather than misunderstood. */
const STATUSES = [
  'received',
  'held',
  'duplicate',
  'pending_approval',
  'approved',
  'rejected',
  'cancelled',
  'submitted',
  'ap_accepted',
  'ap_rejected',
  'unknown',
  'issued',
  'cleared',
  'tied',
  'voided',
  'reissued',
  'stopped',
  'returned',
  'stale',
  'unclaimed',
  'escheated',
  'settled_by_recoupment',
  'acknowledged_by_payer',
  'credit_restored',
] as const;

/** From here on a voucher exists, and whoever wants the refund back comes too late to simply cancel it. */
const VOUCHERED: ReadonlySet<string> = new Set(['ap_accepted', 'issued']);

/** Fields a sender adds are kept and ignored; those named here have to be right when they are there. */
const bodySchema = z.looseObject({
  requestId: z.string().min(1).max(64),
  statusVersion: z.int().min(1),
  status: z.enum(STATUSES),
  at: z.iso.datetime({ offset: true }),
  amount: z
    .string()
    .regex(/^\d{1,13}\.\d{2}$/)
    .optional(),
  currency: z.literal('USD').optional(),
  reason: z.object({ code: z.string(), message: z.string() }).nullish(),
  voucher: z.object({ number: z.string(), date: z.iso.date() }).nullish(),
  payment: z
    .object({ method: z.enum(['check', 'ach']), last4: z.string().regex(/^\d{4}$/), date: z.iso.date() })
    .nullish(),
  nextStep: z.string().max(500).nullish(),
});

type StatusBody = z.infer<typeof bodySchema>;

type Desk = {
  readonly pool: Pool;
  readonly outbox: Outbox;
  readonly faults: Faults;
  readonly secret: string;
  readonly today: () => string;
  readonly nowSeconds: () => number;
  /** Called when a status has made the system send something. */
  readonly onMade: () => void;
};

type Row = {
  readonly receipt: number;
  readonly body_sha256: string;
  readonly request_id: string;
  readonly status_version: number;
  readonly status: string;
  readonly applied: boolean;
};

const BODY_MAX_BYTES = 64 * 1024;
const KEY = /^[\x21-\x7e]{1,200}$/;
const COLUMNS = 'receipt, body_sha256, request_id, status_version, status, applied';

/** `POST /api/refund-status`: takes a status once, whatever happens to the answer. */
export async function takeStatus(desk: Desk, call: Call): Promise<void> {
  const fault = desk.faults.strike(null, 'write');
  const bytes = await readBytes(call, BODY_MAX_BYTES);
  if (await playEarly(call, fault)) return;
  demandSignature(desk, call, bytes);
  const key = call.request.headers['idempotency-key'];
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw new HttpError(400, 'IDEMPOTENCY_KEY', 'send Idempotency-Key, 1 to 200 printable characters');
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const answer = (await repeated(desk.pool, key, sha256)) ?? (await first(desk, key, sha256, bytes));
  if (!(await playLate(call, fault, answer))) sendJson(call.response, 200, answer);
}

/** `GET /api/refund-status?key=`: what became of a key. The signature is that of an empty body. */
export async function findStatus(desk: Desk, call: Call): Promise<void> {
  if (await playEarly(call, desk.faults.strike(null, 'read'))) return;
  demandSignature(desk, call, Buffer.alloc(0));
  const key = call.url.searchParams.get('key') ?? '';
  if (!KEY.test(key)) throw new HttpError(400, 'BAD_PARAMETER', 'ask with ?key=, the Idempotency-Key that was sent');
  const row = await rowOf(desk.pool, key);
  if (!row) throw new HttpError(404, 'NOT_FOUND', 'no status came under this key');
  sendJson(call.response, 200, answerOf(row, false));
}

function demandSignature(desk: Desk, call: Call, body: Buffer): void {
  const header = call.request.headers['x-tieout-signature'];
  const verdict = verifySignature(
    typeof header === 'string' ? header : undefined,
    body,
    desk.secret,
    desk.nowSeconds(),
  );
  if (verdict !== 'good') {
    throw new HttpError(401, 'BAD_SIGNATURE', `the signature is ${verdict}`, { verdict });
  }
}

async function rowOf(pool: Pool | PoolClient, key: string): Promise<Row | null> {
  const result = await pool.query<Row>(`select ${COLUMNS} from sandbox_rcm.status where idempotency_key = $1`, [key]);
  return result.rows[0] ?? null;
}

const answerOf = (row: Row, isRepeat: boolean) => ({
  receipt: `RC-${String(row.receipt).padStart(8, '0')}`,
  requestId: row.request_id,
  statusVersion: row.status_version,
  status: row.status,
  applied: row.applied,
  repeated: isRepeat,
});

/** The receipt of a key that has been seen; 422 when it comes with another body. */
async function repeated(pool: Pool, key: string, sha256: string) {
  const row = await rowOf(pool, key);
  if (!row) return null;
  if (row.body_sha256 !== sha256) {
    throw new HttpError(422, 'IDEMPOTENCY_MISMATCH', 'this key came with another body before', {
      receipt: answerOf(row, true).receipt,
    });
  }
  await pool.query('update sandbox_rcm.status set repeats = repeats + 1 where receipt = $1', [row.receipt]);
  return answerOf(row, true);
}

async function first(desk: Desk, key: string, sha256: string, bytes: Buffer) {
  const parsed = bodySchema.safeParse(parseJson(bytes));
  if (!parsed.success) throw new HttpError(422, 'INVALID_STATUS', z.prettifyError(parsed.error));
  const row = await inTransaction(desk.pool, (client) => insertStatus(desk, client, key, sha256, parsed.data));
  if (row) {
    desk.onMade();
    return answerOf(row, false);
  }
  // The same key came in twice at once; whoever was first has the receipt by now.
  const other = await repeated(desk.pool, key, sha256);
  if (!other) throw new HttpError(503, 'BUSY', 'this key is being used by another request; send it again');
  return other;
}

/** Writes a status down. Its request is locked, so that versions are compared with what is really the newest. */
async function insertStatus(
  desk: Desk,
  client: PoolClient,
  key: string,
  sha256: string,
  body: StatusBody,
): Promise<Row | null> {
  const known = await lockRequest(client, body.requestId);
  if (!known) throw new HttpError(422, 'UNKNOWN_REQUEST', `no refund ${body.requestId} was ever asked for`);
  const result = await client.query<Row>(
    `insert into sandbox_rcm.status (idempotency_key, body_sha256, request_id, status_version, status, body, applied)
     select $1, $2, $3, $4, $5, $6, not exists (
       select 1 from sandbox_rcm.status where request_id = $3 and status_version >= $4)
     on conflict (idempotency_key) do nothing returning ${COLUMNS}`,
    [key, sha256, body.requestId, body.statusVersion, body.status, JSON.stringify(body)],
  );
  const row = result.rows[0] ?? null;
  const isTooLate = known.story === 'cancel-late' && known.request.action !== 'cancel';
  if (row?.applied && isTooLate && VOUCHERED.has(body.status)) {
    await recordFile(client, desk.outbox, cancellation(known.request, desk.today()));
  }
  return row;
}
