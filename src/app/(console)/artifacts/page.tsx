import type { Metadata } from 'next';
import { api, Prefetched, prefetch, prefetchPages } from '@/app/api';
import { Guard } from '@/app/guard';
import { type ArtifactState, Artifacts } from '@/components/artifacts/artifacts';

export const metadata: Metadata = { title: 'Artifacts' };

type Params = Record<string, string | string[] | undefined>;
const STATES: readonly ArtifactState[] = ['received', 'parsed', 'quarantined'];

async function Body({ params }: { params: Params }) {
  const filter = {
    state: STATES.find((state) => state === params.state) ?? null,
    connection: typeof params.connection === 'string' ? params.connection : null,
  };
  await Promise.all([
    prefetch(api.artifacts.connections.queryOptions()),
    prefetchPages(
      api.artifacts.list.infiniteQueryOptions(filter, { getNextPageParam: (page) => page.next, initialCursor: null }),
    ),
  ]);
  return (
    <Prefetched>
      <Artifacts filter={filter} />
    </Prefetched>
  );
}

export default async function ArtifactsPage({ searchParams }: { searchParams: Promise<Params> }) {
  return (
    <Guard needs="artifacts.read" title="Artifacts">
      <Body params={await searchParams} />
    </Guard>
  );
}
