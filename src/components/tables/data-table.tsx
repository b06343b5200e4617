'use client';
import { clsx } from 'clsx';
import { type ReactNode, useRef } from 'react';
import { useKeys } from '@/components/lib/keys';
import { Button } from '@/components/ui/button';

export type Column<T> = {
  readonly key: string;
  readonly head: ReactNode;
  readonly render: (row: T) => ReactNode;
  /** Amounts and ages stand on the right. */
  readonly right?: boolean;
  /** Dropped under 640 px, where a table keeps name, amount and state. */
  readonly wideOnly?: boolean;
  readonly className?: string;
};

export type DataTableProps<T> = {
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly selected?: string | null;
  readonly onOpen?: (row: T) => void;
  /** The row under the total's double rule. */
  readonly total?: ReactNode;
  readonly empty?: ReactNode;
  readonly inset?: boolean;
  /** Keyset paging: the next page is asked for, never counted to. */
  readonly more?: { readonly onMore: () => void; readonly loading: boolean } | null;
};

const cellClass = <T,>({ right, wideOnly, className }: Column<T>): string =>
  clsx(right && 'amt', wideOnly && 'wide-only', className);

/** The one list of the console: sticky head, keys J K and Enter, selection beside the list, pages by key. */
export function DataTable<T>(props: DataTableProps<T>) {
  const { caption, columns, rows, keyOf, selected, onOpen, total, empty, inset, more } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  useRowKeys(body, rows.length);
  if (rows.length === 0 && empty) return empty;
  return (
    <>
      <table className={inset ? 'tbl inset' : 'tbl'}>
        <caption className="sr">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={cellClass(column)}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row) => {
            const key = keyOf(row);
            return (
              <tr
                key={key}
                data-row={key}
                tabIndex={-1}
                aria-selected={selected === key || undefined}
                className={onOpen ? 'opens' : undefined}
                onClick={(event) => {
                  if (!(event.target as HTMLElement).closest('a,button,input')) onOpen?.(row);
                }}
                onKeyDown={(event) => {
                  if (event.key === 'Enter' && event.target === event.currentTarget) onOpen?.(row);
                }}
              >
                {columns.map((column) => (
                  <td key={column.key} className={cellClass(column)}>
                    {column.render(row)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
        {total ? <tfoot>{total}</tfoot> : null}
      </table>
      {more ? (
        <p className="more">
          <Button look="plain" onClick={more.onMore} working={more.loading ? 'Loading more' : null}>
            Show more
          </Button>
        </p>
      ) : null}
    </>
  );
}

/** J and K walk the rows by moving the focus, so that a screen reader hears the row and Enter opens it. */
function useRowKeys(body: { readonly current: HTMLTableSectionElement | null }, count: number): void {
  const move = (step: number) => {
    const rows = [...(body.current?.rows ?? [])];
    const at = rows.findIndex((row) => row === document.activeElement || row.contains(document.activeElement));
    const from = at >= 0 ? at : rows.findIndex((row) => row.ariaSelected === 'true');
    const next = Math.min(Math.max(from + step, 0), count - 1);
    rows[next]?.focus();
    rows[next]?.scrollIntoView({ block: 'nearest' });
  };
  useKeys({ j: () => move(1), k: () => move(-1) });
}
