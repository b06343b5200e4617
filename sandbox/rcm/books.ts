import type { Pool, PoolClient } from 'pg';
import type { Outbox } from '../outbox';
import { inTransaction } from '../transaction';
import { firstState, type RcmState, type RefundRequest, readRequest, stateSchema, writeJson } from './model';
import type { Story } from './stories';
import type { MadeFile, TurnResult } from './turn';

const STATE = 'state';

/** The state from which the next turn goes on. */
export async function loadState(pool: Pool): Promise<RcmState> {
  const result = await pool.query<{ value: string }>('select value from sandbox_rcm.standing where name = $1', [STATE]);
  const text = result.rows[0]?.value;
  return text === undefined ? firstState() : stateSchema.parse(JSON.parse(text));
}

/** Everything of one turn at once: its files, the requests in them, and the state after it. */
export async function recordTurn(pool: Pool, outbox: Outbox, result: TurnResult): Promise<void> {
  await inTransaction(pool, async (client) => {
    for (const made of result.made) await recordFile(client, outbox, made);
    await client.query(
      `insert into sandbox_rcm.standing (name, value) values ($1, $2)
       on conflict (name) do update set value = excluded.value`,
      [STATE, writeJson(result.state)],
    );
  });
}

/** A file, its messages, and what the requests have thereby become. */
export async function recordFile(client: PoolClient, outbox: Outbox, { file, sent }: MadeFile): Promise<void> {
  const [sequence] = await outbox.append(client, [file]);
  for (const [place, { request, story, expected }] of sent.entries()) {
    await client.query(
      `insert into sandbox_rcm.message (sequence, place, request_id, version, action, amount, story)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [sequence, place, request.requestId, request.version, request.action, String(request.amount), story],
    );
    await noteRequest(client, request, story, expected);
  }
}

/** A higher version replaces what is known of a request; a repeat only adds its story, a plain one never hides it. */
async function noteRequest(client: PoolClient, request: RefundRequest, story: Story, expected: string): Promise<void> {
  await client.query(
    `insert into sandbox_rcm.request as known (request_id, story, expected, kind, account, facility, entity,
       requested_by, amount, credit_balance, version, action, body)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     on conflict (request_id) do update set story = excluded.story, expected = excluded.expected,
       amount = case when excluded.version > known.version then excluded.amount else known.amount end,
       action = case when excluded.version > known.version then excluded.action else known.action end,
       body = case when excluded.version > known.version then excluded.body else known.body end,
       version = greatest(excluded.version, known.version)`,
    [
      request.requestId,
      story,
      expected,
      request.kind,
      request.account,
      request.facility,
      request.entity,
      request.requestedBy,
      String(request.amount),
      String(request.creditBalance),
      request.version,
      request.action,
      writeJson(request),
    ],
  );
}

/** A request as it stands, locked against another status about it; null when it was never sent. */
export async function lockRequest(
  client: PoolClient,
  requestId: string,
): Promise<{ readonly request: RefundRequest; readonly story: string } | null> {
  const result = await client.query<{ body: unknown; story: string }>(
    'select body, story from sandbox_rcm.request where request_id = $1 for update',
    [requestId],
  );
  const row = result.rows[0];
  return row ? { request: readRequest(row.body), story: row.story } : null;
}
