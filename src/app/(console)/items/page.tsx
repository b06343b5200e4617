import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { api, Prefetched, prefetch, prefetchPages } from '@/app/api';
import { Guard } from '@/app/guard';
import { Items } from '@/components/items/items';
import { ITEM_PLACES } from '@/components/items/places';
import { scopeFrom } from '@/components/lib/routes';

export const metadata: Metadata = { title: 'Items' };

type Params = Record<string, string | string[] | undefined>;

async function Body({ params }: { params: Params }) {
  const place = ITEM_PLACES.find((known) => known === (params.place ?? 'received'));
  if (!place) notFound();
  const scope = scopeFrom(params);
  await Promise.all([
    prefetch(api.overview.totals.queryOptions(scope)),
    prefetch(api.overview.scopes.queryOptions()),
    prefetchPages(
      api.items.list.infiniteQueryOptions(
        { ...scope, place },
        { getNextPageParam: (page) => page.next, initialCursor: null },
      ),
    ),
  ]);
  return (
    <Prefetched>
      <Items place={place} scope={scope} />
    </Prefetched>
  );
}

export default async function ItemsPage({ searchParams }: { searchParams: Promise<Params> }) {
  return (
    <Guard needs="trace.read" title="Items">
      <Body params={await searchParams} />
    </Guard>
  );
}
