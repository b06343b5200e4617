// Goal: nobody sees identifiers without a line in the log that says who, why and what of. Method: the procedure on real rows, with a log
// that takes the line and one that does not.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '@/server/auth/session';
import { closeDatabase } from '@/server/platform/db';
import { addUser, dbOf, liveReveals, refuseAudit, revealsLogged } from '../../../../test/setup/books';
import { enterDatabase } from '../../../../test/setup/database';
import { appRouter } from '../root';

const EMAIL = 'iris.quill@fernhollow.example';
const SUBJECT = '01a2317f-d606-73c4-8f81-a8469b8b1ec5';
let owner: pg.Pool;
let userId = '';
beforeAll(async () => {
  const database = await enterDatabase('web');
  owner = new pg.Pool({ connectionString: database.ownerUrl, max: 1 });
  await addUser(dbOf(owner), { email: EMAIL, name: 'Iris Quill', role: 'support' });
  userId = (await dbOf(owner).sql<{ id: string }>('SELECT id FROM app_user WHERE email = $1', [EMAIL]))[0]?.id ?? '';
});
afterAll(async () => {
  await owner.end();
  await closeDatabase();
});

const reveal = (reason: string) => {
  const session: Session = {
    userId,
    email: EMAIL,
    name: 'Iris Quill',
    role: 'support',
    approvalLimitMinor: 0n,
    actor: { kind: 'user', name: EMAIL, scope: '*' },
  };
  const input = { reason, subjectKind: 'parcel', subjectId: SUBJECT } as const;
  return appRouter.createCaller({ session, mayChange: true }).trace.reveal(input);
};

describe('a reveal', () => {
  it('that cannot be logged does not happen', async () => {
    const allow = await refuseAudit(dbOf(owner), 'identifiers.revealed');
    try {
      await expect(reveal('The payer is on the phone')).rejects.toThrow();
    } finally {
      await allow();
    }
    expect(await liveReveals(dbOf(owner), userId)).toBe(0);
    expect(await revealsLogged(dbOf(owner))).toEqual([]);
  });

  it('without a reason does not happen', async () => {
    await expect(reveal('       x       ')).rejects.toThrow();
    expect(await liveReveals(dbOf(owner), userId)).toBe(0);
  });

  it('is one grant and one line that says who, why and what of', async () => {
    await reveal('The payer is on the phone');
    expect(await liveReveals(dbOf(owner), userId)).toBe(1);
    expect(await revealsLogged(dbOf(owner))).toMatchObject([
      { actor: EMAIL, subject_kind: 'parcel', subject_id: SUBJECT, detail: { reason: 'The payer is on the phone' } },
    ]);
  });
});
