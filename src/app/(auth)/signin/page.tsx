import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { SignInForm } from '@/components/shell/sign-in-form';
import { currentSession } from '@/server/auth/session';

export const metadata: Metadata = { title: 'Sign in' };

/** Only addresses of this console are gone to after signing in; anything else would lend our name to a stranger's page. */
const ownAddress = (to: unknown): string =>
  typeof to === 'string' && /^\/(?![/\\])[\w\-./?=&%]*$/.test(to) ? to : '/overview';

export default async function SignInPage({ searchParams }: { searchParams: Promise<Record<string, unknown>> }) {
  const to = ownAddress((await searchParams).to);
  if (await currentSession()) redirect(to);
  return (
    <main className="gate">
      <SignInForm to={to} />
    </main>
  );
}
