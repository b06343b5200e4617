import type { Role } from '@/server/auth/permissions';
import type { Tx } from '@/server/platform/db';

/** People who sign in. `app_user` carries no facility data, so any actor's transaction may read it. */
export type UserRow = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** Null: every facility. */
  readonly facilityIds: string[] | null;
  readonly approvalLimitMinor: bigint;
  readonly sessionVersion: number;
  readonly active: boolean;
};
export type SignInRow = UserRow & {
  readonly passwordHash: string;
  readonly failedSignIns: number;
  readonly locked: boolean;
};

const USER = `id, email, name, role, facility_ids AS "facilityIds", approval_limit_minor AS "approvalLimitMinor",
  session_version AS "sessionVersion", active`;

export async function findUser(tx: Tx, id: string): Promise<UserRow | null> {
  const [row] = await tx.query<UserRow>(`SELECT ${USER} FROM app_user WHERE id = $1`, [id]);
  return row ?? null;
}

export async function findForSignIn(tx: Tx, email: string): Promise<SignInRow | null> {
  const [row] = await tx.query<SignInRow>(
    `SELECT ${USER}, password_hash AS "passwordHash", failed_sign_ins AS "failedSignIns",
            COALESCE(locked_until > now(), false) AS locked FROM app_user WHERE email = lower($1)`,
    [email],
  );
  return row ?? null;
}

/** Counts one miss and, from `lockSeconds` above zero, lets the account rest. */
export async function recordMiss(tx: Tx, id: string, lockSeconds: number): Promise<void> {
  await tx.execute(
    `UPDATE app_user SET failed_sign_ins = failed_sign_ins + 1,
       locked_until = CASE WHEN $2 > 0 THEN now() + make_interval(secs => $2) ELSE locked_until END WHERE id = $1`,
    [id, lockSeconds],
  );
}

export async function recordSignIn(tx: Tx, id: string): Promise<void> {
  await tx.execute('UPDATE app_user SET failed_sign_ins = 0, locked_until = NULL WHERE id = $1', [id]);
}
