import { type Db, only } from './db';
import { FLOW } from './flow';

/** Rows that no stage has written, to see whether the laws of the books hold them to account. */

const ONE_BOOKED = "(SELECT id FROM posting WHERE state = 'confirmed' AND line_count > 0 ORDER BY id LIMIT 1)";

/** Takes a booked journal back, as a later decision of its subject would; returns the id of what does so. */
export async function addReversal({ sql }: Db): Promise<string> {
  const { id } = only(
    await sql<{ id: string }>(
      `INSERT INTO posting (id, flow_code, target_id, kind, role, ref, entity_code, asset, period, posting_date, group_id, key,
         rule_version, description, state, debit_minor, credit_minor, line_count, first_event_id, last_event_id, reverses_posting)
       SELECT gen_random_uuid(), flow_code, target_id, kind, role, 'undo', entity_code, asset, period, posting_date, gen_random_uuid(),
         key || '-R', rule_version, description, 'ready', debit_minor, credit_minor, line_count, first_event_id, last_event_id, id
       FROM posting WHERE id = ${ONE_BOOKED} RETURNING id`,
    ),
  );
  await sql(
    `INSERT INTO posting_line (posting_id, line_no, account, cost_center, facility_id, facility_code, payer_class, affiliate, dims,
       debit_minor, credit_minor)
     SELECT $1, line_no, account, cost_center, facility_id, facility_code, payer_class, affiliate, dims, credit_minor, debit_minor
     FROM posting_line WHERE posting_id = ${ONE_BOOKED}`,
    [id],
  );
  return id;
}

/** Moves the first line of this journal to another cost center. */
export const moveLine = ({ sql }: Db, postingId: string, costCenter: string) =>
  sql(
    `UPDATE posting_line SET cost_center = $2 WHERE posting_id = $1
     AND line_no = (SELECT min(line_no) FROM posting_line WHERE posting_id = $1)`,
    [postingId, costCenter],
  );

/** An event of the kernel's own that this one asked for, with its item; returns its id. */
export async function addDerived({ sql }: Db, parentId: string): Promise<string> {
  const { id } = only(
    await sql<{ id: string }>(
      `INSERT INTO event (id, parent_id, ordinal, type, asset, amount_minor, facts, order_keys)
       VALUES (tieout_uuid7_floor(now() + random() * interval '1 second'), $1, 0, 'saga.due', 'N/0', 0, '{}', decode(repeat('01', 16), 'hex'))
       RETURNING id`,
      [parentId],
    ),
  );
  await sql(
    `INSERT INTO item (event_id, flow_code, lane, shard, order_key, position, state, asset, amount_minor, business_date)
     VALUES ($1, $2, 0, 0, decode(repeat('01', 16), 'hex'), $1, 'ready', 'N/0', 0, now())`,
    [id, FLOW],
  );
  return id;
}

/** Signals what `awaitTopic` waits for, so many minutes ago. */
export const signalTopic = ({ sql }: Db, eventId: string, minutesAgo: number) =>
  sql(
    `INSERT INTO topic (topic, event_id, at) VALUES ('\\x01', $1, now() - make_interval(mins => $2))
     ON CONFLICT (topic, event_id) DO UPDATE SET at = excluded.at`,
    [eventId, minutesAgo],
  );

/** Says of some open tie that it is tied. */
export const tieOpenTie = ({ sql }: Db) =>
  sql(
    "UPDATE tie SET state = 'tied' WHERE id = (SELECT id FROM tie WHERE balance_minor <> 0 ORDER BY id LIMIT 1) RETURNING id",
  );

/** Says of one parcel that so many items more are open. */
export const openMore = ({ sql }: Db, items: number) =>
  sql(
    `UPDATE parcel_flow SET open_count = open_count + $1
     WHERE parcel_id = (SELECT parcel_id FROM parcel_flow ORDER BY parcel_id LIMIT 1) RETURNING parcel_id`,
    [items],
  );

/** Some posted items. */
export const postedItems = async ({ sql }: Db): Promise<string[]> =>
  (await sql<{ id: string }>("SELECT event_id AS id FROM item WHERE state = 'posted' ORDER BY 1")).map((row) => row.id);
