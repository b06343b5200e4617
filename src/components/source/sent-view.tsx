'use client';
import { Time } from '@/components/lib/display';
import { formatMoney, formatPeriod } from '@/components/lib/format';
import { Given } from '@/components/ui/given';
import { type SentJournal, type SourceFocus, useSent } from './queries';

const side = (minor: bigint): string => (minor === 0n ? '' : formatMoney(minor));
const dimensions = (line: SentJournal['lines'][number]): string =>
  [line.facility, line.costCenter, line.payerClass, line.affiliate].filter(Boolean).join(' · ');

function Journal({ journal }: { journal: SentJournal }) {
  const missing = journal.lineCount - journal.lines.length;
  return (
    <section>
      <h3 className="h mono">{journal.key}</h3>
      <p className="q2">
        Entity {journal.entity}, {journal.period ? `${formatPeriod(journal.period)}, ` : ''}dated {journal.postingDate}.{' '}
        <Given text={journal.description} />
      </p>
      <table className="tbl">
        <caption className="sr">Lines of {journal.key}</caption>
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Account</th>
            <th scope="col">Facility, cost center, class</th>
            <th scope="col" className="amt">
              Debit
            </th>
            <th scope="col" className="amt">
              Credit
            </th>
          </tr>
        </thead>
        <tbody>
          {journal.lines.map((line) => (
            <tr key={line.lineNo} className={line.own ? 'own' : undefined}>
              <td>{line.lineNo}</td>
              <td className="mono">{line.account}</td>
              <td className="cut">{dimensions(line)}</td>
              <td className="amt">{side(line.debitMinor)}</td>
              <td className="amt">{side(line.creditMinor)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={3}>
              {missing > 0 ? `+ ${missing} lines not shown` : 'Balances'}
            </th>
            <td className="amt">{formatMoney(journal.debitMinor)}</td>
            <td className="amt">{formatMoney(journal.debitMinor)}</td>
          </tr>
        </tfoot>
      </table>
      <p className="s q">
        {journal.sentAt ? (
          <>
            Sent <Time at={journal.sentAt} />
          </>
        ) : (
          'Not sent yet'
        )}
        {journal.documentNumber ? `, document ${journal.documentNumber}` : ''}
        {journal.sha256 ? `, sha256 ${journal.sha256.slice(0, 4)}…${journal.sha256.slice(-4)}` : ''}
      </p>
    </section>
  );
}

/** The journals as they travel to the ERP; lines this event feeds are lit. */
export function SentView({ focus }: { focus: SourceFocus }) {
  const { data } = useSent(focus);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls and holds nothing to focus must be focusable itself
    <section className="src-body" tabIndex={0} aria-label="Sent to ERP">
      {data?.map((journal) => (
        <Journal key={journal.id} journal={journal} />
      ))}
      {data?.length === 0 ? <p className="q2">Nothing was sent to the ERP: no journal was made of it.</p> : null}
      {data ? null : <p className="q">Reading the journal</p>}
    </section>
  );
}
