import type { Metadata } from 'next';
import { api, Prefetched, prefetch } from '@/app/api';
import { Replays } from '@/components/replays/replays';

export const metadata: Metadata = { title: 'Replays' };

export default async function ReplaysPage() {
  await prefetch(api.replays.list.queryOptions({}));
  return (
    <Prefetched>
      <Replays />
    </Prefetched>
  );
}
