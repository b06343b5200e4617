import { newId } from '@/server/platform/ids';
import type { Db } from './db';

/** Readings of the ERP's balances, written by hand. */

export type LedgerScope = { readonly connectionId: string; readonly entity: string; readonly period: string };

/** A reading that sees our confirmed lines, and `foreignCents` more on one account. */
export async function addLedgerReading(
  { sql }: Db,
  { connectionId, entity, period }: LedgerScope,
  foreign: { readonly account: string; readonly cents: number },
): Promise<void> {
  const id = newId();
  await sql(
    `INSERT INTO gl_read (id, target_id, entity_code, period, ok, own_count, own_debit_minor, own_credit_minor)
     SELECT $1, $2, $3::text, $4::text, true, count(*), COALESCE(sum(debit_minor), 0), COALESCE(sum(debit_minor), 0)
       FROM document WHERE entity_code = $3::text AND period = $4::text`,
    [id, connectionId, entity, period],
  );
  await sql(
    `INSERT INTO gl_balance (read_id, account, facility_code, debit_minor, credit_minor, line_count)
     SELECT $1, l.account, COALESCE(l.facility_code, ''), sum(l.debit_minor), sum(l.credit_minor), count(*)
       FROM posting_line l JOIN document d ON d.posting_id = l.posting_id JOIN posting p ON p.id = l.posting_id
      WHERE d.entity_code = $2 AND l.sent GROUP BY 2, 3`,
    [id, entity],
  );
  await sql('UPDATE gl_balance SET debit_minor = debit_minor + $2 WHERE read_id = $1 AND account = $3', [
    id,
    foreign.cents,
    foreign.account,
  ]);
}

/** A reading that failed, later than every other. */
export const addFailedReading = ({ sql }: Db, { connectionId, entity, period }: LedgerScope, why: string) =>
  sql(
    `INSERT INTO gl_read (id, target_id, entity_code, period, ok, failure_text)
     VALUES ('ffffffff-ffff-7fff-bfff-ffffffffffff', $1, $2, $3, false, $4)`,
    [connectionId, entity, period, why],
  );
