import { z } from 'zod';
import { PERMISSIONS, permissionsOf, ROLES } from '@/server/auth/permissions';
import { withTransaction } from '@/server/platform/db';
import { readPeople } from '@/server/read/access';
import { permitted } from '../trpc';

const person = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  facilities: z.array(z.string()).readonly().nullable(),
  approvalLimitMinor: z.bigint(),
  active: z.boolean(),
  resting: z.boolean(),
});
const output = z.object({
  people: z.array(person),
  grants: z.array(z.object({ role: z.enum(ROLES), permissions: z.array(z.enum(PERMISSIONS)).readonly() })),
});

/** Who may sign in, and what each role holds: the same table the procedures decide by. */
export const people = permitted('access.read')
  .output(output)
  .query(async ({ ctx }) => ({
    people: await withTransaction(ctx.actor, readPeople),
    grants: ROLES.map((role) => ({ role, permissions: permissionsOf(role) })),
  }));
