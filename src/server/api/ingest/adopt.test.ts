import { expect, it } from 'vitest';
import { ROLES } from '@/server/auth/permissions';
import { mayAdopt } from './adopt';

/** Goal: nobody makes a payer or a facility by handing in a file who may not make one by hand. */

const actor = (scope: '*' | readonly string[]) => ({ kind: 'user' as const, name: 'x@example.org', scope });

it('takes the right to edit master data', () => {
  const may = ROLES.filter((role) => mayAdopt({ role, actor: actor('*') }));
  expect(may).toEqual(['finance-ops', 'controller', 'admin']);
});

it('takes every facility', () => {
  for (const role of ROLES) expect(mayAdopt({ role, actor: actor(['f1']) })).toBe(false);
});
