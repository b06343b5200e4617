import { permanentRedirect } from 'next/navigation';
import { routes } from '@/components/lib/routes';

/** Where remits stood before they were one kind of parcel; addresses that people kept still lead there. */
export default async function TraceRemitPage({ params }: { params: Promise<{ id: string }> }) {
  permanentRedirect(routes.traceParcel((await params).id));
}
