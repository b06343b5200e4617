import { z } from 'zod';
import { PERMISSIONS, permissionsOf, ROLES } from '@/server/auth/permissions';
import { signedIn } from '../trpc';

const output = z.object({
  name: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  permissions: z.array(z.enum(PERMISSIONS)),
  approvalLimitMinor: z.bigint(),
  allFacilities: z.boolean(),
});

/** Who is asking and what they may do, so that the console offers nothing it would refuse. */
export const me = signedIn.output(output).query(({ ctx: { session } }) => ({
  name: session.name,
  email: session.email,
  role: session.role,
  permissions: [...permissionsOf(session.role)],
  approvalLimitMinor: session.approvalLimitMinor,
  allFacilities: session.actor.scope === '*',
}));
