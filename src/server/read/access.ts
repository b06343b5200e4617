import type { Role } from '@/server/auth/permissions';
import type { Tx } from '@/server/platform/db';

/** Read model of Access: who may sign in, as what, and for which facilities. */
export type PersonRow = {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** Null: every facility. */
  readonly facilities: readonly string[] | null;
  readonly approvalLimitMinor: bigint;
  readonly active: boolean;
  /** Resting after misses; only browsers unknown to the account are refused meanwhile. */
  readonly resting: boolean;
};
const PEOPLE_MAX = 500;

export const readPeople = (tx: Tx): Promise<PersonRow[]> =>
  tx.query<PersonRow>(
    `SELECT u.id, u.name, u.email, u.role, u.approval_limit_minor AS "approvalLimitMinor", u.active,
            COALESCE(u.locked_until > now(), false) AS resting,
            CASE WHEN u.facility_ids IS NOT NULL
                 THEN ARRAY(SELECT f.name FROM facility f WHERE f.id = ANY (u.facility_ids) ORDER BY f.name) END AS facilities
       FROM app_user u ORDER BY u.name LIMIT ${PEOPLE_MAX}`,
  );
