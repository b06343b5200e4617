import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { api, Prefetched, prefetch } from '@/app/api';
import { Guard } from '@/app/guard';
import { Flow } from '@/components/flows/flow';

export const metadata: Metadata = { title: 'Flow' };

type Props = { params: Promise<{ code: string }> };

const CODE = /^[a-z0-9-]{1,60}$/;

async function Body({ params }: Props) {
  const { code } = await params;
  if (!CODE.test(code)) notFound();
  await prefetch(api.flows.detail.queryOptions({ code }));
  return (
    <Prefetched>
      <Flow code={code} />
    </Prefetched>
  );
}

export default function FlowPage(props: Props) {
  return (
    <Guard needs="flows.read" title="Flow">
      <Body {...props} />
    </Guard>
  );
}
