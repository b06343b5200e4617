import { redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { api, Prefetched, prefetch } from '@/app/api';
import { DisplayProvider } from '@/components/lib/display';
import { KeyboardProvider } from '@/components/lib/keys';
import { routes } from '@/components/lib/routes';
import { ApiProvider } from '@/components/lib/trpc';
import { KeyHelp } from '@/components/shell/key-help';
import { Nav, TabBar } from '@/components/shell/nav';
import { SearchProvider } from '@/components/shell/search-box';
import { ToastProvider } from '@/components/ui/toast';
import { currentSession } from '@/server/auth/session';
import { readDisplay } from '@/server/read/display';

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  if (!(await currentSession())) redirect(routes.signIn);
  const [display] = await Promise.all([
    readDisplay(),
    prefetch(api.session.me.queryOptions()),
    prefetch(api.session.counts.queryOptions()),
  ]);
  return (
    <ApiProvider>
      <DisplayProvider display={display}>
        <KeyboardProvider>
          <ToastProvider>
            <SearchProvider>
              <Prefetched>
                <div className="shell">
                  <Nav />
                  {children}
                  <TabBar />
                </div>
                <KeyHelp />
              </Prefetched>
            </SearchProvider>
          </ToastProvider>
        </KeyboardProvider>
      </DisplayProvider>
    </ApiProvider>
  );
}
