import type { Metadata } from 'next';
import { api, Prefetched, prefetchOr404 } from '@/app/api';
import { Guard } from '@/app/guard';
import { Artifact } from '@/components/artifacts/artifact';

export const metadata: Metadata = { title: 'Artifact' };

async function Body({ id }: { id: string }) {
  await prefetchOr404(api.artifacts.detail.queryOptions({ id }));
  return (
    <Prefetched>
      <Artifact id={id} />
    </Prefetched>
  );
}

export default async function ArtifactPage({ params }: { params: Promise<{ id: string }> }) {
  return (
    <Guard needs="artifacts.read" title="Artifact">
      <Body id={(await params).id} />
    </Guard>
  );
}
