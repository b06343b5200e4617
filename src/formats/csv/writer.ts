import type { CsvRecord, CsvSpec } from './model';

/** A field is quoted when it holds anything that could be taken for structure. */
function field(text: string, spec: CsvSpec): string {
  const { quote, delimiter } = spec;
  if (quote === null) return text;
  const isPlain = !text.includes(delimiter) && !text.includes(quote) && !/[\r\n]/.test(text) && text.trim() === text;
  return isPlain ? text : `${quote}${text.replaceAll(quote, quote + quote)}${quote}`;
}

/**
 * Writes rows back as a delimited file of this spec (RFC 4180), LF line ends, fields as they were read. A single empty
 * field is quoted, because an empty line would be no row.
 */
export function* writeCsv(records: Iterable<CsvRecord>, spec: CsvSpec): Generator<Uint8Array> {
  for (const { fields } of records) {
    const line = fields.map((text) => field(text, spec)).join(spec.delimiter);
    yield Buffer.from(`${line}\n`, spec.encoding);
  }
}
