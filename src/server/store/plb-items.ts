import type { Tx } from '../platform/db';
import { newId } from '../platform/ids';

/** One PLB pair's effect on the sub-ledger; `referenceKey` is the blind index in hex, empty for families settled by payee. */
export type PlbChange = {
  readonly eventId: string;
  readonly payerKey: string;
  readonly payeeKey: string;
  readonly family: string;
  readonly referenceKey: string;
  readonly amountMinor: bigint;
};

const KEY = 'payer_key, payee_key, family, reference_index';

/** Applies each change once, whatever is replayed: the movement is keyed by its event. */
export async function applyPlbChanges(tx: Tx, changes: readonly PlbChange[]): Promise<void> {
  if (changes.length === 0) return;
  const columns = [
    changes.map((c) => c.payerKey),
    changes.map((c) => c.payeeKey),
    changes.map((c) => c.family),
    changes.map((c) => Buffer.from(c.referenceKey, 'hex')),
  ];
  await tx.execute(
    `INSERT INTO plb_item (id, ${KEY}, balance_minor, movement_count)
     SELECT DISTINCT ON (${KEY}) u.id, ${KEY}, 0, 0
     FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::uuid[]) AS u(${KEY}, id) ORDER BY ${KEY}
     ON CONFLICT (${KEY}) DO NOTHING`,
    [...columns, changes.map(() => newId())],
  );
  await tx.execute(
    `WITH moved AS (INSERT INTO plb_movement (event_id, item_id, amount_minor)
       SELECT u.event_id, i.id, u.amount FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::uuid[], $6::bigint[])
         AS u(${KEY}, event_id, amount) JOIN plb_item i USING (${KEY}) ON CONFLICT DO NOTHING RETURNING item_id, amount_minor)
     UPDATE plb_item i SET balance_minor = i.balance_minor + m.amount, movement_count = i.movement_count + m.n, moved_at = now()
     FROM (SELECT item_id, sum(amount_minor) AS amount, count(*) AS n FROM moved GROUP BY item_id) AS m WHERE i.id = m.item_id`,
    [...columns, changes.map((c) => c.eventId), changes.map((c) => c.amountMinor)],
  );
}

/** Open recoupment liabilities among these references, as `payerKey|payeeKey|referenceKey`. */
export async function openLiabilities(tx: Tx, referenceKeys: readonly string[]): Promise<Set<string>> {
  if (referenceKeys.length === 0) return new Set();
  const rows = await tx.query<{ key: string }>(
    `SELECT payer_key || '|' || payee_key || '|' || encode(reference_index, 'hex') AS key FROM plb_item
     WHERE family = 'recoupment' AND balance_minor < 0 AND reference_index = ANY ($1::bytea[])`,
    [referenceKeys.map((key) => Buffer.from(key, 'hex'))],
  );
  return new Set(rows.map((row) => row.key));
}
