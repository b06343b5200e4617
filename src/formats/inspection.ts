/** What `tieout inspect` asks of every format: facts for machines, tables for people, findings on the way. */
import type { ByteSource, Finding } from './finding';

/** Plain JSON; amounts as decimal strings. The command adds `file`, `format`, `size` and `findings`. */
export type Facts = Readonly<Record<string, unknown>>;

export type SummaryColumn = { readonly title: string; readonly align: 'left' | 'right' };

/** A small table with a heading. Amounts stand in right-aligned columns. */
export type SummaryTable = {
  readonly title: string;
  readonly columns: readonly SummaryColumn[];
  readonly rows: readonly (readonly string[])[];
};

/** The summary is made of tables and of plain lines. */
export type Inspection = { readonly facts: Facts; readonly summary: readonly (SummaryTable | string)[] };

/** Reads one file to its end in constant memory. Reports what is wrong through `onFinding`; throws only if reading does. */
export type Inspector = (source: ByteSource, onFinding: (finding: Finding) => void) => Promise<Inspection>;

/** `-1234567.5` becomes `-1,234,567.50`: at least two decimals, as many as there are. */
export function readableAmount(decimal: string): string {
  const negative = decimal.startsWith('-');
  const [whole = '0', fraction = ''] = decimal.slice(negative ? 1 : 0).split('.');
  return `${negative ? '-' : ''}${readableCount(whole)}.${fraction.padEnd(2, '0')}`;
}

/** `1 row`, `2,000 rows`; `many` where an s is not enough. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${readableCount(count)} ${count === 1 ? one : many}`;

/** `1234567` becomes `1,234,567`. */
export const readableCount = (count: number | string): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');
