import type { Tx } from '@/server/platform/db';
import { STOPS } from './standing';

export type OpenCounts = { readonly exceptions: number; readonly replays: number; readonly approvals: number };

/** What is open, for the numbers beside the navigation: stopped items, replays not yet finished, and what waits for a second person. */
export async function readOpenCounts(tx: Tx): Promise<OpenCounts> {
  const [row] = await tx.query<OpenCounts>(
    `SELECT (SELECT COALESCE(sum(t.items), 0) FROM ${STOPS} t WHERE t.cause_id IS NOT NULL)::int AS exceptions,
            (SELECT count(*) FROM replay WHERE state IN ('frozen', 'sending'))::int AS replays,
            (SELECT count(*) FROM approval WHERE state = 'asked')::int AS approvals`,
  );
  return row ?? { exceptions: 0, replays: 0, approvals: 0 };
}
