import type { Metadata } from 'next';
import { api, Prefetched, prefetch } from '@/app/api';
import { Guard } from '@/app/guard';
import { scopeFrom } from '@/components/lib/routes';
import { Overview } from '@/components/overview/overview';

export const metadata: Metadata = { title: 'Overview' };

type Params = Record<string, string | string[] | undefined>;

const splitFrom = (value: Params[string]) =>
  value === 'facility' || value === 'payer' || value === 'entity' ? value : null;

async function Body({ params }: { params: Params }) {
  const scope = scopeFrom(params);
  const split = splitFrom(params.split);
  await Promise.all([
    prefetch(api.overview.moment.queryOptions({ ...scope, ...(split ? { by: split } : {}) })),
    prefetch(api.overview.live.queryOptions()),
    prefetch(api.overview.scopes.queryOptions()),
  ]);
  return (
    <Prefetched>
      <Overview scope={scope} split={split} />
    </Prefetched>
  );
}

export default async function OverviewPage({ searchParams }: { searchParams: Promise<Params> }) {
  return (
    <Guard needs="overview.read" title="Overview">
      <Body params={await searchParams} />
    </Guard>
  );
}
