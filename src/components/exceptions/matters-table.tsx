'use client';
import Link from 'next/link';
import { Time } from '@/components/lib/display';
import { wordsOf } from '@/components/lib/flow-words';
import { formatAsset } from '@/components/lib/format';
import { routes } from '@/components/lib/routes';
import { Given } from '@/components/ui/given';
import { subjectsOf } from './matter-list';
import type { CauseDetail } from './queries';

type Open = NonNullable<CauseDetail['open']>;
type Matter = Open['matters'][number];

const REFUND_FLOW = 'refund-to-disbursement';

/** Where one is looked at: its claim, its remit, or its refund. */
const hrefOf = ({ subject, flow, id, eventId, parcelId }: Matter): string | null =>
  subject === 'saga'
    ? flow === REFUND_FLOW
      ? routes.refund(id)
      : null
    : eventId
      ? routes.traceEvent(eventId)
      : parcelId && routes.traceParcel(parcelId);

const nameOf = ({ account, trace, kind, subject, flow }: Matter): string =>
  account ?? trace ?? (subject === 'tie' ? (wordsOf(flow).ties?.[kind] ?? kind) : (wordsOf(flow).saga?.one ?? flow));

/** The ties or refunds under a cause that stops nothing, largest first. */
export function MattersTable({ open: { line, matters } }: { open: Open }) {
  return (
    <section aria-labelledby="matters-of">
      <div className="sech">
        <h3 className="h" id="matters-of">
          Open
        </h3>
        <span className="s q">
          {matters.length < line.subjects ? `${matters.length} of ` : ''}
          {subjectsOf(line)}, largest first
        </span>
      </div>
      <div className="ex-matters">
        <table className="tbl">
          <caption className="sr">What stands open under {line.title}</caption>
          <thead>
            <tr>
              <th scope="col">Which</th>
              <th scope="col">Trace</th>
              <th scope="col">Payer</th>
              <th scope="col">Since</th>
              <th scope="col" className="amt">
                Off by
              </th>
            </tr>
          </thead>
          <tbody>
            {matters.map((matter) => {
              const href = hrefOf(matter);
              return (
                <tr key={matter.id}>
                  <td className="mono cut">{href ? <Link href={href}>{nameOf(matter)}</Link> : nameOf(matter)}</td>
                  <td className="mono cut">{matter.trace}</td>
                  <td className="cut">{matter.payer === null ? null : <Given text={matter.payer} />}</td>
                  <td>
                    <Time at={matter.since} as="day" />
                  </td>
                  <td className="amt">
                    {matter.asset === null || matter.amountMinor === null
                      ? null
                      : formatAsset(matter.amountMinor, matter.asset)}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
