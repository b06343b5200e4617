import type { Metadata } from 'next';
import { api, Prefetched, prefetch, prefetchPages } from '@/app/api';
import { Guard } from '@/app/guard';
import { Exceptions } from '@/components/exceptions/exceptions';
import { ITEMS_PAGE } from '@/components/exceptions/pages';
import { scopeFrom } from '@/components/lib/routes';

export const metadata: Metadata = { title: 'Exceptions' };

type Params = Record<string, string | string[] | undefined>;

const viewFrom = (value: Params[string]) =>
  value === 'mine' || value === 'unowned' || value === 'late' ? value : ('all' as const);
const ID = /^[0-9a-f-]{36}$/;

async function Body({ params }: { params: Params }) {
  const scope = scopeFrom(params);
  const [list] = await Promise.all([
    prefetch(api.exceptions.list.queryOptions({ ...scope, view: viewFrom(params.view) })),
    prefetch(api.overview.moment.queryOptions(scope)),
    prefetch(api.overview.scopes.queryOptions()),
  ]);
  const asked = typeof params.cause === 'string' && ID.test(params.cause) ? params.cause : null;
  const causeId = asked ?? list.causes[0]?.id;
  if (causeId) {
    await Promise.all([
      prefetch(api.exceptions.detail.queryOptions({ ...scope, causeId })),
      prefetchPages(
        api.exceptions.items.infiniteQueryOptions(
          { ...scope, causeId, limit: ITEMS_PAGE },
          { getNextPageParam: (page) => page.next, initialCursor: null },
        ),
      ),
    ]);
  }
  return (
    <Prefetched>
      <Exceptions />
    </Prefetched>
  );
}

export default async function ExceptionsPage({ searchParams }: { searchParams: Promise<Params> }) {
  return (
    <Guard needs="exceptions.read" title="Exceptions">
      <Body params={await searchParams} />
    </Guard>
  );
}
