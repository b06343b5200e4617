import type { ByteSource, Finding } from '../finding';
import { counted, readableAmount } from '../inspection';
import { FindingCollector } from '../shared/finding-collector';
import { ColumnSums } from './column-sums';
import type { CsvSpec } from './model';
import { COLUMNS_MAX, readCsv } from './reader';

/** Counts and sums of one delimited file. `sums` holds the columns of amounts, told by their names or by their decimals. */
type CsvInspection = {
  delimiter: string;
  columns: string[];
  rows: number;
  sums: { column: string; sum: string }[];
  findings: readonly Finding[];
};

const HEAD_BYTES = 64 * 1024;
/** Sums shown to people; the facts hold them all. */
const SUMS_SHOWN_MAX = 20;
const NAMES: Readonly<Record<string, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe' };
const DELIMITERS = [',', ';', '\t', '|'] as const;

/** The first bytes, as far as the end of the first line, and a source that still begins with them. */
async function takeHead(source: ByteSource): Promise<{ head: Buffer; rest: ByteSource }> {
  const chunks = (async function* () {
    yield* source;
  })();
  const taken: Buffer[] = [];
  let size = 0;
  while (size < HEAD_BYTES) {
    const next = await chunks.next();
    if (next.done === true) break;
    // Copied, because a source may fill the same buffer again.
    const chunk = Buffer.from(next.value);
    taken.push(chunk);
    size += chunk.length;
    if (chunk.includes(0x0a) || chunk.includes(0x0d)) break;
  }
  const rest = (async function* () {
    yield* taken;
    yield* chunks;
  })();
  return { head: Buffer.concat(taken), rest };
}

/**
 * Counts rows and adds up amount columns of a delimited file whose columns nobody declared: the first row names them,
 * the delimiter is the most frequent one of that row. Never throws on content.
 */
export async function inspectCsv(source: ByteSource): Promise<CsvInspection> {
  const findings = new FindingCollector();
  const { head, rest } = await takeHead(source);
  const firstLine = head.toString('latin1').split(/[\r\n]/, 1)[0] ?? '';
  const count = (delimiter: string): number => firstLine.split(delimiter).length;
  const delimiter = DELIMITERS.reduce((best, next) => (count(next) > count(best) ? next : best));
  const spec: CsvSpec = { columns: [], delimiter, quote: '"', encoding: 'utf8', hasHeader: true, trailer: null };
  const sums = new ColumnSums(findings);
  let end = { offset: 0, line: 0, path: 'FILE' };
  let columns: readonly string[] = [];
  let rows = 0;
  for await (const batch of readCsv(rest, findings, spec)) {
    for (const record of batch) {
      if (record.kind === 'header') columns = record.fields.slice(0, COLUMNS_MAX);
      else {
        rows += 1;
        sums.add(record.fields, { offset: record.span.offset, line: record.line, path: record.path });
        end = { ...end, offset: record.span.offset + record.span.length, line: record.line };
      }
    }
  }
  const named = sums.finish(columns, end);
  return { delimiter, columns: [...columns], rows, sums: named, findings: findings.finish() };
}

/** The same facts in a few lines for people; column names, no field contents. */
export function summarizeCsv(result: CsvInspection): string[] {
  const { columns, rows, sums } = result;
  return [
    `Delimited file (${NAMES[result.delimiter]}): ${counted(rows, 'row')} of ${counted(columns.length, 'column')}`,
    ...sums.slice(0, SUMS_SHOWN_MAX).map(({ column, sum }) => `sum of ${column}: ${readableAmount(sum)}`),
  ];
}
