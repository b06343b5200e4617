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

/** Applies each change once, whatever is replayed: the movement is keyed by its event. */
export async function applyPlbChanges(tx: Tx, changes: readonly PlbChange[]): Promise<void> {
  for (const change of changes) {
    const key = [change.payerKey, change.payeeKey, change.family, Buffer.from(change.referenceKey, 'hex')];
    const [item] = await tx.query<{ id: string }>(
      `INSERT INTO plb_item (id, payer_key, payee_key, family, reference_index, balance_minor, movement_count)
       VALUES ($1, $2, $3, $4, $5, 0, 0)
       ON CONFLICT (payer_key, payee_key, family, reference_index) DO UPDATE SET moved_at = now() RETURNING id`,
      [newId(), ...key],
    );
    const moved = await tx.execute(
      'INSERT INTO plb_movement (event_id, item_id, amount_minor) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [change.eventId, item?.id, change.amountMinor],
    );
    if (moved === 1) {
      await tx.execute(
        'UPDATE plb_item SET balance_minor = balance_minor + $2, movement_count = movement_count + 1 WHERE id = $1',
        [item?.id, change.amountMinor],
      );
    }
  }
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
