'use client';
import { usePathname, useSearchParams } from 'next/navigation';
import { routes } from '@/components/lib/routes';
import { viewFrom } from './words';

/** The address is the state: which list, and which question is open. */
export function useApprovalSelection() {
  const params = useSearchParams();
  const pathname = usePathname();
  const view = viewFrom(params.get('view'));
  const hrefOf = (change: { view?: string; id?: string | undefined }): string =>
    routes.approvals({ view: view === 'waiting' ? undefined : view, id: params.get('id') ?? undefined, ...change });
  const go = (href: string): void => {
    if (pathname === '/approvals') window.history.pushState(null, '', href);
  };
  return { view, id: params.get('id'), hrefOf, go };
}
export type ApprovalSelection = ReturnType<typeof useApprovalSelection>;
