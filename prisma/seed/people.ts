import { randomBytes } from 'node:crypto';
import { hashPassword } from '@/server/auth/password';
import type { Tx } from '@/server/platform/db';
import { newId } from '@/server/platform/ids';

export type SignIn = {
  readonly email: string;
  readonly password: string;
  readonly role: string;
  readonly name: string;
  readonly scope: string;
};

type Person = { email: string; name: string; role: string; limitMinor: bigint; facility?: string };

/** One person per role of the demo, and one who sees a single facility. */
const DEMO: readonly Person[] = [
  { email: 'iris.quill@fernhollow.example', name: 'Iris Quill', role: 'finance-ops', limitMinor: 5_000_000n },
  { email: 'wren.holt@fernhollow.example', name: 'Wren Holt', role: 'support', limitMinor: 1_000_000n },
  { email: 'june.alder@fernhollow.example', name: 'June Alder', role: 'controller', limitMinor: 100_000_000n },
  { email: 'theo.marsh@fernhollow.example', name: 'Theo Marsh', role: 'executive', limitMinor: 0n },
  { email: 'sam.thorne@fernhollow.example', name: 'Sam Thorne', role: 'admin', limitMinor: 0n },
  {
    email: 'noor.vale@fernhollow.example',
    name: 'Noor Vale',
    role: 'finance-ops',
    limitMinor: 1_000_000n,
    facility: 'LKG',
  },
];
const OWN: readonly Person[] = [
  { email: 'admin@tieout.local', name: 'First administrator', role: 'admin', limitMinor: 0n },
  { email: 'controller@tieout.local', name: 'First controller', role: 'controller', limitMinor: 100_000_000n },
];

/**
 * Makes the first people of an installation, once, with one generated password that `npm start` prints. Returns nothing when
 * there are people already: their passwords are their own.
 */
export async function seedPeople(tx: Tx, demo: boolean): Promise<SignIn[]> {
  const [known] = await tx.query<{ count: number }>('SELECT count(*)::int AS count FROM app_user');
  if ((known?.count ?? 0) > 0) return [];
  const password = randomBytes(9).toString('base64url');
  const stored = await hashPassword(password);
  const people = demo ? DEMO : OWN;
  for (const person of people) {
    await tx.execute(
      `INSERT INTO app_user (id, email, name, role, approval_limit_minor, password_hash, facility_ids)
       VALUES ($1, $2, $3, $4, $5, $6, CASE WHEN $7::text IS NULL THEN NULL ELSE ARRAY(SELECT id FROM facility WHERE code = $7) END)`,
      [newId(), person.email, person.name, person.role, person.limitMinor, stored, person.facility ?? null],
    );
  }
  return people.map(({ email, name, role, facility }) => ({
    email,
    password,
    role,
    name,
    scope: facility ?? 'all facilities',
  }));
}
