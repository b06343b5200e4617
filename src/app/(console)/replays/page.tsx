import type { Metadata } from 'next';
import { api, Prefetched, prefetchPages } from '@/app/api';
import { Replays } from '@/components/replays/replays';

export const metadata: Metadata = { title: 'Replays' };

export default async function ReplaysPage() {
  await prefetchPages(
    api.replays.list.infiniteQueryOptions({}, { getNextPageParam: (page) => page.next, initialCursor: null }),
  );
  return (
    <Prefetched>
      <Replays />
    </Prefetched>
  );
}
