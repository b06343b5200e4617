'use client';
import { usePathname, useSearchParams } from 'next/navigation';
import { routes } from '@/components/lib/routes';
import { openViewFrom, periodFrom } from './words';

/** The address is the state: the month, the list, and what is open beside it. */
export function useCashSelection() {
  const params = useSearchParams();
  const pathname = usePathname();
  const entries = Object.fromEntries(params);
  const hrefOf = (change: Readonly<Record<string, string | undefined>>): string =>
    routes.cash({ ...entries, ...change });
  const go = (href: string): void => {
    if (pathname === '/cash') window.history.pushState(null, '', href);
  };
  return {
    period: periodFrom(params.get('period')),
    view: openViewFrom(params.get('view')),
    open: params.get('open'),
    hrefOf,
    go,
  };
}
export type CashSelection = ReturnType<typeof useCashSelection>;
