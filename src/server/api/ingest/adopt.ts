import { may, type Role } from '@/server/auth/permissions';
import type { Actor } from '@/server/platform/db';

/** Adopting makes payers and facilities that money is then posted to: it takes the right to edit master data, and every facility. */
export const mayAdopt = ({ role, actor }: { readonly role: Role; readonly actor: Actor }): boolean =>
  may(role, 'masterdata.edit') && actor.scope === '*';
