import { addDecimal, type Decimal, formatDecimal, parseDecimal, ZERO } from '@/domain/money';
import type { ByteSource, Finding } from '../finding';
import { FindingCollector } from '../shared/finding-collector';
import type { CsvSpec } from './model';
import { COLUMNS_MAX, readCsv } from './reader';

/**
 * Counts and sums of one delimited file. `sums` holds the columns whose every value is a decimal, one with a
 * fraction.
 */
type CsvInspection = {
  delimiter: string;
  columns: string[];
  rows: number;
  sums: { column: string; sum: string }[];
  findings: readonly Finding[];
};

const HEAD_BYTES = 64 * 1024;
const DELIMITERS = [',', ';', '\t', '|'] as const;

/** Sums of every column that holds nothing but decimals. */
class Sums {
  readonly #sums: (Decimal | null)[] = [];
  readonly #fractions = new Set<number>();

  add(fields: readonly string[]): void {
    fields.slice(0, COLUMNS_MAX).forEach((text, index) => {
      const so = this.#sums[index];
      if (so === null || text.trim() === '') return;
      const value = parseDecimal(text.trim());
      if (value !== null && value.scale > 0) this.#fractions.add(index);
      this.#sums[index] = value === null ? null : addDecimal(so ?? ZERO, value);
    });
  }

  named(columns: readonly string[]): CsvInspection['sums'] {
    return this.#sums.flatMap((sum, index) =>
      sum !== null && this.#fractions.has(index)
        ? [{ column: columns[index] ?? `field ${index + 1}`, sum: formatDecimal(sum) }]
        : [],
    );
  }
}

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
  const sums = new Sums();
  let columns: readonly string[] = [];
  let rows = 0;
  for await (const batch of readCsv(rest, findings, spec)) {
    for (const record of batch) {
      if (record.kind === 'header') columns = record.fields.slice(0, COLUMNS_MAX);
      else {
        rows += 1;
        sums.add(record.fields);
      }
    }
  }
  return { delimiter, columns: [...columns], rows, sums: sums.named(columns), findings: findings.finish() };
}

/** The same facts in a few lines for people; column names, no field contents. */
export function summarizeCsv(result: CsvInspection): string[] {
  const separator = result.delimiter === '\t' ? 'tab' : result.delimiter;
  return [
    `Delimited file (${separator}): ${result.rows} rows of ${result.columns.length} columns`,
    ...result.sums.slice(0, 20).map(({ column, sum }) => `sum of ${column}: ${sum}`),
  ];
}
