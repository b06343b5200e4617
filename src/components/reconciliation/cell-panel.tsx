'use client';
import { formatAge, formatChange, formatItems, formatMoney } from '@/components/lib/format';
import { STATE_ICONS, STATE_OF_PLACE, STATE_WORDS, type StateName } from '@/components/lib/places';
import { routes } from '@/components/lib/routes';
import { useMay } from '@/components/shell/use-me';
import { Amount } from '@/components/ui/amount';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { MoneyBar } from '@/components/ui/money-bar';
import { bankOf } from './bank';
import { glOf } from './gl';
import { marksOf } from './marks';
import { type Legs, type Selection, useCell, useItems } from './queries';
import { BankWhy, LedgerWhy, PostedWhy } from './why-lists';

type Props = {
  selection: Selection;
  title: string;
  asOf: Date;
  /** The legs of everything, which the screen has read already: two readings of one figure would differ while money moves. */
  whole: Legs;
  onClose: () => void;
};

/** One cell, row or column: its legs, why they differ, who owns each reason, and the items behind it. */
export function CellPanel({ selection, title, asOf, whole, onClose }: Props) {
  const isWhole = selection.row === 'all' && selection.column === 'all';
  const { data: own, error } = useCell(selection, !isWhole);
  const legs = isWhole ? whole : own;
  return (
    <aside className="rc-panel" aria-label={title}>
      <div className="sech">
        <h2>{title}</h2>
        <span className="sp" />
        <Button look="plain" onClick={onClose} hint="Esc">
          Close
        </Button>
      </div>
      {error ? <p className="q2">This cell was not read: {error.message}</p> : null}
      {legs ? (
        <>
          <LegTable legs={legs} />
          <section aria-label="Why">
            <div className="sech">
              <h2>Why {formatMoney(legs.sums.postedMinor - legs.sums.receivedMinor)}</h2>
              <span className="s q">{ownedWords(legs)}</span>
            </div>
            <PostedWhy legs={legs} />
          </section>
          {legs.bank.kind === 'read' ? (
            <section aria-label="Remit less bank">
              <div className="sech">
                <h2>Remit less bank</h2>
              </div>
              <BankWhy legs={legs} />
            </section>
          ) : null}
          {legs.gl.kind === 'ledger' ? (
            <section aria-label="GL less posted">
              <div className="sech">
                <h2>GL less posted</h2>
              </div>
              <LedgerWhy legs={legs.gl.legs} />
            </section>
          ) : null}
          <Items selection={selection} count={legs.sums.items - legs.sums.places.posted.items} asOf={asOf} />
        </>
      ) : null}
    </aside>
  );
}

function ownedWords({ reasons }: Legs): string {
  const open = reasons.filter((reason) => reason.ownerKind === 'role').length;
  if (reasons.length === 0) return 'nothing to explain';
  return open === 0 ? 'all owned' : `${open} of ${reasons.length} not assigned`;
}

type LineProps = { state: StateName | null; word: string; count: string; amount: string };

function LegLine({ state, word, count, amount }: LineProps) {
  return (
    <tr className="l">
      <th scope="row">
        <span className={`st word ${state ?? ''}`}>
          {state ? <Icon name={STATE_ICONS[state]} size={12} state={state} /> : <i className="rc-none" />}
          <span>{word}</span>
        </span>
      </th>
      <td className="q2 s">{count}</td>
      <td className="amt">{amount}</td>
    </tr>
  );
}

function DifferenceLine({ words, amount }: { words: string; amount: string }) {
  return (
    <tr className="d">
      <th scope="row" colSpan={2}>
        {words}
      </th>
      <td className="amt">{amount}</td>
    </tr>
  );
}

const bankState = ({ bankMinor, differenceMinor }: ReturnType<typeof bankOf>): StateName | null =>
  bankMinor === null ? null : differenceMinor === 0n ? 'posted' : 'exception';

