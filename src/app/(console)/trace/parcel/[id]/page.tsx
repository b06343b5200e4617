import { TRPCError } from '@trpc/server';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { api, Prefetched, prefetch } from '@/app/api';
import { Guard } from '@/app/guard';
import { FEW_EVENTS } from '@/components/trace/event-limits';
import { TraceScreen } from '@/components/trace/trace-screen';

export const metadata: Metadata = { title: 'Trace' };

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Props = { params: Promise<{ id: string }> };

async function Body({ params }: Props) {
  const { id } = await params;
  if (!ID.test(id)) notFound();
  const subject = { parcelId: id };
  try {
    await Promise.all([
      prefetch(api.trace.parcel.queryOptions({ ...subject, shown: FEW_EVENTS })),
      prefetch(api.trace.source.queryOptions(subject)),
    ]);
  } catch (error) {
    if (error instanceof TRPCError && error.code === 'NOT_FOUND') notFound();
    throw error;
  }
  return (
    <Prefetched>
      <TraceScreen {...subject} />
    </Prefetched>
  );
}

export default function TraceParcelPage(props: Props) {
  return (
    <Guard needs="trace.read" title="Trace">
      <Body {...props} />
    </Guard>
  );
}
