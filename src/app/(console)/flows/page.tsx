import type { Metadata } from 'next';
import { api, Prefetched, prefetch } from '@/app/api';
import { Guard } from '@/app/guard';
import { Flows } from '@/components/flows/flows';

export const metadata: Metadata = { title: 'Flows' };

async function Body() {
  await prefetch(api.flows.list.queryOptions());
  return (
    <Prefetched>
      <Flows />
    </Prefetched>
  );
}

export default function FlowsPage() {
  return (
    <Guard needs="flows.read" title="Flows">
      <Body />
    </Guard>
  );
}
