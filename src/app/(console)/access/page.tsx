import type { Metadata } from 'next';
import { api, Prefetched, prefetch } from '@/app/api';
import { Guard } from '@/app/guard';
import { Access } from '@/components/access/access';

export const metadata: Metadata = { title: 'Access' };

async function Body() {
  await prefetch(api.access.people.queryOptions());
  return (
    <Prefetched>
      <Access />
    </Prefetched>
  );
}

export default function AccessPage() {
  return (
    <Guard needs="access.read" title="Access">
      <Body />
    </Guard>
  );
}
