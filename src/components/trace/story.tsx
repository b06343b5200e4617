import Link from 'next/link';
import { routes } from '@/components/lib/routes';
import type { TraceData } from './queries';

type Parcel = TraceData['parcel'];

/** What became of a remit that another one repeats, contradicts or replaced, in plain words. */
export function Story({ parcel }: { parcel: Parcel }) {
  const { replacedById, replacedBy, priorParcelId } = parcel;
  if (!replacedById && !priorParcelId) return null;
  return (
    <div className="tools story">
      {replacedById ? (
        <p className="q2">
          Taken back:{' '}
          <Link className="num" href={routes.traceParcel(replacedById)}>
            a corrected remit
          </Link>{' '}
          took its place{by(replacedBy)}.
        </p>
      ) : null}
      {priorParcelId ? <Prior parcel={parcel} priorId={priorParcelId} /> : null}
    </div>
  );
}

const by = (name: string | null): string => (name ? `, decided by ${name}` : '');

function Prior({ parcel, priorId }: { parcel: Parcel; priorId: string }) {
  const { decision, decidedBy, disposition } = parcel;
  const accepted = disposition === 'accepted';
  const [before, link, after] =
    disposition === 'duplicate'
      ? ['', 'Duplicate of this remit', '']
      : accepted && decision === 'replace'
        ? ['Took the place of ', 'the first remit', `, which was taken back${by(decidedBy)}`]
        : accepted && decision === 'accept'
          ? ['Both are real, this and ', 'the first remit', by(decidedBy)]
          : decision === 'reject'
            ? ['Rejected beside ', 'the first remit', by(decidedBy)]
            : ['', 'Conflicts with this remit', ', nobody has decided yet'];
  return (
    <p className="q2">
      {before}
      <Link className="num" href={routes.traceParcel(priorId)}>
        {link}
      </Link>
      {after}.
    </p>
  );
}
