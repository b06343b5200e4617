import { createHmac, timingSafeEqual } from 'node:crypto';
import { appendAudit } from '@/server/audit';
import { type Actor, withTransaction } from '@/server/platform/db';
import { findForSignIn, recordMiss, recordSignIn, type SignInRow } from '@/server/store/users';
import { verifyPassword } from './password';
import { Turns } from './turns';

/**
 * Checks an e-mail and a password. Misses make the account rest, but only for browsers that have not signed in to it
 * before: a device mark (OWASP "device cookies") lets its owner in while a stranger guesses, so nobody can lock out another.
 */
const MISSES_FREE = 5;
const LOCK_FIRST_SECONDS = 15;
const LOCK_MAX_SECONDS = 900;

/** Seconds an account rests after its n-th miss in a row: none up to four, then 15 s doubling to 15 minutes. */
export function lockSeconds(misses: number): number {
  if (misses < MISSES_FREE) return 0;
  return Math.min(LOCK_FIRST_SECONDS * 2 ** (misses - MISSES_FREE), LOCK_MAX_SECONDS);
}

/**
 * scrypt takes 50 ms and 32 MB; more than these at once would let guesses starve the console. Others wait, so that a burst of guesses
 * is no wrong password of anybody else's.
 */
const checks = new Turns(4, 64, 8_000);

/** What an unknown e-mail is checked against, so that it takes as long as a known one. */
const NOBODY = 'scrypt$32768$8$1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';

export const deviceMark = (email: string, secret: string): string =>
  createHmac('sha256', secret).update(`device|${email.toLowerCase()}`).digest('base64url');

export function knowsDevice(mark: string | undefined, email: string, secret: string): boolean {
  if (mark === undefined) return false;
  const wanted = Buffer.from(deviceMark(email, secret));
  const got = Buffer.from(mark);
  return got.length === wanted.length && timingSafeEqual(got, wanted);
}

const actorOf = (email: string): Actor => ({ kind: 'user', name: email, scope: [] });

/** The signed-in person, or null: wrong e-mail, wrong password, inactive, or resting. Throws `NoTurn` when too many ask at once. */
export const signIn = (email: string, password: string, deviceKnown: boolean): Promise<SignInRow | null> =>
  checks.run(() => check(email, password, deviceKnown));

async function check(email: string, password: string, deviceKnown: boolean): Promise<SignInRow | null> {
  const user = await withTransaction(actorOf('sign-in'), (tx) => findForSignIn(tx, email));
  const resting = user?.locked === true && !deviceKnown;
  const right = await verifyPassword(password, resting ? NOBODY : (user?.passwordHash ?? NOBODY));
  if (!user || resting) return null;
  if (!right || !user.active) {
    await miss(user);
    return null;
  }
  await withTransaction(actorOf(user.email), async (tx) => {
    await recordSignIn(tx, user.id);
    await appendAudit(tx, { action: 'session.opened', subjectKind: 'user', subjectId: user.id, detail: {} });
  });
  return user;
}

async function miss(user: SignInRow): Promise<void> {
  const seconds = lockSeconds(user.failedSignIns + 1);
  await withTransaction(actorOf(user.email), async (tx) => {
    await recordMiss(tx, user.id, seconds);
    const detail = { misses: user.failedSignIns + 1, restSeconds: seconds };
    await appendAudit(tx, { action: 'session.refused', subjectKind: 'user', subjectId: user.id, detail });
  });
}
