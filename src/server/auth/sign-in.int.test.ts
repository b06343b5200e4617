// Goal: guesses are slowed down, and a stranger's guesses never keep the owner out. Method: real rows, the sign-in itself.
import { beforeAll, describe, expect, it } from 'vitest';
import { closeDatabase, systemActor, withTransaction } from '@/server/platform/db';
import { addUser, auditActions, dbOfTx } from '../../../test/setup/books';
import { enterDatabase } from '../../../test/setup/database';
import { hashPassword } from './password';
import { deviceMark, knowsDevice, lockSeconds, signIn } from './sign-in';

const EMAIL = 'iris.quill@fernhollow.example';
const PASSWORD = 'right and long enough';

beforeAll(async () => {
  await enterDatabase('web');
  const stored = await hashPassword(PASSWORD);
  await withTransaction(systemActor('test'), (tx) =>
    addUser(dbOfTx(tx), { email: EMAIL, name: 'Iris Quill', role: 'support', passwordHash: stored }),
  );
  return closeDatabase;
});

const misses = async (count: number) => {
  for (let n = 0; n < count; n += 1) expect(await signIn(EMAIL, 'wrong', false)).toBeNull();
};

describe('signIn', () => {
  it('lets in whoever knows, whatever the case of the e-mail, and forgets the misses', async () => {
    await misses(2);
    expect((await signIn(EMAIL.toUpperCase(), PASSWORD, false))?.email).toBe(EMAIL);
  });

  it('knows nobody else', async () => expect(await signIn('nobody@fernhollow.example', PASSWORD, false)).toBeNull());

  it('rests after five misses, but not for a browser its owner used before', async () => {
    await misses(5);
    expect(await signIn(EMAIL, PASSWORD, false)).toBeNull();
    expect((await signIn(EMAIL, PASSWORD, true))?.email).toBe(EMAIL);
  });

  it('keeps nobody out while strangers guess, however many at once', async () => {
    const guesses = Array.from({ length: 24 }, (_, n) => signIn(`stranger-${n}@fernhollow.example`, 'a guess', false));
    const right = signIn(EMAIL, PASSWORD, true);
    expect((await right)?.email).toBe(EMAIL);
    expect(await Promise.all(guesses)).toEqual(guesses.map(() => null));
  });

  it('writes each opening and each counted miss into the audit', async () => {
    const rows = await withTransaction(systemActor('test'), (tx) => auditActions(dbOfTx(tx)));
    expect(rows.filter(({ action }) => action === 'session.opened')).toHaveLength(3);
    expect(rows.filter(({ action }) => action === 'session.refused')).toHaveLength(7);
  });
});

describe('resting and devices', () => {
  it('grows to a quarter of an hour and no further', () => {
    expect([1, 4, 5, 6, 8, 50].map(lockSeconds)).toEqual([0, 0, 15, 30, 120, 900]);
  });

  it('takes a mark for the account it was made for only', () => {
    const mark = deviceMark(EMAIL, 'secret');
    expect(knowsDevice(mark, EMAIL.toUpperCase(), 'secret')).toBe(true);
    expect(knowsDevice(mark, 'other@fernhollow.example', 'secret')).toBe(false);
    expect(knowsDevice(mark, EMAIL, 'other secret')).toBe(false);
    expect(knowsDevice(undefined, EMAIL, 'secret')).toBe(false);
  });
});
