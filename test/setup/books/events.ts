import type { Db } from './db';

/** Events, where each of them stands (its item), and the open balances that they tie together. */

export type EventFields = {
  readonly id: string;
  readonly parcelId: string;
  readonly artifactId: string;
  readonly ordinal: number;
  readonly amountMinor: bigint | number;
  readonly facts: Record<string, unknown>;
  readonly facilityId: string | null;
  readonly businessDate: string;
  readonly state: string;
  readonly causeId?: string | null;
  readonly postingId?: string | null;
};

/** A payment event. All of these share one key of order, as nothing here is about order. */
export const addEvent = ({ sql }: Db, of: EventFields) =>
  sql(
    `INSERT INTO event (id, remit_id, artifact_id, ordinal, type, amount_minor, facts, partition_key, facility_id,
       business_date, state, cause_id, posting_id)
     VALUES ($1, $2, $3, $4, 'payment.posted', $5, $6, '\\x00', $7, $8, $9, $10, $11)`,
    [
      of.id,
      of.parcelId,
      of.artifactId,
      of.ordinal,
      of.amountMinor,
      of.facts,
      of.facilityId,
      of.businessDate,
      of.state,
      of.causeId ?? null,
      of.postingId ?? null,
    ],
  );

export type EventRow = { readonly id: string; readonly state: string; readonly posted_at: Date | null };

/** The events of one file in their order, without those of some amounts. */
export const eventsOf = ({ sql }: Db, artifactId: string, withoutMinor: readonly number[] = []): Promise<EventRow[]> =>
  sql<EventRow>(
    `SELECT id, state, posted_at FROM event WHERE artifact_id = $1 AND NOT amount_minor = ANY ($2::bigint[]) ORDER BY id`,
    [artifactId, withoutMinor],
  );

export type ParcelEvent = {
  readonly id: string;
  readonly amount: string;
  readonly ordinal: number;
  readonly type: string;
  readonly state: string;
};

export const eventsOfParcel = ({ sql }: Db, parcelId: string): Promise<ParcelEvent[]> =>
  sql<ParcelEvent>(
    `SELECT id, amount_minor::text AS amount, ordinal, type, state FROM event WHERE remit_id = $1 ORDER BY ordinal`,
    [parcelId],
  );

export async function eventCount({ sql }: Db): Promise<number | undefined> {
  return (await sql<{ n: number }>('SELECT count(*)::int AS n FROM event'))[0]?.n;
}

export type ItemRow = { readonly id: string; readonly state: string; readonly release_count: number };

/** Where these events stand and how often they were released. */
export const itemsOf = ({ sql }: Db, eventIds: readonly string[]): Promise<ItemRow[]> =>
  sql<ItemRow>('SELECT id, state, release_count FROM event WHERE id = ANY ($1::uuid[]) ORDER BY id', [eventIds]);

export const stateOf = async (db: Db, eventId: string): Promise<string | undefined> =>
  (await itemsOf(db, [eventId]))[0]?.state;

export const eventFacts = ({ sql }: Db, eventId: string) =>
  sql<{ state: string; facts: Record<string, unknown> }>('SELECT state, facts FROM event WHERE id = $1', [eventId]);

export const setState = ({ sql }: Db, eventIds: readonly string[], state: string) =>
  sql('UPDATE event SET state = $2 WHERE id = ANY ($1::uuid[])', [eventIds, state]);

export const setAmount = ({ sql }: Db, eventId: string, minor: number) =>
  sql('UPDATE event SET amount_minor = $2 WHERE id = $1', [eventId, minor]);

export type Standing = { readonly id: string; readonly state: string; readonly cause_id: string | null };

/** Where every event stands, to be put back after a test has moved them about. */
export const standings = ({ sql }: Db): Promise<Standing[]> => sql<Standing>('SELECT id, state, cause_id FROM event');

export async function putBack({ sql }: Db, before: readonly Standing[]): Promise<void> {
  for (const { id, state, cause_id } of before) {
    await sql('UPDATE event SET state = $2, cause_id = $3 WHERE id = $1', [id, state, cause_id]);
  }
}

/** Deals these states out to all events in turn; what is stopped gets some cause. */
export const scatterStates = ({ sql }: Db, states: readonly string[]) =>
  sql(
    `UPDATE event e SET state = s.state,
       cause_id = CASE WHEN s.state IN ('exception', 'held') THEN (SELECT id FROM cause LIMIT 1) END
     FROM (SELECT id, ($1::text[])[1 + (row_number() OVER (ORDER BY id))::int % $2] AS state FROM event) s
     WHERE e.id = s.id`,
    [states, states.length],
  );

/** Posts every event that has a journal and no cause, and stops all others. */
export const postWhatHasJournals = ({ sql }: Db) =>
  sql(
    "UPDATE event SET state = CASE WHEN cause_id IS NULL AND posting_id IS NOT NULL THEN 'posted' ELSE 'exception' END",
  );

/** Every event that is in a journal counts as posted. */
export const postMapped = ({ sql }: Db) =>
  sql("UPDATE event SET state = 'posted', posted_at = now() WHERE state = 'mapped'");

/** Pairs of one key of which the later has gone on although the earlier has not. */
export const overtaken = ({ sql }: Db) =>
  sql(
    `SELECT b.id AS earlier, b.state AS earlier_state, e.id AS later, e.state AS later_state FROM event b
     JOIN event e ON e.partition_key = b.partition_key AND b.id < e.id
     WHERE e.state IN ('mapped', 'posted') AND (b.state IN ('ready', 'exception', 'held')
       OR (b.state = 'mapped' AND b.remit_id <> e.remit_id) OR (b.state = 'posted' AND b.posted_at > e.posted_at))`,
  );

/** Open balances between payer and payee that events of these files moved. */
export const openBalances = ({ sql }: Db, artifactIds: readonly string[]) =>
  sql<{ family: string; balance: string }>(
    `SELECT DISTINCT i.family, i.balance_minor::text AS balance FROM plb_item i JOIN plb_movement m ON m.item_id = i.id
     JOIN event e ON e.id = m.event_id WHERE e.artifact_id = ANY ($1::uuid[]) AND i.balance_minor <> 0`,
    [artifactIds],
  );
