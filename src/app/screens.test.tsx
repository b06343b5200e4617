/**
 * Goal: whoever opens a screen without its right is told so in words, on every screen; whoever holds the right is refused by nothing
 * that the screen reads.
 * Method: all pages of the console as files, every role of the permission table; what a page reads is asked of the real procedures.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { TRPCError } from '@trpc/server';
import type { ReactElement, ReactNode } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { appRouter } from '@/server/api/root';
import { may, PERMISSIONS, type Permission, ROLES, type Role } from '@/server/auth/permissions';
import type { Session } from '@/server/auth/session';
import { Guard } from './guard';

const sessionOf = (role: Role): Session => ({
  userId: '00000000-0000-7000-8000-000000000001',
  email: `${role}@fernhollow.example`,
  name: role,
  role,
  approvalLimitMinor: 0n,
  actor: { kind: 'user', name: role, scope: '*' },
});
const asking = vi.hoisted(() => ({ session: null as unknown }));
vi.mock('@/server/auth/session', () => ({ currentSession: async () => asking.session }));

const CONSOLE = path.join(import.meta.dirname, '(console)');
/** Addresses that show nothing by themselves: one that moved, and those that nothing stands at. */
const NO_SCREENS = ['trace/remit/[id]/page.tsx', '[...rest]/page.tsx'];
const screens = readdirSync(CONSOLE, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('page.tsx') && !NO_SCREENS.includes(file))
  .map((file) => {
    const text = readFileSync(path.join(CONSOLE, file), 'utf8');
    const needs = PERMISSIONS.find((permission) => text.includes(`<Guard needs="${permission}"`));
    const reads = [...text.matchAll(/\bapi\.(\w+\.\w+)\./g)].map(([, procedure]) => procedure as string);
    return { file, needs, reads: [...new Set(reads)] };
  });

/** Whether the procedure lets the role in; what it then says of an empty question is not asked here. */
async function lets(role: Role, procedure: string): Promise<boolean> {
  const caller = appRouter.createCaller({ session: sessionOf(role), mayChange: false });
  const [noun, verb] = procedure.split('.') as [string, string];
  const call: unknown = Reflect.get(Reflect.get(caller, noun) as object, verb);
  if (typeof call !== 'function') throw new Error(`there is no procedure ${procedure}`);
  try {
    await call({ noSuchField: [] });
  } catch (error) {
    return !(error instanceof TRPCError && error.code === 'FORBIDDEN');
  }
  return true;
}

describe('the screens', () => {
  it('are found', () => expect(screens.length).toBeGreaterThan(15));

  it.each(screens)('$file stands behind its right', ({ needs }) => expect(needs).toBeDefined());

  it.each(screens)('$file reads nothing that is refused to whoever holds its right', async ({ needs, reads }) => {
    for (const role of ROLES.filter((one) => may(one, needs as Permission))) {
      for (const procedure of reads)
        expect({ role, procedure, lets: await lets(role, procedure) }).toMatchObject({ lets: true });
    }
  });
});

describe('a role', () => {
  const body = 'what the screen shows';
  const shown = async (needs: Permission): Promise<ReactNode> => Guard({ needs, title: 'A screen', children: body });

  it.each(ROLES)('%s sees what it holds, and of everything else which right it lacks', async (role) => {
    asking.session = sessionOf(role);
    for (const needs of PERMISSIONS) {
      const answer = await shown(needs);
      if (may(role, needs)) expect(answer).toBe(body);
      else {
        const refusal = (answer as ReactElement<{ title: string; children: ReactElement<{ code: string }> }>).props;
        expect({ title: refusal.title, code: refusal.children.props.code }).toEqual({ title: 'A screen', code: needs });
      }
    }
  });

  it('that is signed out sees nothing', async () => {
    asking.session = null;
    expect(await shown('overview.read')).not.toBe(body);
  });
});
