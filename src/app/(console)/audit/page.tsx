import type { Metadata } from 'next';
import { api, Prefetched, prefetch, prefetchPages } from '@/app/api';
import { Guard } from '@/app/guard';
import { Audit } from '@/components/audit/audit';

export const metadata: Metadata = { title: 'Audit' };

type Params = Record<string, string | string[] | undefined>;
const textOf = (value: Params[string]): string | null => (typeof value === 'string' && value !== '' ? value : null);

async function Body({ params }: { params: Params }) {
  const kind = textOf(params.kind);
  const id = textOf(params.id);
  const filter = {
    chain: textOf(params.chain),
    actor: textOf(params.actor),
    subject: kind && id ? { kind, id } : null,
  };
  await Promise.all([
    prefetch(api.audit.proof.queryOptions()),
    prefetchPages(
      api.audit.list.infiniteQueryOptions(filter, { getNextPageParam: (page) => page.next, initialCursor: null }),
    ),
  ]);
  return (
    <Prefetched>
      <Audit filter={filter} />
    </Prefetched>
  );
}

export default async function AuditPage({ searchParams }: { searchParams: Promise<Params> }) {
  return (
    <Guard needs="audit.read" title="Audit">
      <Body params={await searchParams} />
    </Guard>
  );
}
