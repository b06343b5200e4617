import type { Tx } from '@/server/platform/db';

export type OpenCounts = { readonly exceptions: number; readonly replays: number };

/** What is open, for the numbers beside the navigation: stopped items, and replays not yet finished. */
export async function readOpenCounts(tx: Tx): Promise<OpenCounts> {
  const [row] = await tx.query<OpenCounts>(
    `SELECT (SELECT count(*) FROM exception WHERE state = 'open')::int AS exceptions,
            (SELECT count(*) FROM replay WHERE state IN ('frozen', 'sending'))::int AS replays`,
  );
  return row ?? { exceptions: 0, replays: 0 };
}
