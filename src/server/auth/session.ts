import { getServerSession } from 'next-auth';
import { cache } from 'react';
import { z } from 'zod';
import { type Actor, systemActor, withTransaction } from '@/server/platform/db';
import { findUser } from '@/server/store/users';
import { authOptions } from './options';
import type { Role } from './permissions';

/** Who asks, with the rights of this very moment: role, scope and limit are read from the database at each request. */
export type Session = {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly approvalLimitMinor: bigint;
  readonly actor: Actor;
};

const claims = z.object({ userId: z.uuid(), sessionVersion: z.int() });

/** Null when signed out, deactivated, or signed in before the account's session version was raised. */
export const currentSession = cache(async (): Promise<Session | null> => {
  const parsed = claims.safeParse(await getServerSession(authOptions()));
  if (!parsed.success) return null;
  const user = await withTransaction(systemActor('session'), (tx) => findUser(tx, parsed.data.userId));
  if (!user?.active || user.sessionVersion !== parsed.data.sessionVersion) return null;
  return {
    userId: user.id,
    email: user.email,
    name: user.name,
    role: user.role,
    approvalLimitMinor: user.approvalLimitMinor,
    actor: { kind: 'user', name: user.email, scope: user.facilityIds ?? '*' },
  };
});
