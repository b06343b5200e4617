'use client';
import { clsx } from 'clsx';
import { STATE_ICONS, type StateName } from '@/components/lib/places';
import { Icon } from '@/components/ui/icon';
import { figure } from './figure';
import { MARK_WORDS, marksOf } from './marks';
import type { Cell, ScreenData } from './queries';

type Props = {
  pivot: ScreenData['pivot'];
  chosen: { readonly row: string; readonly column: string } | null;
  onChoose: (row: string, column: string) => void;
};

const ALL = 'all';

/** Received by two dimensions; under it what is not posted, and marks for remit, posted and GL. */
export function PivotTable({ pivot, chosen, onChoose }: Props) {
  const cells = new Map(pivot.cells.map((cell) => [`${cell.row}|${cell.column}`, cell]));
  const total: Cell = { ...pivot.total, row: ALL, column: ALL };
  const render = (row: string, column: string, sum: boolean) => (
    <PivotCell
      key={column}
      cell={row === ALL && column === ALL ? total : cells.get(`${row}|${column}`)}
      sum={sum}
      chosen={chosen?.row === row && chosen.column === column}
      onChoose={() => onChoose(row, column)}
    />
  );
  const columns = [...pivot.columns.map((head) => head.key), ALL];
  return (
    <table className="tbl rc-pv" style={{ minWidth: 128 + columns.length * 112, maxWidth: 132 + columns.length * 200 }}>
      <caption className="sr">Received, what is not posted, and the state of each leg</caption>
      <thead>
        <tr>
          <th scope="col">USD</th>
          {pivot.columns.map((head) => (
            <th key={head.key} scope="col" title={head.name}>
              <span className="cut">{head.name}</span>
            </th>
          ))}
          <th scope="col">All</th>
        </tr>
      </thead>
      <tbody>
        {pivot.rows.map((head) => (
          <tr key={head.key}>
            <th scope="row" title={head.name}>
              {head.name}
            </th>
            {columns.map((column) => render(head.key, column, column === ALL))}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">All</th>
          {columns.map((column) => render(ALL, column, true))}
        </tr>
      </tfoot>
    </table>
  );
}

type CellProps = { cell: Cell | undefined; sum: boolean; chosen: boolean; onChoose: () => void };

function PivotCell({ cell, sum, chosen, onChoose }: CellProps) {
  if (!cell)
    return (
      <td className={sum ? 'tt' : undefined}>
        <span className="pc zero">·</span>
      </td>
    );
  const missing = cell.postedMinor - cell.receivedMinor;
  return (
    <td className={clsx(sum && 'tt', chosen && 'cellsel')}>
      <button type="button" className="pc" onClick={onChoose} aria-pressed={chosen}>
        <span>{figure(cell.receivedMinor)}</span>
        <span className={missing === 0n ? 'v2 zero' : 'v2'}>{figure(missing)}</span>
        <LegMarks cell={cell} />
      </button>
    </td>
  );
}

function LegMarks({ cell }: { cell: Cell }) {
  const marks = marksOf(cell);
  const legs: readonly (readonly [string, StateName | null])[] = [
    ['Remit', marks.parcel],
    ['Posted', marks.posted],
    ['GL', marks.gl],
  ];
  const label = legs.map(([leg, state]) => `${leg} ${state ? MARK_WORDS[state] : 'nothing yet'}`).join(', ');
  return (
    <span className="rc-marks" role="img" aria-label={label}>
      {legs.map(([leg, state]) =>
        state ? (
          <Icon key={leg} name={STATE_ICONS[state]} size={state === 'posted' ? 8 : 10} state={state} />
        ) : (
          <i key={leg} />
        ),
      )}
    </span>
  );
}

const KEY: readonly (readonly [StateName, string])[] = [
  ['posted', 'ties'],
  ['inflight', 'in flight'],
  ['exception', 'exception'],
  ['held', 'held'],
  ['duplicate', 'duplicate'],
  ['rejected', 'rejected or differs'],
];

/** What the three lines of a cell mean. */
export function PivotKey() {
  return (
    <div className="rc-key">
      <span>Top: received. Then posted less received. Then remit, posted, GL through documents.</span>
      <span className="sp" />
      <span className="st">
        <i className="rc-none" />
        <span>nothing yet</span>
      </span>
      {KEY.map(([state, word]) => (
        <span key={state} className={`st ${state}`}>
          <Icon name={STATE_ICONS[state]} size={12} state={state} />
          <span>{word}</span>
        </span>
      ))}
    </div>
  );
}
