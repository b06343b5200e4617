import type { Metadata } from 'next';
import { api, Prefetched, prefetchPages } from '@/app/api';
import { Guard } from '@/app/guard';
import { Refunds } from '@/components/refunds/refunds';
import { refundViewFrom } from '@/components/refunds/words';

export const metadata: Metadata = { title: 'Refunds' };

type Props = { searchParams: Promise<{ view?: string | string[] }> };

async function Body({ searchParams }: Props) {
  const view = refundViewFrom((await searchParams).view);
  await prefetchPages(
    api.refunds.list.infiniteQueryOptions({ view }, { getNextPageParam: (page) => page.next, initialCursor: null }),
  );
  return (
    <Prefetched>
      <Refunds view={view} />
    </Prefetched>
  );
}

export default function RefundsPage(props: Props) {
  return (
    <Guard needs="refunds.read" title="Refunds">
      <Body {...props} />
    </Guard>
  );
}
