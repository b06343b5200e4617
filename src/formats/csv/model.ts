import type { Decimal } from '@/domain/money';
import type { Span } from '../finding';

/** `integer` and `amount` are exact; `date` becomes YYYY-MM-DD; `text` is kept as written. */
type ColumnType = 'text' | 'integer' | 'amount' | 'date';

export type DateOrder = 'YYYY-MM-DD' | 'YYYYMMDD' | 'MM/DD/YYYY' | 'DD.MM.YYYY';

/** One declared column. `header` is what the header row says, compared without case and outer blanks. */
export type CsvColumn = {
  readonly name: string;
  readonly header: string;
  readonly type: ColumnType;
  readonly isRequired: boolean;
  /** How dates are written; `YYYY-MM-DD` when absent. */
  readonly dateOrder?: DateOrder;
};

/**
 * A last row that states what the file holds: its first field is `marker`, counts and sums stand in the fields
 * named.
 */
type CsvTrailer = {
  readonly marker: string;
  /** Field number from 1 of the row count. */
  readonly countField: number | null;
  /** Field number from 1 of a sum, and the column it sums. */
  readonly sumField: number | null;
  readonly sumOf: string | null;
};

/** What a delimited file is declared to look like (RFC 4180 with the usual liberties). */
export type CsvSpec = {
  readonly columns: readonly CsvColumn[];
  readonly delimiter: ',' | ';' | '\t' | '|';
  /** `null` when the file knows no quotes. */
  readonly quote: '"' | "'" | null;
  /** `utf8` falls back to Latin-1 field by field, with a finding. */
  readonly encoding: 'utf8' | 'latin1';
  readonly hasHeader: boolean;
  readonly trailer: CsvTrailer | null;
};

/** A typed field: exact decimal, exact integer, text or date text; `null` when empty or unreadable. */
export type CsvValue = Decimal | bigint | string | null;

export type CsvBase = {
  /** Bytes of the whole row, its line end included. */
  readonly span: Span;
  /** Row number from 1, header and blank rows included. */
  readonly line: number;
  readonly path: string;
};

type CsvHeader = CsvBase & { readonly kind: 'header'; readonly fields: readonly string[] };

/** One row: `fields` as written, `values` by column name. */
export type CsvRow = CsvBase & {
  readonly kind: 'row';
  readonly row: number;
  readonly fields: readonly string[];
  readonly values: Readonly<Record<string, CsvValue>>;
};

type CsvTrailerRow = CsvBase & { readonly kind: 'trailer'; readonly fields: readonly string[] };

export type CsvRecord = CsvHeader | CsvRow | CsvTrailerRow;
