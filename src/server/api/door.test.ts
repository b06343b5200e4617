/**
 * Goal: every change asked for over HTTP is refused unless a page of the console asked, whatever the person may do, and no request
 * carries more procedures than the console asks for.
 * Method: every mutation that the router has, found by asking it, through the same handler as the route.
 */
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Session } from '@/server/auth/session';
import { appRouter } from './root';
import { BATCH_MAX } from './trpc';

const session: Session = {
  userId: '00000000-0000-7000-8000-000000000001',
  email: 'controller@fernhollow.example',
  name: 'Con Troller',
  role: 'controller',
  approvalLimitMinor: 0n,
  actor: { kind: 'user', name: 'controller@fernhollow.example', scope: '*' },
};
const kind = z.object({ type: z.string() });
const mutations = Object.entries(appRouter._def.procedures as Record<string, object>)
  .filter(([, procedure]) => kind.parse(Reflect.get(procedure, '_def')).type === 'mutation')
  .map(([path]) => path);

const ask = (path: string, mayChange: boolean, init: RequestInit = {}) =>
  fetchRequestHandler({
    endpoint: '/api/trpc',
    req: new Request(`http://127.0.0.1/api/trpc/${path}`, init),
    router: appRouter,
    createContext: async () => ({ session, mayChange }),
    maxBatchSize: BATCH_MAX,
  });
const change = (path: string, mayChange: boolean) =>
  ask(path, mayChange, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });

describe('the door of the procedures', () => {
  it('knows mutations at all', () => expect(mutations.length).toBeGreaterThan(10));

  it.each(mutations)('%s is refused when another page asks', async (path) => {
    const answer = await change(path, false);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('did not come from a page of the console');
  });

  it.each(mutations)('%s is not reached by GET, which foreign pages may send as well', async (path) => {
    expect((await ask(path, true)).status).toBe(405);
  });

  it('lets a page of the console through to the procedure', async () => {
    // Its input is looked at: it was not the door that refused.
    expect((await change(mutations[0] as string, true)).status).toBe(400);
  });

  it('answers a read to whoever holds the session', async () => {
    expect((await ask('session.me', false)).status).toBe(200);
  });

  it('refuses more procedures in one request than anybody needs, and says so', async () => {
    const batch = (size: number) =>
      ask(`${Array.from({ length: size }, () => 'session.me').join(',')}?batch=1&input=%7B%7D`, false);
    expect((await batch(BATCH_MAX)).status).toBe(200);
    const answer = await batch(BATCH_MAX + 1);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(`at most ${BATCH_MAX}`);
  });
});
