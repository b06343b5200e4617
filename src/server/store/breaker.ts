import type { Tx } from '../platform/db';

/** Failures in a row that open the breaker; after that one probe per interval goes through. */
const FAILURES_TO_OPEN = 5;
const PROBE_SECONDS = 10;

/** One good answer closes the breaker; each bad one counts, and enough of them hold all sending back for a while. */
export async function noteAnswers(
  tx: Tx,
  targetId: string,
  kind: string,
  good: number,
  bad: number,
  reason: string | null,
): Promise<void> {
  if (good > 0) {
    await tx.execute(
      `UPDATE breaker SET state = 'closed', failure_count = 0, opened_at = NULL, probe_at = NULL
       WHERE target_id = $1 AND kind = $2 AND (state <> 'closed' OR failure_count > 0)`,
      [targetId, kind],
    );
    return;
  }
  if (bad === 0) return;
  await tx.execute(
    `INSERT INTO breaker (target_id, kind, failure_count, last_failure, state, opened_at, probe_at)
     VALUES ($1, $6, $2::int, $3, CASE WHEN $2::int >= $4::int THEN 'open' ELSE 'closed' END, CASE WHEN $2::int >= $4::int THEN now() END,
       CASE WHEN $2::int >= $4::int THEN now() + make_interval(secs => $5::float8) END)
     ON CONFLICT (target_id, kind) DO UPDATE SET failure_count = breaker.failure_count + $2::int, last_failure = $3,
       state = CASE WHEN breaker.failure_count + $2::int >= $4::int THEN 'open' ELSE breaker.state END,
       opened_at = CASE WHEN breaker.failure_count + $2::int >= $4::int THEN COALESCE(breaker.opened_at, now()) END,
       probe_at = CASE WHEN breaker.failure_count + $2::int >= $4::int THEN now() + make_interval(secs => $5::float8) END`,
    [targetId, bad, reason, FAILURES_TO_OPEN, PROBE_SECONDS, kind],
  );
}
