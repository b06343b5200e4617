import { Fragment } from 'react';
import { wordsOf } from '@/components/lib/flow-words';
import { formatAsset, formatDate, formatPeriod } from '@/components/lib/format';
import type { PostingSheet } from '@/server/read/posting-sheets';
import { KIND_WORDS, POSTING_LOOKS } from './words';
import './sheets.css';
import { State } from '@/components/ui/state';

/** One document as it is, or would be, sent: where to, under which date, and every line. */
export function PostingSheetView({ sheet, withState = false }: { sheet: PostingSheet; withState?: boolean }) {
  const { state, word } = POSTING_LOOKS[sheet.state];
  const name = wordsOf(sheet.flow).roles?.[sheet.role] ?? sheet.role;
  return (
    <article className="sheet" aria-label={`${name} ${sheet.ref}`}>
      <header>
        <h3 className="h">{name}</h3>
        <span className="s q">
          {KIND_WORDS[sheet.kind]} in {sheet.target}
          {sheet.documentNumber ? `, ${sheet.documentNumber}` : ''}
        </span>
        <span className="sp" />
        {withState ? <State state={state} word={word} /> : null}
      </header>
      <p className="s q2">
        {sheet.description || sheet.ref}. Entity {sheet.entity}, {formatDate(sheet.postingDate)}
        {sheet.period ? `, period ${formatPeriod(sheet.period)}` : ''}
        {sheet.priorPeriod ? `, of ${formatPeriod(sheet.priorPeriod)}` : ''}.
        {sheet.reverses ? ' Takes back an earlier document.' : ''}
      </p>
      {sheet.lines.length > 0 ? <Lines sheet={sheet} /> : null}
      <Fields sheet={sheet} />
      {sheet.failureText ? <p className="note rejected">{sheet.failureText}</p> : null}
    </article>
  );
}

function Lines({ sheet }: { sheet: PostingSheet }) {
  const side = (minor: bigint) => (minor === 0n ? '' : formatAsset(minor, sheet.asset));
  return (
    <table className="tbl dense">
      <caption className="sr">Lines of {sheet.ref}</caption>
      <thead>
        <tr>
          <th scope="col">Account</th>
          <th scope="col" className="wide-only">
            Belongs to
          </th>
          <th scope="col" className="amt">
            Debit
          </th>
          <th scope="col" className="amt">
            Credit
          </th>
        </tr>
      </thead>
      <tbody>
        {sheet.lines.map((line) => (
          <tr key={line.lineNo}>
            <th scope="row">
              <b className="m">{line.account}</b> <span className="q2">{line.accountName ?? ''}</span>
              {line.sent ? null : <span className="s q"> made by the target itself</span>}
            </th>
            <td className="cut q2 wide-only">
              {[line.facility, line.costCenter, line.payerClass, line.affiliate && `with ${line.affiliate}`]
                .filter(Boolean)
                .join(', ')}
            </td>
            <td className="amt">{side(line.debitMinor)}</td>
            <td className="amt">{side(line.creditMinor)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Total</th>
          <td className="wide-only" />
          <td className="amt">{formatAsset(sheet.debitMinor, sheet.asset)}</td>
          <td className="amt">{formatAsset(sheet.creditMinor, sheet.asset)}</td>
        </tr>
      </tfoot>
    </table>
  );
}

/** What else it says. Identifiers are filled in when it is sent and are not shown here. */
function Fields({ sheet: { fields, sealed } }: { sheet: PostingSheet }) {
  if (fields.length === 0 && sealed.length === 0) return null;
  return (
    <details className="sheet-fields">
      <summary className="s q2">
        {fields.length} further {fields.length === 1 ? 'field' : 'fields'}
        {sealed.length > 0 ? `, ${sealed.length} filled in when it is sent` : ''}
      </summary>
      <dl className="kv s">
        {fields.map(([name, value]) => (
          <Fragment key={name}>
            <dt className="mono">{name}</dt>
            <dd className="cut">{value}</dd>
          </Fragment>
        ))}
        {sealed.map((name) => (
          <Fragment key={name}>
            <dt className="mono">{name}</dt>
            <dd className="q">sealed, filled in when it is sent</dd>
          </Fragment>
        ))}
      </dl>
    </details>
  );
}
