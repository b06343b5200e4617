import type { Row, Tx } from '@/server/platform/db';

/** Which parcels and which other causes a cure of one cause touches. */
const PARCELS_MAX = 100_000;

/** The parcels of the stopped items of these causes. */
export async function parcelsOfCauses(tx: Tx, causeIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ parcel_id: string }>(
    `SELECT DISTINCT parcel_id FROM exception
     WHERE cause_id = ANY ($1::uuid[]) AND state = 'open' AND parcel_id IS NOT NULL LIMIT $2`,
    [causeIds, PARCELS_MAX],
  );
  return rows.map((row) => row.parcel_id);
}

/** Open causes with one of these codes that share a stopped parcel with this cause, itself included. */
export async function causesSharingParcels(tx: Tx, causeId: string, codes: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT DISTINCT c.id FROM exception mine
     JOIN exception x ON x.parcel_id = mine.parcel_id AND x.state = 'open'
     JOIN cause c ON c.id = x.cause_id AND (c.code = ANY ($2::text[]) OR c.id = $1)
     WHERE mine.cause_id = $1 AND mine.state = 'open'`,
    [causeId, codes],
  );
  return rows.map((row) => row.id);
}

export interface PayeeIds extends Row {
  payee_npi: string | null;
  payee_tin: string | null;
  payee_key: string;
}

export const payeesOfParcels = (tx: Tx, parcelIds: readonly string[]): Promise<PayeeIds[]> =>
  tx.query<PayeeIds>(
    `SELECT DISTINCT NULLIF(parties->>'payeeNpi', '') AS payee_npi, NULLIF(parties->>'payeeTin', '') AS payee_tin,
       COALESCE(parties->>'payeeKey', '') AS payee_key
     FROM parcel WHERE id = ANY ($1::uuid[]) ORDER BY 1, 2`,
    [parcelIds],
  );

export async function payerKeysOfParcels(tx: Tx, parcelIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ payer_key: string }>(
    `SELECT DISTINCT parties->>'payerKey' AS payer_key FROM parcel
     WHERE id = ANY ($1::uuid[]) AND parties ? 'payerKey' ORDER BY 1`,
    [parcelIds],
  );
  return rows.map((row) => row.payer_key);
}

/**
 * Blind indexes, in hex, of the accounts that the stopped items of this cause are of: all of them or those picked. Items that name
 * no account have none. Two are enough to know that there are several.
 */
export async function accountKeysOf(tx: Tx, causeId: string, eventIds: readonly string[] | null): Promise<string[]> {
  const rows = await tx.query<{ key: string }>(
    `SELECT DISTINCT encode(e.index_a, 'hex') AS key FROM exception x JOIN item_event e ON e.event_id = x.event_id AND e.flow_code = x.flow_code
     WHERE x.cause_id = $1 AND x.state = 'open' AND e.index_a IS NOT NULL AND ($2::uuid[] IS NULL OR x.event_id = ANY ($2::uuid[])) LIMIT 2`,
    [causeId, eventIds],
  );
  return rows.map((row) => row.key);
}
