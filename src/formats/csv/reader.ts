import { addDecimal, type Decimal, equalDecimal, formatDecimal, parseDecimal, ZERO } from '@/domain/money';
import type { ByteSource } from '../finding';
import { countOf } from '../shared/digits';
import type { FindingCollector, Place } from '../shared/finding-collector';
import { raise } from './findings';
import type { CsvBase, CsvColumn, CsvRecord, CsvSpec, CsvValue } from './model';
import { type RawRow, tokenizeCsv } from './tokenizer';
import { readValue } from './values';

/** Columns read per file; a row beyond this is no table. */
export const COLUMNS_MAX = 1_000;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the check is for control characters.
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

const plain = (text: string): string => text.trim().toLowerCase();

/** Types rows by the declared columns and keeps the sums a trailer may state. */
class CsvAssembler {
  readonly #findings: FindingCollector;
  readonly #spec: CsvSpec;
  /** For every declared column, the field it stands in; -1 when the header lacks it. */
  #places: readonly number[];
  #width: number;
  #line = 0;
  #rows = 0;
  #sum: Decimal = ZERO;
  #headers = 0;
  #trailers = 0;

  constructor(findings: FindingCollector, spec: CsvSpec) {
    this.#findings = findings;
    this.#spec = spec;
    this.#places = spec.columns.map((_, index) => index);
    this.#width = spec.columns.length;
  }

