import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { api, Prefetched, prefetch } from '@/app/api';
import { Replay } from '@/components/replays/replay';

export const metadata: Metadata = { title: 'Manifest' };

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export default async function ReplayPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  if (!ID.test(id)) notFound();
  await prefetch(api.replays.detail.queryOptions({ replayId: id }));
  return (
    <Prefetched>
      <Replay replayId={id} />
    </Prefetched>
  );
}
