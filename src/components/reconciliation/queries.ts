import { keepPreviousData, useInfiniteQuery, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useTRPC } from '@/components/lib/trpc';

const SCREEN_EVERY_MS = 10_000;

export type Dimension = 'payer' | 'facility' | 'entity';
export type View = { readonly period: string | undefined; readonly rows: Dimension; readonly columns: Dimension };

export function useScreen(view: View) {
  const trpc = useTRPC();
  return useSuspenseQuery({ ...trpc.reconciliation.screen.queryOptions(view), refetchInterval: SCREEN_EVERY_MS });
}

export type ScreenData = ReturnType<typeof useScreen>['data'];
export type Legs = NonNullable<ScreenData['legs']>;
export type Cell = ScreenData['pivot']['cells'][number];
export type LedgerLeg = Extract<Legs['gl'], { kind: 'ledger' }>['legs'][number];

export type Selection = View & { readonly period: string; readonly row: string; readonly column: string };

export function useCell(selection: Selection, enabled: boolean) {
  const trpc = useTRPC();
  return useQuery({
    ...trpc.reconciliation.cell.queryOptions(selection),
    enabled,
    placeholderData: keepPreviousData,
    refetchInterval: SCREEN_EVERY_MS,
  });
}

/** Items behind a difference, page by page. */
export function useItems(selection: Selection, enabled: boolean) {
  const trpc = useTRPC();
  return useInfiniteQuery({
    ...trpc.reconciliation.items.infiniteQueryOptions({ selection }, { getNextPageParam: (page) => page.next }),
    enabled,
  });
}

export function useAccounts(period: string, entity: string) {
  const trpc = useTRPC();
  return useQuery(trpc.reconciliation.accounts.queryOptions({ period, entity }));
}
