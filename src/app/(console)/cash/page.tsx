import type { Metadata } from 'next';
import { api, Prefetched, prefetch } from '@/app/api';
import { Guard } from '@/app/guard';
import { Cash } from '@/components/cash/cash';
import { openViewFrom, periodFrom } from '@/components/cash/words';

export const metadata: Metadata = { title: 'Cash' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

async function Body({ searchParams }: Props) {
  const params = await searchParams;
  await Promise.all([
    prefetch(api.cash.screen.queryOptions({ period: periodFrom(params.period) })),
    prefetch(api.cash.open.queryOptions({ view: openViewFrom(params.view) })),
  ]);
  return (
    <Prefetched>
      <Cash />
    </Prefetched>
  );
}

export default function CashPage(props: Props) {
  return (
    <Guard needs="cash.read" title="Cash">
      <Body {...props} />
    </Guard>
  );
}
