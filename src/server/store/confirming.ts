import type { ErpDocument } from '../connectors/erp/port';
import type { Tx } from '../platform/db';
import { newId } from '../platform/ids';
import type { LeasedPosting } from './postings';

/** Keeps what the ERP says it made. A second number for one posting is kept too: the invariants must be able to see it. */
export async function insertDocument(tx: Tx, posting: LeasedPosting, d: ErpDocument): Promise<void> {
  await tx.execute(
    `INSERT INTO document (id, posting_id, connection_id, entity_code, key, number, period, posting_date, debit_minor, credit_minor, line_count)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (connection_id, entity_code, number) DO NOTHING`,
    [
      newId(),
      posting.id,
      posting.connectionId,
      d.entity,
      d.key,
      d.number,
      d.period,
      d.postingDate,
      d.debitMinor,
      d.creditMinor,
      d.lineCount,
    ],
  );
}
