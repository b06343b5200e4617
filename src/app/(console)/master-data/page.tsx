import type { Metadata } from 'next';
import { api, Prefetched, prefetch, prefetchPages } from '@/app/api';
import { Guard } from '@/app/guard';
import { KINDS, VIEWS } from '@/components/masterdata/kinds';
import { MasterData } from '@/components/masterdata/master-data';

export const metadata: Metadata = { title: 'Master data' };

type Params = Record<string, string | string[] | undefined>;

async function Body({ params }: { params: Params }) {
  const view = VIEWS.find((known) => known === params.view) ?? 'crosswalk';
  const kind = KINDS.find((known) => known === params.kind) ?? null;
  const text = typeof params.text === 'string' && params.text !== '' ? params.text.slice(0, 80) : null;
  if (view === 'payers') await prefetch(api.masterdata.payers.queryOptions());
  if (view === 'facilities') await prefetch(api.masterdata.facilities.queryOptions());
  if (view === 'crosswalk') {
    await prefetchPages(
      api.masterdata.crosswalk.infiniteQueryOptions(
        { kind, text },
        { getNextPageParam: (page) => page.next, initialCursor: null },
      ),
    );
  }
  return (
    <Prefetched>
      <MasterData view={view} kind={kind} text={text} />
    </Prefetched>
  );
}

export default async function MasterDataPage({ searchParams }: { searchParams: Promise<Params> }) {
  return (
    <Guard needs="masterdata.read" title="Master data">
      <Body params={await searchParams} />
    </Guard>
  );
}
