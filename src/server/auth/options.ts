import { cookies } from 'next/headers';
import type { NextAuthOptions } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import { SIGN_IN_BUSY } from '@/domain/sign-in';
import { EnvError, env } from '@/server/platform/env';
import { deviceMark, knowsDevice, signIn } from './sign-in';
import { NoTurn } from './turns';

const SESSION_SECONDS = 8 * 3600;
const DEVICE_SECONDS = 180 * 86_400;
const DEVICE_COOKIE = 'tieout-device';

function secretOf(): string {
  const secret = env().NEXTAUTH_SECRET;
  if (!secret) throw new EnvError('NEXTAUTH_SECRET is not set: without it nobody can sign in.');
  return secret;
}

async function authorize(input: Record<'email' | 'password', string> | undefined) {
  if (!input?.email || !input.password) return null;
  const jar = await cookies();
  const known = knowsDevice(jar.get(DEVICE_COOKIE)?.value, input.email, secretOf());
  const user = await signIn(input.email.trim(), input.password, known).catch((error: unknown) => {
    // The page tells the two apart: nothing is wrong with a password that nobody looked at.
    throw error instanceof NoTurn ? new Error(SIGN_IN_BUSY) : error;
  });
  if (!user) return null;
  jar.set(DEVICE_COOKIE, deviceMark(user.email, secretOf()), {
    httpOnly: true,
    sameSite: 'lax',
    secure: env().NEXTAUTH_URL?.startsWith('https:') === true,
    maxAge: DEVICE_SECONDS,
    path: '/api/auth',
  });
  return { id: user.id, email: user.email, name: user.name, sessionVersion: user.sessionVersion };
}

/** next-auth's settings: a signed cookie that says who and which session version; rights are read anew at each request. */
export function authOptions(): NextAuthOptions {
  return {
    secret: secretOf(),
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    pages: { signIn: '/signin', error: '/signin' },
    providers: [Credentials({ credentials: { email: { type: 'email' }, password: { type: 'password' } }, authorize })],
    callbacks: {
      jwt: ({ token, user }) =>
        user
          ? { ...token, userId: user.id, sessionVersion: 'sessionVersion' in user ? user.sessionVersion : 0 }
          : token,
      session: ({ session, token }) => ({ ...session, userId: token.userId, sessionVersion: token.sessionVersion }),
    },
  };
}
