import { POSTING_UNSENT, type PostingState } from '@/domain/stages';
import type { Row, Tx } from '@/server/platform/db';
import { MONEY } from './scope';

/** Postings that no target has been asked for yet, of every flow, by entity and period. */
export interface Unsent extends Row {
  readonly entity: string;
  readonly period: string;
  readonly state: PostingState;
  readonly count: number;
  readonly debitMinor: bigint;
}

const ROWS_MAX = 1000;

/** Of one period, or of all. A period that has any is not complete, whatever else of it agrees. */
export const readUnsent = (tx: Tx, period: string | null): Promise<Unsent[]> =>
  tx.query<Unsent>(
    `SELECT entity_code AS entity, period, state, count(*)::int AS count, sum(debit_minor)::bigint AS "debitMinor"
       FROM posting WHERE state = ANY ($2) AND asset = $3 AND period IS NOT NULL AND ($1::text IS NULL OR period = $1)
      GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT ${ROWS_MAX}`,
    [period, POSTING_UNSENT, MONEY],
  );