function BankLines({ legs }: { legs: Legs }) {
  const bank = bankOf(legs);
  return (
    <>
      <LegLine
        state={bankState(bank)}
        word="Bank"
        count={bank.count}
        amount={bank.bankMinor === null ? bank.instead : formatMoney(bank.bankMinor)}
      />
      <DifferenceLine
        words="remit less bank"
        amount={bank.bankMinor === null ? bank.words : formatChange(bank.differenceMinor)}
      />
    </>
  );
}

function LegTable({ legs }: { legs: Legs }) {
  const { sums, counts } = legs;
  const marks = marksOf(sums);
  const gl = glOf(legs);
  return (
    <section aria-label="Legs">
      <MoneyBar
        money={{
          ...sums,
          unknown: { amountMinor: 0n, items: 0 },
          waiting: { amountMinor: 0n, items: 0 },
          differenceMinor: 0n,
          sums: true,
        }}
      />
      <table className="tbl rc-lt">
        <tbody>
          <BankLines legs={legs} />
          <LegLine
            state={marks.parcel}
            word="Remit"
            count={formatItems(counts.parcels, 'remit')}
            amount={formatMoney(sums.receivedMinor)}
          />
          <DifferenceLine words="posted less remit" amount={formatChange(sums.postedMinor - sums.receivedMinor)} />
          <LegLine
            state={marks.posted}
            word="Posted"
            count={formatItems(counts.posted)}
            amount={formatMoney(sums.postedMinor)}
          />
          {gl.known ? (
            <>
              <DifferenceLine words="GL less posted" amount={formatChange(gl.glMinor - gl.postedMinor)} />
              <LegLine
                state={gl.glMinor === gl.postedMinor ? 'posted' : 'rejected'}
                word="GL"
                count={`accounts ${gl.accounts}`}
                amount={formatMoney(gl.glMinor)}
              />
            </>
          ) : (
            <>
              <DifferenceLine
                words={legs.gl.kind === 'documents' ? 'GL, through confirmed documents' : gl.words}
                amount=""
              />
              <LegLine
                state={marks.gl}
                word="GL"
                count={formatItems(counts.documents, 'document')}
                amount={legs.gl.kind === 'documents' ? formatMoney(sums.postedMinor) : 'not read yet'}
              />
            </>
          )}
        </tbody>
      </table>
      {legs.gl.kind === 'documents' ? (
        <p className="s q">
          {legs.gl.hidden
            ? 'Balances of whole entities are not shown to people of some facilities.'
            : 'The ERP’s cash balances carry no payer and no facility: this leg is what our confirmed documents booked.'}
        </p>
      ) : null}
    </section>
  );
}

function Items({ selection, count, asOf }: { selection: Selection; count: number; asOf: Date }) {
  const may = useMay('trace.read');
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage } = useItems(selection, may && count > 0);
  // Without the right to trace nothing is asked, and there is no data.
  // biome-ignore lint/suspicious/noUnnecessaryConditions: the types of a disabled query do not say so
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  if (count === 0) return null;
  return (
    <section aria-label="Items behind it">
      <div className="sech">
        <h2>Items behind it</h2>
        <span className="s q">
          {may
            ? `${items.length} of ${count.toLocaleString('en-US')}`
            : 'claims are shown to people who may trace them'}
        </span>
      </div>
      {items.length > 0 ? (
        <table className="tbl rc-it">
          <thead>
            <tr>
              <th scope="col">Account</th>
              <th scope="col">Stopped on</th>
              <th scope="col" className="r">
                Age
              </th>
              <th scope="col" className="amt">
                Paid
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.id}>
                <td className="mono">{item.name || 'whole remit'}</td>
                <td className="mono q2 cut" title={item.stoppedOn ?? undefined}>
                  {item.stoppedOn ?? STATE_WORDS[STATE_OF_PLACE[item.place]].toLowerCase()}
                </td>
                <td className="r q2">{formatAge(asOf.getTime() - item.since.getTime())}</td>
                <td className="amt">
                  <Amount minor={item.amountMinor} href={routes.traceEvent(item.id)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {hasNextPage ? (
        <Button look="plain" onClick={() => void fetchNextPage()} working={isFetchingNextPage ? 'Loading more' : null}>
          Show more
        </Button>
      ) : null}
    </section>
  );
}
