'use client';
import { useState } from 'react';
import { Time } from '@/components/lib/display';
import { formatCount, formatMoney, formatPeriod } from '@/components/lib/format';
import { Button } from '@/components/ui/button';
import { figure } from './figure';
import { type LedgerLeg, useAccounts } from './queries';

type Props = { period: string; leg: LedgerLeg; onClose: () => void };

/** Every account of one entity: our confirmed lines beside the ERP's own balances, and the count of our keys on both sides. */
export function LedgerPanel({ period, leg, onClose }: Props) {
  const { data, error } = useAccounts(period, leg.entity);
  const [byFacility, setByFacility] = useState(false);
  const rows = byFacility ? (data?.lines ?? []) : summed(data?.lines ?? []);
  const differing = rows.filter((row) => row.ourMinor !== row.erpMinor);
  return (
    <aside className="rc-panel" aria-label={`Accounts of ${leg.entity}`}>
      <div className="sech">
        <h2 className="cut">
          {leg.entity} {leg.name}, {formatPeriod(period)}
        </h2>
        <span className="sp" />
        <Button look="plain" onClick={onClose} hint="Esc">
          Close
        </Button>
      </div>
      <p className="s q">
        {leg.readAt ? (
          <>
            The ERP’s own balances, read <Time at={leg.readAt} />. Debits less credits, USD.
          </>
        ) : (
          'The ERP’s balances were not read yet.'
        )}
      </p>
      {leg.own ? <OwnKeys own={leg.own} /> : null}
      {error ? <p className="q2">The accounts were not read: {error.message}</p> : null}
      <div className="sech">
        <h2>Accounts</h2>
        <span className="s q">
          {rows.length === 0
            ? 'none'
            : differing.length === 0
              ? 'all tie'
              : `${differing.length} of ${rows.length} differ`}
        </span>
        <span className="sp" />
        <button type="button" className="chip" aria-pressed={byFacility} onClick={() => setByFacility(!byFacility)}>
          By <b>{byFacility ? 'account and facility' : 'account'}</b>
        </button>
      </div>
      <AccountTable rows={rows} byFacility={byFacility} />
    </aside>
  );
}

function AccountTable({ rows, byFacility }: { rows: readonly Line[]; byFacility: boolean }) {
  return (
    <table className="tbl rc-it">
      <thead>
        <tr>
          <th scope="col">Account</th>
          <th scope="col" className="amt">
            Tieout
          </th>
          <th scope="col" className="amt">
            ERP
          </th>
          <th scope="col" className="amt">
            Difference
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const difference = row.erpMinor - row.ourMinor;
          return (
            <tr key={`${row.account}|${row.facility}`} className={difference === 0n ? undefined : 'off'}>
              <td className="cut" title={`${row.account} ${row.name ?? ''}`}>
                <span className="mono">{row.account}</span> {byFacility && row.facility ? row.facility : row.name}
              </td>
              <td className="amt">{figure(row.ourMinor)}</td>
              <td className="amt">{figure(row.erpMinor)}</td>
              <td className={difference === 0n ? 'amt zero' : 'amt'}>{figure(difference)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function OwnKeys({ own }: { own: NonNullable<LedgerLeg['own']> }) {
  const same = own.count === own.ourCount && own.debitMinor === own.ourDebitMinor;
  return (
    <table className="tbl rc-it">
      <caption className="sr">Documents with Tieout’s keys</caption>
      <thead>
        <tr>
          <th scope="col">Documents with our keys</th>
          <th scope="col" className="r">
            Count
          </th>
          <th scope="col" className="amt">
            Debits
          </th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <td>As the ERP counts them</td>
          <td className="r">{formatCount(own.count)}</td>
          <td className="amt">{formatMoney(own.debitMinor)}</td>
        </tr>
        <tr className={same ? undefined : 'off'}>
          <td>As read back by us</td>
          <td className="r">{formatCount(own.ourCount)}</td>
          <td className="amt">{formatMoney(own.ourDebitMinor)}</td>
        </tr>
      </tbody>
    </table>
  );
}

type Line = NonNullable<ReturnType<typeof useAccounts>['data']>['lines'][number];

function summed(lines: readonly Line[]): Line[] {
  const accounts = new Map<string, Line>();
  for (const line of lines) {
    const known = accounts.get(line.account);
    accounts.set(line.account, {
      ...line,
      facility: '',
      ourMinor: (known?.ourMinor ?? 0n) + line.ourMinor,
      erpMinor: (known?.erpMinor ?? 0n) + line.erpMinor,
    });
  }
  return [...accounts.values()];
}
