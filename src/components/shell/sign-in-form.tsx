'use client';
import { signIn } from 'next-auth/react';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { SIGN_IN_BUSY } from '@/domain/sign-in';

/** One message for every refusal: it must not tell a stranger which e-mail addresses exist. */
const REFUSED = 'This e-mail and password do not belong together.';
const CROWDED = 'Too many sign in at this moment; your password was not looked at.';
const AGAIN = 'Try again in some seconds.';
const REST = 'After five misses an account rests for some seconds on browsers it has not signed in from.';

export function SignInForm({ to }: { to: string }) {
  const [working, setWorking] = useState(false);
  const [refused, setRefused] = useState<'password' | 'busy' | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setWorking(true);
    setRefused(null);
    const answer = await signIn('credentials', {
      email: form.get('email'),
      password: form.get('password'),
      redirect: false,
    }).catch(() => undefined);
    if (answer?.ok && !answer.error) {
      window.location.assign(to);
      return;
    }
    setWorking(false);
    setRefused(answer?.error === SIGN_IN_BUSY ? 'busy' : 'password');
  };
  return (
    // A press before the page is alive must not put the password into the address: a form without a method would.
    <form className="gate-form" method="post" onSubmit={(event) => void submit(event)}>
      <h1>Sign in to Tieout</h1>
      {refused ? (
        <div role="alert" className="note rejected">
          <Icon name="rejected" size={10} state="rejected" />
          <div>
            <p>{refused === 'busy' ? CROWDED : REFUSED}</p>
            <p className="s q2">{refused === 'busy' ? AGAIN : REST}</p>
          </div>
        </div>
      ) : null}
      <label>
        <span>E-mail</span>
        <input className="input" name="email" type="email" autoComplete="username" required />
      </label>
      <label>
        <span>Password</span>
        <input className="input" name="password" type="password" autoComplete="current-password" required />
      </label>
      <Button type="submit" look="primary" working={working ? 'Signing in' : null}>
        Sign in
      </Button>
    </form>
  );
}
