import type { Db } from './db';

/** Reveals of a person that hold at this moment. */
export const liveReveals = async ({ sql }: Db, userId: string): Promise<number | undefined> =>
  (
    await sql<{ n: number }>('SELECT count(*)::int AS n FROM reveal_grant WHERE user_id = $1 AND expires_at > now()', [
      userId,
    ])
  )[0]?.n;

export type LoggedReveal = {
  readonly actor: string;
  readonly subject_kind: string;
  readonly subject_id: string;
  readonly detail: unknown;
};

export const revealsLogged = ({ sql }: Db): Promise<LoggedReveal[]> =>
  sql<LoggedReveal>(
    `SELECT actor, subject_kind, subject_id, detail::jsonb AS detail FROM audit WHERE action = 'identifiers.revealed' ORDER BY id`,
  );

/** Makes the log refuse lines of one action. Returns what makes it take them again. */
export async function refuseAudit({ sql }: Db, action: string): Promise<() => Promise<unknown>> {
  await sql(`CREATE FUNCTION refuse_audit() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF NEW.action = '${action}' THEN RAISE EXCEPTION 'the log is full'; END IF; RETURN NEW; END $$`);
  await sql('CREATE TRIGGER refuse_audit BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION refuse_audit()');
  return async () => {
    await sql('DROP TRIGGER refuse_audit ON audit');
    await sql('DROP FUNCTION refuse_audit()');
  };
}
