import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { api, Prefetched, prefetch, prefetchPages } from '@/app/api';
import { Guard } from '@/app/guard';
import { Replay } from '@/components/replays/replay';
import { statusFrom } from '@/components/replays/words';

export const metadata: Metadata = { title: 'Manifest' };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ status?: string | string[] }> };

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function Body({ params, searchParams }: Props) {
  const { id } = await params;
  const { status } = await searchParams;
  if (!ID.test(id)) notFound();
  await Promise.all([
    prefetch(api.replays.detail.queryOptions({ replayId: id })),
    prefetchPages(
      api.replays.items.infiniteQueryOptions(
        { replayId: id, status: statusFrom(status) },
        { getNextPageParam: (page) => page.next, initialCursor: null },
      ),
    ),
  ]);
  return (
    <Prefetched>
      <Replay replayId={id} />
    </Prefetched>
  );
}

export default function ReplayPage(props: Props) {
  return (
    <Guard needs="replays.read" title="Manifest">
      <Body {...props} />
    </Guard>
  );
}
