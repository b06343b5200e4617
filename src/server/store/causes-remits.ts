import type { Row, Tx } from '@/server/platform/db';

/** Which remits and which other causes a cure of one cause touches. */
const REMITS_MAX = 100_000;

/** The remits of the stopped items of these causes. */
export async function remitsOfCauses(tx: Tx, causeIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ remit_id: string }>(
    `SELECT DISTINCT remit_id FROM exception WHERE cause_id = ANY ($1::uuid[]) AND state = 'open' LIMIT $2`,
    [causeIds, REMITS_MAX],
  );
  return rows.map((row) => row.remit_id);
}

/** Open causes with one of these codes that share a stopped remit with this cause, itself included. */
export async function causesSharingRemits(tx: Tx, causeId: string, codes: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT DISTINCT c.id FROM exception mine
     JOIN exception x ON x.remit_id = mine.remit_id AND x.state = 'open'
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

export const payeesOfRemits = (tx: Tx, remitIds: readonly string[]): Promise<PayeeIds[]> =>
  tx.query<PayeeIds>(
    'SELECT DISTINCT payee_npi, payee_tin, payee_key FROM remit WHERE id = ANY ($1::uuid[]) ORDER BY 1, 2',
    [remitIds],
  );

export async function payerKeysOfRemits(tx: Tx, remitIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ payer_key: string }>(
    'SELECT DISTINCT payer_key FROM remit WHERE id = ANY ($1::uuid[]) ORDER BY 1',
    [remitIds],
  );
  return rows.map((row) => row.payer_key);
}