  take(raw: RawRow, out: CsvRecord[]): void {
    this.#line += 1;
    const at = this.#at(raw);
    const { fields } = raw;
    if (typeof fields === 'string') {
      raise(this.#findings, fields === 'quoteOpen' ? 'CSV_QUOTE_OPEN' : 'CSV_SYNTAX', at);
      return;
    }
    if (fields.length === 1 && fields[0]?.trim() === '') return;
    if (raw.isMisencoded) raise(this.#findings, 'CSV_ENCODING', at);
    if (fields.some((field) => UNPRINTABLE.test(field))) raise(this.#findings, 'CSV_CONTROL_CHARACTER', at);
    if (this.#trailers > 0) raise(this.#findings, 'CSV_AFTER_TRAILER', at);
    if (this.#spec.hasHeader && this.#headers === 0) this.#header(fields, this.#base(raw, 'HEADER'), out);
    else if (this.#spec.trailer !== null && fields[0]?.trim() === this.#spec.trailer.marker) {
      this.#trailer(fields, this.#base(raw, 'TRAILER'), out);
    } else this.#row(fields, raw, out);
  }

  end(at: Place): void {
    if (this.#rows + this.#headers + this.#trailers === 0) raise(this.#findings, 'CSV_EMPTY', at);
    else if (this.#spec.trailer !== null && this.#trailers === 0) raise(this.#findings, 'CSV_TRAILER_MISSING', at);
  }

  get line(): number {
    return this.#line;
  }

  #header(fields: readonly string[], base: CsvBase, out: CsvRecord[]): void {
    const at = { offset: base.span.offset, line: base.line, path: base.path };
    const names = fields.slice(0, COLUMNS_MAX).map(plain);
    this.#headers += 1;
    this.#width = fields.length;
    this.#places = this.#spec.columns.map((column) => names.indexOf(plain(column.header)));
    for (const [index, column] of this.#spec.columns.entries()) {
      if (this.#places[index] === -1) raise(this.#findings, 'CSV_HEADER_MISSING_COLUMN', at, `Column ${column.name}.`);
    }
    const declared = new Set(this.#spec.columns.map((column) => plain(column.header)));
    names.forEach((name, index) => {
      if (names.indexOf(name) !== index) raise(this.#findings, 'CSV_HEADER_DUPLICATE', at, `Field ${index + 1}.`);
      else if (declared.size > 0 && !declared.has(name))
        raise(this.#findings, 'CSV_HEADER_EXTRA_COLUMN', at, `Field ${index + 1}.`);
    });
    const found = this.#places.filter((place) => place >= 0);
    if (found.some((place, index) => index > 0 && place < (found[index - 1] ?? 0)))
      raise(this.#findings, 'CSV_HEADER_ORDER', at);
    out.push({ kind: 'header', ...base, fields });
  }

  #row(fields: readonly string[], raw: RawRow, out: CsvRecord[]): void {
    this.#rows += 1;
    const base = this.#base(raw, `ROW[${this.#rows}]`);
    const at = { offset: base.span.offset, line: base.line, path: base.path };
    if (fields.length !== this.#width) {
      raise(this.#findings, 'CSV_FIELD_COUNT', at, `It has ${fields.length}, expected ${this.#width}.`);
    }
    const values = Object.fromEntries(
      this.#spec.columns.map((column, index): [string, CsvValue] => [
        column.name,
        this.#value(column, index, fields, at),
      ]),
    );
    this.#add(values);
    out.push({ kind: 'row', ...base, row: this.#rows, fields, values });
  }

  #value(column: CsvColumn, index: number, fields: readonly string[], at: Place): CsvValue {
    const text = fields[this.#places[index] ?? -1] ?? '';
    const path = `${at.path ?? ''}/${column.name}`;
    if (text.trim() === '') {
      if (column.isRequired) raise(this.#findings, 'CSV_REQUIRED', { ...at, path });
      return null;
    }
    const value = readValue(text, column);
    if (value === undefined) raise(this.#findings, 'CSV_TYPE', { ...at, path }, `Declared as ${column.type}.`);
    return value ?? null;
  }

  #add(values: Readonly<Record<string, CsvValue>>): void {
    const name = this.#spec.trailer?.sumOf ?? null;
    const value = name === null ? null : values[name];
    if (typeof value === 'bigint') this.#sum = addDecimal(this.#sum, { unscaled: value, scale: 0 });
    else if (typeof value === 'object' && value !== null) this.#sum = addDecimal(this.#sum, value);
  }

  #trailer(fields: readonly string[], base: CsvBase, out: CsvRecord[]): void {
    const { trailer } = this.#spec;
    const at = { offset: base.span.offset, line: base.line, path: base.path };
    this.#trailers += 1;
    const field = (number: number): string => fields[number - 1]?.trim() ?? '';
    if (trailer !== null && trailer.countField !== null && countOf(field(trailer.countField)) !== this.#rows) {
      raise(this.#findings, 'CSV_TRAILER_COUNT', at, `The file holds ${this.#rows}.`);
    }
    if (trailer !== null && trailer.sumField !== null) {
      const stated = parseDecimal(field(trailer.sumField));
      if (stated === null || !equalDecimal(stated, this.#sum)) {
        raise(this.#findings, 'CSV_TRAILER_SUM', at, `The rows give ${formatDecimal(this.#sum)}.`);
      }
    }
    out.push({ kind: 'trailer', ...base, fields });
  }

  #at(raw: RawRow): Place {
    return { offset: raw.offset, line: this.#line, path: `ROW[${this.#rows + 1}]` };
  }

  #base(raw: RawRow, path: string): CsvBase {
    return { span: { offset: raw.offset, length: raw.length }, line: this.#line, path };
  }
}

/** Rows handed on at once. */
const BATCH_ROWS = 500;

/**
 * Reads a delimited file (RFC 4180) by its declared columns as a stream of typed rows in file order. Columns are found
 * by the header where there is one (with no declared columns, any header will do); a header that differs is a finding,
 * and so is every field that is not of its type. Nothing is thrown on content: `findings` is complete once the
 * generator ends. Rows given before an `error` finding are provisional: a file with one must not be posted.
 */
export async function* readCsv(
  source: ByteSource,
  findings: FindingCollector,
  spec: CsvSpec,
): AsyncGenerator<readonly CsvRecord[]> {
  const assembler = new CsvAssembler(findings, spec);
  const rows = tokenizeCsv(source, spec);
  let out: CsvRecord[] = [];
  for (;;) {
    const next = await rows.next();
    if (next.done === true) {
      const at: Place = { offset: next.value.bytes, line: assembler.line, path: 'FILE' };
      if (!next.value.hasLineEnd && next.value.bytes > 0) raise(findings, 'CSV_NO_FINAL_LINE_END', at);
      assembler.end(at);
      break;
    }
    assembler.take(next.value, out);
    if (out.length >= BATCH_ROWS) {
      yield out;
      out = [];
    }
  }
  if (out.length > 0) yield out;
}
