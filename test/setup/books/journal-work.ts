import { newId } from '@/server/platform/ids';
import type { Db } from './db';

/** What happens to journals on their way to the ERP: attempts, time, the breaker, documents. */

export type Attempt = {
  readonly kind: string;
  readonly outcome: string;
  readonly at: Date;
  readonly deadline: Date;
};

/** Every call about this journal in its order, with how it ended. */
export const attemptsOf = ({ sql }: Db, postingId: string | undefined): Promise<Attempt[]> =>
  sql<Attempt>(
    `SELECT a.kind, o.outcome, a.started_at AS at, a.deadline_at AS deadline FROM attempt a
     JOIN attempt_outcome o ON o.id = a.id WHERE a.posting_id = $1 ORDER BY a.number`,
    [postingId],
  );

export const sendCount = async ({ sql }: Db): Promise<number> =>
  (await sql<{ n: number }>("SELECT count(*)::int AS n FROM attempt WHERE kind = 'send'"))[0]?.n ?? 0;

/** The documents that are known of the journal of this file. */
export async function documentNumbers({ sql }: Db, artifactId: string): Promise<string[]> {
  const rows = await sql<{ number: string }>(
    `SELECT d.number FROM document d JOIN posting p ON p.id = d.posting_id JOIN parcel r ON r.id = p.parcel_id
     WHERE r.artifact_id = $1 ORDER BY d.id`,
    [artifactId],
  );
  return rows.map((row) => row.number);
}

/** Moves due dates, deadlines and leases of all that waits for the ERP into the past. */
export const elapseJournals = ({ sql }: Db, seconds: number) =>
  sql(
    `UPDATE posting SET ready_at = ready_at - make_interval(secs => $1), deadline_at = deadline_at - make_interval(secs => $1),
       sent_at = sent_at - make_interval(secs => $1), lease_until = lease_until - make_interval(secs => $1)
     WHERE state NOT IN ('confirmed', 'superseded')`,
    [seconds],
  );

/** Makes every journal whose answer was lost due for sending again. */
export const makeUnknownDue = ({ sql }: Db) =>
  sql("UPDATE posting SET state = 'ready', ready_at = now() WHERE state = 'unknown'");

/** Lets the time come at which open summary journals are cut. */
export const makeOpenDue = ({ sql }: Db) => sql("UPDATE posting SET ready_at = now() WHERE state = 'open'");

/** Of several kinds of document, the state of one that is not sent. */
export const breakerState = async ({ sql }: Db) =>
  (await sql<{ state: string }>('SELECT state FROM breaker ORDER BY state DESC'))[0];
export const forgetBreaker = ({ sql }: Db) => sql('DELETE FROM breaker');
export const makeBreakerDue = ({ sql }: Db) => sql('UPDATE breaker SET probe_at = now()');

export const readyJournals = async ({ sql }: Db): Promise<string[]> =>
  (await sql<{ id: string }>("SELECT id FROM posting WHERE state = 'ready' ORDER BY id")).map((row) => row.id);

/** Books a journal as the ERP would; a document that is `offCents` too large leaves it held, like the real stage does. */
export async function bookJournal({ sql }: Db, postingId: string, number: string, offCents: number): Promise<void> {
  await sql(
    `INSERT INTO document (id, posting_id, target_id, kind, entity_code, key, number, period, posting_date, debit_minor,
       credit_minor, line_count)
     SELECT gen_random_uuid(), id, target_id, kind, entity_code, key, $2, period, posting_date, debit_minor + $3,
       credit_minor + $3, line_count FROM posting WHERE id = $1`,
    [postingId, number, offCents],
  );
  await sql(
    `INSERT INTO attempt (id, posting_id, number, kind, key, fence, deadline_at)
     SELECT $2, id, 1, 'send', key, 1, now() + interval '30 seconds' FROM posting WHERE id = $1`,
    [postingId, newId()],
  );
  await sql("UPDATE posting SET state = $2, confirmed_at = CASE WHEN $2 = 'confirmed' THEN now() END WHERE id = $1", [
    postingId,
    offCents === 0 ? 'confirmed' : 'held',
  ]);
}

/** Forgets every document and makes the held journals ready again. */
export async function unbookHeld({ sql }: Db): Promise<void> {
  await sql('DELETE FROM document');
  await sql("UPDATE posting SET state = 'ready' WHERE state = 'held'");
}
