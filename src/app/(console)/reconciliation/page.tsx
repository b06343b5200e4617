import type { Metadata } from 'next';
import { api, Prefetched, prefetch } from '@/app/api';
import { viewFrom } from '@/components/reconciliation/params';
import { ReconciliationScreen } from '@/components/reconciliation/reconciliation-screen';

export const metadata: Metadata = { title: 'Reconciliation' };

type Params = Record<string, string | string[] | undefined>;

export default async function ReconciliationPage({ searchParams }: { searchParams: Promise<Params> }) {
  const given = Object.entries(await searchParams).flatMap(([key, value]) =>
    typeof value === 'string' ? [[key, value]] : [],
  );
  const params = new URLSearchParams(given);
  const view = viewFrom(params);
  const { period } = await prefetch(api.reconciliation.screen.queryOptions(view));
  const [row, column] = [params.get('row'), params.get('column')];
  if (period && row && column) {
    await prefetch(api.reconciliation.cell.queryOptions({ ...view, period, row, column }));
  }
  return (
    <Prefetched>
      <ReconciliationScreen />
    </Prefetched>
  );
}
