import type { TargetDocument } from '../connectors/target/port';
import type { Tx } from '../platform/db';
import { newId } from '../platform/ids';
import type { LeasedPosting } from './postings';
import { insertRows } from './rows';

/** What stands in the ERP for one posting: no document, one, or more than there should be. */
type Seen = { readonly posting: LeasedPosting; readonly documents: readonly TargetDocument[] };

const DOCUMENT = {
  id: 'uuid',
  posting_id: 'uuid',
  target_id: 'uuid',
  kind: 'text',
  entity_code: 'text',
  key: 'text',
  number: 'text',
  period: 'text',
  posting_date: 'date',
  debit_minor: 'bigint',
  credit_minor: 'bigint',
  line_count: 'int',
  status: 'text',
  facts: 'jsonb',
} as const;

/**
 * Keeps what the ERP says it holds now. A second number for one posting is kept too: the invariants must be able to see it.
 * A document that was corrected there has its new amounts; one that is not found any more is marked as gone.
 */
export async function keepDocuments(tx: Tx, seen: readonly Seen[]): Promise<void> {
  if (seen.length === 0) return;
  const found = seen.flatMap(({ posting, documents }) => documents.map((d) => ({ posting, d })));
  await tx.execute(
    `UPDATE document SET gone_at = now() WHERE posting_id = ANY ($1::uuid[]) AND gone_at IS NULL
       AND NOT entity_code || '|' || number = ANY ($2::text[])`,
    [seen.map((s) => s.posting.id), found.map(({ d }) => `${d.entity}|${d.number}`)],
  );
  await insertRows(
    tx,
    'document',
    DOCUMENT,
    found.map(({ posting, d }) => [
      newId(),
      posting.id,
      posting.targetId,
      posting.kind,
      d.entity,
      d.key,
      d.number,
      d.period,
      d.postingDate,
      d.debitMinor,
      d.creditMinor,
      d.lineCount,
      d.status,
      JSON.stringify(d.facts),
    ]),
    `ON CONFLICT (target_id, kind, entity_code, number) DO UPDATE SET period = EXCLUDED.period, posting_date = EXCLUDED.posting_date,
       debit_minor = EXCLUDED.debit_minor, credit_minor = EXCLUDED.credit_minor, line_count = EXCLUDED.line_count,
       status = EXCLUDED.status, facts = EXCLUDED.facts,
       read_at = now(), gone_at = NULL WHERE document.posting_id = EXCLUDED.posting_id`,
  );
}
