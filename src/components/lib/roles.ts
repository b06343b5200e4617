import type { Role } from '@/server/auth/permissions';

export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  'finance-ops': 'Finance operations',
  support: 'Integration support',
  executive: 'Executive',
  controller: 'Controller',
  admin: 'Administrator',
};
