import type { Metadata } from 'next';
import { api, Prefetched, prefetch } from '@/app/api';
import { Guard } from '@/app/guard';
import { viewFrom } from '@/components/reconciliation/params';
import { ReconciliationScreen } from '@/components/reconciliation/reconciliation-screen';

export const metadata: Metadata = { title: 'Reconciliation' };

type Params = Record<string, string | string[] | undefined>;

type Props = { searchParams: Promise<Params> };

async function Body({ searchParams }: Props) {
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

export default function ReconciliationPage(props: Props) {
  return (
    <Guard needs="reconciliation.read" title="Reconciliation">
      <Body {...props} />
    </Guard>
  );
}
