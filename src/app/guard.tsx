import type { ReactNode } from 'react';
import { Screen } from '@/components/shell/screen';
import { EmptyState } from '@/components/ui/empty-state';
import { may, type Permission } from '@/server/auth/permissions';
import { currentSession } from '@/server/auth/session';

/**
 * Says kindly what a role does not hold, before anything is read. The children are rendered only with the right; the
 * procedures they read through decide again by themselves.
 */
export async function Guard({ needs, title, children }: { needs: Permission; title: string; children: ReactNode }) {
  const session = await currentSession();
  if (session && may(session.role, needs)) return children;
  return (
    <Screen title={title}>
      <EmptyState title="Your role does not hold this screen" code={needs}>
        An administrator can see in Access who holds it.
      </EmptyState>
    </Screen>
  );
}
