import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { api, Prefetched, prefetch } from '@/app/api';
import { Guard } from '@/app/guard';
import { Refund } from '@/components/refunds/refund';

export const metadata: Metadata = { title: 'Refund' };

type Props = { params: Promise<{ id: string }> };

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function Body({ params }: Props) {
  const { id } = await params;
  if (!ID.test(id)) notFound();
  await prefetch(api.refunds.detail.queryOptions({ id }));
  return (
    <Prefetched>
      <Refund id={id} />
    </Prefetched>
  );
}

export default function RefundPage(props: Props) {
  return (
    <Guard needs="refunds.read" title="Refund">
      <Body {...props} />
    </Guard>
  );
}
