import type { Metadata } from 'next';
import { api, Prefetched, prefetch } from '@/app/api';
import { Guard } from '@/app/guard';
import { Approvals } from '@/components/approvals/approvals';
import { viewFrom } from '@/components/approvals/words';

export const metadata: Metadata = { title: 'Approvals' };

type Props = { searchParams: Promise<{ view?: string | string[]; id?: string | string[] }> };

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function Read({ searchParams }: Props) {
  const params = await searchParams;
  const list = await prefetch(api.approvals.list.queryOptions({ view: viewFrom(params.view) }));
  const id = typeof params.id === 'string' && ID.test(params.id) ? params.id : list.approvals[0]?.id;
  if (id) await prefetch(api.approvals.detail.queryOptions({ id }));
  return (
    <Prefetched>
      <Approvals />
    </Prefetched>
  );
}

export default function ApprovalsPage(props: Props) {
  return (
    <Guard needs="approvals.read" title="Approvals">
      <Read {...props} />
    </Guard>
  );
}
