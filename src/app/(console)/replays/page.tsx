import type { Metadata } from 'next';
import { api, Prefetched, prefetchPages } from '@/app/api';
import { Guard } from '@/app/guard';
import { Replays } from '@/components/replays/replays';

export const metadata: Metadata = { title: 'Replays' };

async function Body() {
  await prefetchPages(
    api.replays.list.infiniteQueryOptions({}, { getNextPageParam: (page) => page.next, initialCursor: null }),
  );
  return (
    <Prefetched>
      <Replays />
    </Prefetched>
  );
}

export default function ReplaysPage() {
  return (
    <Guard needs="replays.read" title="Replays">
      <Body />
    </Guard>
  );
}
