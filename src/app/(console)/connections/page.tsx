import type { Metadata } from 'next';
import { api, Prefetched, prefetch } from '@/app/api';
import { Guard } from '@/app/guard';
import { Connections } from '@/components/flows/connections';

export const metadata: Metadata = { title: 'Connections' };

async function Body() {
  await prefetch(api.flows.connections.queryOptions());
  return (
    <Prefetched>
      <Connections />
    </Prefetched>
  );
}

export default function ConnectionsPage() {
  return (
    <Guard needs="flows.read" title="Connections">
      <Body />
    </Guard>
  );
}
