import { benchBai2 } from './formats-bai2';
import { benchCamt } from './formats-camt';
import { benchFhir } from './formats-fhir';
import { benchHl7v2 } from './formats-hl7v2';
import { benchNacha } from './formats-nacha';
import { benchX12 } from './formats-x12';

type Result = Readonly<Record<string, string | number>>;

const BENCHES: readonly (() => Promise<Result>)[] = [benchX12, benchHl7v2, benchFhir, benchBai2, benchNacha, benchCamt];

/** Columns every format has; what is special to one stands in the JSON. */
const COLUMNS = ['format', 'mbPerSecond', 'mbPerCpuSecond', 'goalMbPerSecond', 'peer', 'peerMbPerSecond', 'rssMb'];

/**
 * `npm run bench -- formats [--json]`: how fast is each format read, typed and checked, beside its goal and a peer? One
 * after the other, so that they do not take the processor from each other.
 */
export async function run(args: string[]): Promise<void> {
  const results: Result[] = [];
  for (const bench of BENCHES) results.push(await bench());
  process.stdout.write(args.includes('--json') ? `${JSON.stringify(results, null, 2)}\n` : table(results));
}

function table(results: readonly Result[]): string {
  const rows = [COLUMNS, ...results.map((result) => COLUMNS.map((column) => String(result[column] ?? '')))];
  const widths = COLUMNS.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, index) => cell.padEnd(widths[index] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
