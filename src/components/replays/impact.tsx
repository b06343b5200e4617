'use client';
import { Time } from '@/components/lib/display';
import { formatCount, formatMoney, formatPeriod } from '@/components/lib/format';
import { EmptyState } from '@/components/ui/empty-state';
import { State } from '@/components/ui/state';
import type { ReplayDetail } from './queries';

type Impact = NonNullable<ReplayDetail['impact']>;

/** What the dry run said: which items would pass, which would fail and why, and what the books would gain. */
export function ImpactPreview({ replay }: { replay: ReplayDetail }) {
  const { impact } = replay;
  if (!impact) return <NoDryRun replay={replay} />;
  const failing = impact.wouldFail.reduce((sum, fail) => sum + fail.items, 0);
  const rest = impact.wouldFail.reduce((sum, fail) => sum + fail.amountMinor, 0n);
  return (
    <>
      <section aria-labelledby="impact">
        <div className="sech">
          <h2 id="impact">Impact preview</h2>
          <span className="s q">
            dry run <Time at={new Date(impact.ranAt)} as="clock" />, every item through map, nothing sent
          </span>
          {impact.covered < replay.items ? (
            <span className="partial">first {formatCount(impact.covered)} items</span>
          ) : null}
        </div>
        <table className="tbl">
          <thead>
            <tr>
              <th scope="col">Outcome</th>
              <th scope="col" className="r">
                Items
              </th>
              <th scope="col" className="amt">
                Paid
              </th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">
                <State state="posted" word="Newly passing" />
              </th>
              <td className="r">{formatCount(impact.wouldPass.items)}</td>
              <td className="amt">{formatMoney(impact.wouldPass.amountMinor)}</td>
            </tr>
            {impact.wouldFail.map((fail) => (
              <tr key={`${fail.code} ${fail.title}`}>
                <th scope="row">
                  <State state="exception" word={`Would stop: ${fail.title}`} />
                </th>
                <td className="r">{formatCount(fail.items)}</td>
                <td className="amt">{formatMoney(fail.amountMinor)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{impact.covered < replay.items ? 'Looked at' : 'Frozen set'}</th>
              <td className="r">{formatCount(impact.wouldPass.items + failing)}</td>
              <td className="amt">{formatMoney(impact.wouldPass.amountMinor + rest)}</td>
            </tr>
          </tfoot>
        </table>
      </section>
      <NetByAccount impact={impact} />
    </>
  );
}

function NoDryRun({ replay }: { replay: ReplayDetail }) {
  return (
    <section aria-labelledby="impact">
      <div className="sech">
        <h2 id="impact">Impact preview</h2>
      </div>
      <EmptyState
        title={
          replay.action === 'reject'
            ? 'Nothing would be posted'
            : replay.action === 'accept-parcel' || replay.action === 'replace-parcel'
              ? 'Not known before the remit is read again'
              : 'No dry run was kept'
        }
      >
        {replay.action === 'reject'
          ? 'A rejected item has no journal lines.'
          : 'Progress shows where every item really is once the set is sent.'}
      </EmptyState>
    </section>
  );
}

const ROWS_MAX = 60;

function NetByAccount({ impact }: { impact: Impact }) {
  const periods = [...new Set(impact.net.map((line) => line.period))].sort();
  const accounts = [...new Set(impact.net.map((line) => `${line.entity} ${line.account}`))].sort();
  const of = (account: string | null, period: string | null): bigint =>
    impact.net
      .filter((line) => account === null || `${line.entity} ${line.account}` === account)
      .filter((line) => period === null || line.period === period)
      .reduce((sum, line) => sum + line.amountMinor, 0n);
  const nameOf = (account: string) => impact.net.find((line) => `${line.entity} ${line.account}` === account)?.name;
  const cell = (minor: bigint) => <span className={minor === 0n ? 'zero' : undefined}>{formatMoney(minor)}</span>;
  return (
    <section aria-labelledby="net">
      <div className="sech">
        <h2 id="net">Net by account and period</h2>
        <span className="s q">debit positive, credit negative, {formatCount(impact.lines)} lines</span>
      </div>
      <table className="tbl">
        <thead>
          <tr>
            <th scope="col">Entity and account</th>
            {periods.map((period) => (
              <th key={period} scope="col" className="amt">
                {formatPeriod(period)}
              </th>
            ))}
            <th scope="col" className="amt">
              Net
            </th>
          </tr>
        </thead>
        <tbody>
          {accounts.slice(0, ROWS_MAX).map((account) => (
            <tr key={account}>
              <th scope="row">
                <b className="m">{account}</b> <span className="q2">{nameOf(account)}</span>
              </th>
              {periods.map((period) => (
                <td key={period} className="amt">
                  {cell(of(account, period))}
                </td>
              ))}
              <td className="amt">{cell(of(account, null))}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{accounts.length > ROWS_MAX ? `Net of all ${formatCount(accounts.length)}` : 'Net'}</th>
            {periods.map((period) => (
              <td key={period} className="amt">
                {cell(of(null, period))}
              </td>
            ))}
            <td className="amt">{cell(of(null, null))}</td>
          </tr>
        </tfoot>
      </table>
    </section>
  );
}
