import { clsx } from 'clsx';
import Link from 'next/link';
import { typeWord, wordsOf } from '@/components/lib/flow-words';
import { formatAsset, formatDate } from '@/components/lib/format';
import { routes } from '@/components/lib/routes';
import { useMay } from '@/components/shell/use-me';
import type { TieEntryRow } from '@/server/read/tie-entries';
import './sheets.css';

const absolute = (minor: bigint): bigint => (minor < 0n ? -minor : minor);

/** The word of a side in the words of whoever brought it. */
export const sideWord = (entry: Pick<TieEntryRow, 'flow' | 'side'>): string =>
  wordsOf(entry.flow).sides?.[entry.side] ?? entry.side;

/** Sums by side, in the order in which sides appear. Entries of one asset only. */
export function sidesOf(entries: readonly TieEntryRow[]): { side: string; word: string; entries: TieEntryRow[] }[] {
  const sides = new Map<string, TieEntryRow[]>();
  for (const entry of entries) sides.set(entry.side, [...(sides.get(entry.side) ?? []), entry]);
  return [...sides].map(([side, own]) => ({ side, word: own[0] ? sideWord(own[0]) : side, entries: own }));
}

/** Entries that belong together, side by side, and what they add up to: equal, or by how much not. */
export function TieSides({ entries }: { entries: readonly TieEntryRow[] }) {
  const sides = sidesOf(entries);
  const balance = entries.reduce((sum, entry) => sum + entry.amountMinor, 0n);
  const asset = entries[0]?.asset ?? null;
  return (
    <div className="sides">
      {sides.map(({ side, word, entries: own }) => (
        <section key={side} aria-label={word}>
          <h3 className="s q">{word}</h3>
          <ul>
            {own.map((entry) => (
              <li key={`${entry.tieId}|${entry.sourceId}|${entry.side}`}>
                <Entry entry={entry} />
              </li>
            ))}
          </ul>
          <p className="sum">
            <span>{word}</span>
            <span className="amt">
              {formatAsset(absolute(own.reduce((sum, entry) => sum + entry.amountMinor, 0n)), asset)}
            </span>
          </p>
        </section>
      ))}
      <p className={clsx('sides-balance', balance === 0n ? 'st posted' : 'st exception')}>
        {balance === 0n
          ? 'Both sides are equal to the cent.'
          : sides.length < 2
            ? 'Nothing has come on the other side yet.'
            : `The sides differ by ${formatAsset(absolute(balance), asset)}.`}
      </p>
    </div>
  );
}

function Entry({ entry }: { entry: TieEntryRow }) {
  const mayTrace = useMay('trace.read');
  const name = entry.trace ?? (entry.type ? typeWord(entry.flow, entry.type) : wordsOf(entry.flow).parcel.one);
  const href =
    !mayTrace || !entry.parcelId
      ? null
      : entry.type
        ? routes.traceEvent(entry.sourceId)
        : routes.traceParcel(entry.parcelId);
  const what = [
    formatDate(entry.onDate),
    entry.payer,
    entry.account ? `••${entry.account}` : null,
    entry.entity ? `entity ${entry.entity}` : null,
    entry.via,
    entry.text,
  ].filter(Boolean);
  return (
    <>
      <span className="row">
        {href ? (
          <Link className="num mono cut" href={href}>
            {name}
          </Link>
        ) : (
          <span className="mono cut">{name}</span>
        )}
        <span className="sp" />
        <span className="m nw">{formatAsset(absolute(entry.amountMinor), entry.asset)}</span>
      </span>
      <span className="s q2">{what.join(', ')}</span>
    </>
  );
}
