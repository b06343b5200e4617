'use client';
import { usePathname, useSearchParams } from 'next/navigation';
import { routes, scopeFrom } from '@/components/lib/routes';
import type { View } from './queries';

const VIEWS: readonly View[] = ['all', 'mine', 'unowned', 'late'];
const viewFrom = (value: string | null): View => VIEWS.find((view) => view === value) ?? 'all';

/** The address is the state: scope, view, cause and item. Changing it fetches nothing from the page's server. */
export function useSelection() {
  const params = useSearchParams();
  const pathname = usePathname();
  const causeId = params.get('cause');
  const itemId = params.get('item');
  const entries = Object.fromEntries(params);
  const hrefOf = (change: Readonly<Record<string, string | undefined>>): string =>
    routes.exceptions({ ...entries, item: undefined, ...change });
  const go = (href: string): void => {
    if (pathname === '/exceptions') window.history.pushState(null, '', href);
  };
  return { scope: scopeFrom(entries), view: viewFrom(params.get('view')), causeId, itemId, hrefOf, go };
}
export type Selection = ReturnType<typeof useSelection>;
