'use client';
import { signIn } from 'next-auth/react';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';

/** One message for every refusal: it must not tell a stranger which e-mail addresses exist. */
const REFUSED = 'This e-mail and password do not belong together.';
const REST = 'After five misses an account rests for some seconds on browsers it has not signed in from.';

export function SignInForm({ to }: { to: string }) {
  const [working, setWorking] = useState(false);
  const [refused, setRefused] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setWorking(true);
    setRefused(false);
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
    setRefused(true);
  };
  return (
    // A press before the page is alive must not put the password into the address: a form without a method would.
    <form className="gate-form" method="post" onSubmit={(event) => void submit(event)}>
      <h1>Sign in to Tieout</h1>
      {refused ? (
        <div role="alert" className="note rejected">
          <Icon name="rejected" size={10} state="rejected" />
          <div>
            <p>{REFUSED}</p>
            <p className="s q2">{REST}</p>
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
