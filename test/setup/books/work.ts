import { createHash } from 'node:crypto';
import { newId } from '@/server/platform/ids';
import type { Db } from './db';
import { FLOW } from './flow';

/** What is stopped, why, and the sets in which people let it go. */

export type CauseFields = {
  readonly id: string;
  readonly code: string;
  readonly stage: string;
  readonly field: string;
  readonly value: string;
};

export const addCause = ({ sql }: Db, { id, code, stage, field, value }: CauseFields) =>
  sql(
    `INSERT INTO cause (id, fingerprint, flow_code, code, stage, field, value, title, cure, owner_role, due_at)
     VALUES ($1, $2, $7, $3, $4, $5, $6, $3 || ' ' || $6, 'Cure it.', 'finance-ops', now() + interval '8 hours')`,
    [id, createHash('sha256').update(`${code}|${field}|${value}|${stage}`).digest(), code, stage, field, value, FLOW],
  );

/** Opens a stay of this event under this cause, as a stage does when an item fails. */
export async function stopEvent({ sql }: Db, eventId: string, causeId: string): Promise<void> {
  await sql("UPDATE item SET state = 'exception', cause_id = $2 WHERE event_id = $1 AND flow_code = $3", [
    eventId,
    causeId,
    FLOW,
  ]);
  await sql(
    `INSERT INTO exception (id, event_id, flow_code, parcel_id, cause_id, facility_id, asset, amount_minor)
     SELECT $3, event_id, flow_code, parcel_id, $2, facility_id, asset, amount_minor FROM item
     WHERE event_id = $1 AND flow_code = $4`,
    [eventId, causeId, newId(), FLOW],
  );
}

export type Stopped = {
  readonly causeId: string;
  readonly eventId: string;
  readonly code: string;
  readonly value: string;
  readonly amount: bigint;
};

/** The open exceptions of these files, as the exception screen would list them. */
export async function openExceptions({ sql }: Db, artifactIds: readonly string[]): Promise<Stopped[]> {
  const rows = await sql<Stopped & { amount: string }>(
    `SELECT x.cause_id AS "causeId", x.event_id AS "eventId", c.code, c.value, x.amount_minor AS amount FROM exception x
     JOIN cause c ON c.id = x.cause_id JOIN parcel r ON r.id = x.parcel_id
     WHERE x.state = 'open' AND r.artifact_id = ANY ($1::uuid[]) ORDER BY x.event_id`,
    [artifactIds],
  );
  return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
}

/** Every stay under this cause, and the set that ended it. */
export const staysOf = ({ sql }: Db, causeId: string) =>
  sql<{ state: string; replay_id: string | null }>('SELECT state, replay_id FROM exception WHERE cause_id = $1', [
    causeId,
  ]);

export const causeCodes = async ({ sql }: Db): Promise<string[]> =>
  (await sql<{ code: string }>('SELECT code FROM cause ORDER BY code')).map((row) => row.code);

export const causeIdOf = async ({ sql }: Db, code: string): Promise<string> =>
  (await sql<{ id: string }>('SELECT id FROM cause WHERE code = $1', [code]))[0]?.id ?? '';

export const causeState = ({ sql }: Db, causeId: string) =>
  sql<{ state: string; regressed: boolean }>(
    'SELECT state, regressed_at IS NOT NULL AS regressed FROM cause WHERE id = $1',
    [causeId],
  );

export const causeWork = ({ sql }: Db, causeId: string) =>
  sql<{ owner_email: string | null; comment_count: number }>(
    'SELECT owner_email, comment_count FROM cause WHERE id = $1',
    [causeId],
  );

export const replayState = ({ sql }: Db, replayId: string) =>
  sql<{ state: string }>('SELECT state FROM replay WHERE id = $1', [replayId]);

/** Puts a set into the middle of being sent, as a sender that died leaves it. */
export const interruptReplay = ({ sql }: Db, replayId: string) =>
  sql("UPDATE replay SET state = 'sending', started_at = now() WHERE id = $1", [replayId]);

/** The same, and what was frozen is no longer what is in it. */
export const interruptChangedReplay = ({ sql }: Db, replayId: string) =>
  sql("UPDATE replay SET state = 'sending', set_sha256 = '\\x00' WHERE id = $1", [replayId]);

/** Changes the amounts of a frozen set behind its back. */
export const changeReplayAmounts = ({ sql }: Db, replayId: string) =>
  sql('UPDATE replay_item SET amount_minor = amount_minor + 1 WHERE replay_id = $1', [replayId]);

/** Why each item of a set was left out, in the order of the set. */
export const skippedOf = ({ sql }: Db, replayId: string) =>
  sql<{ skipped: string | null }>('SELECT skipped FROM replay_item WHERE replay_id = $1 ORDER BY ordinal', [replayId]);

/** How many items of these sets were released and left out. */
export const releasesOf = async ({ sql }: Db, replayIds: readonly string[]) =>
  (
    await sql<{ released: number; skipped: number }>(
      `SELECT count(released_at)::int AS released, count(skipped)::int AS skipped FROM replay_item
       WHERE replay_id = ANY ($1)`,
      [replayIds],
    )
  )[0];

/** Stops this event in another flow too, which works on it as well, under the same cause. */
export async function stopInFlow({ sql }: Db, eventId: string, flow: string, causeId: string): Promise<void> {
  await sql(
    `INSERT INTO flow (code, name, source, target, owner, sla_hours, criticality, contract, runbook, journal_mode)
     VALUES ($1, $1, 'in', 'erp', 'Finance', 24, 'high', 'x', '', 'detail') ON CONFLICT DO NOTHING`,
    [flow],
  );
  await sql(
    `INSERT INTO item (event_id, flow_code, parcel_id, lane, shard, order_key, position, state, asset, amount_minor, business_date, cause_id)
     SELECT event_id, $2, parcel_id, lane, shard, order_key, position, 'exception', asset, amount_minor, business_date, $3
     FROM item WHERE event_id = $1 LIMIT 1`,
    [eventId, flow, causeId],
  );
  await sql(
    `INSERT INTO exception (id, event_id, flow_code, parcel_id, cause_id, asset, amount_minor)
     SELECT $4, event_id, flow_code, parcel_id, $3, asset, amount_minor FROM item WHERE event_id = $1 AND flow_code = $2`,
    [eventId, flow, causeId, newId()],
  );
}

/** Where this event stands in each flow. */
export const statesByFlow = ({ sql }: Db, eventId: string) =>
  sql<{ flow: string; state: string }>(
    'SELECT flow_code AS flow, state FROM item WHERE event_id = $1 ORDER BY flow_code',
    [eventId],
  );
