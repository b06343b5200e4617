/**
 * How fast is an 835 read with everything the product needs of it, and in how much memory? A 37 MB and a 1 GB file (one
 * ST each) are generated, read by each reader in a process of its own, and removed. Ratios are to a bare byte scan and to
 * npm packages in the same run on the same machine; the speed is the best of the passes, the memory the peak of the
 * process, runtime included.
 *
 * `node --import tsx bench/parse.ts [--json] [--small]`; `--small` leaves the 1 GB file out.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Generated, generate835 } from './generate-835';
import type { Found } from './parse-readers';

const SMALL_BYTES = 37_000_000;
const LARGE_BYTES = 1_000_000_000;
const SMALL_PASSES = 5;
/** A peer that needs longer has failed. */
const CHILD_LIMIT_MS = 300_000;
const FLOOR = 'byte scan (floor)';
const OURS = 'tieout';
const HASHED = 'tieout with content hash';
const PEERS = ['x12-parser', 'node-x12'];

type Measured = { found: Found; wallMs: number; cpuMs: number; peakRssMb: number };
type Row = {
  readonly reader: string;
  readonly megabytesPerSecond: number | null;
  readonly megabytesPerCpuSecond: number | null;
  readonly peakRssMb: number | null;
  /** Null when it agrees with what was written. */
  readonly problem: string | null;
};

const run_ = promisify(execFile);
const child = fileURLToPath(new URL('./parse-child.ts', import.meta.url));
const round = (value: number): number => Math.round(value * 10) / 10;

async function measure(reader: string, path: string, passes: number, made: Generated): Promise<Row> {
  try {
    const args = ['--import', 'tsx', child, reader, path, String(passes)];
    const { stdout } = await run_(process.execPath, args, { timeout: CHILD_LIMIT_MS });
    const { found, wallMs, cpuMs, peakRssMb } = JSON.parse(stdout) as Measured;
    const isRight = found.claims === made.claims && found.segments === made.segments;
    const isPaid = found.paidCents === null || found.paidCents === String(made.paidCents);
    return {
      reader,
      megabytesPerSecond: round(made.bytes / 1000 / wallMs),
      megabytesPerCpuSecond: round(made.bytes / 1000 / cpuMs),
      peakRssMb: round(peakRssMb),
      problem: isRight && isPaid ? null : `found ${JSON.stringify(found)}, written ${JSON.stringify(made)}`,
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n').slice(0, 12).join(' | ') : String(error);
    return { reader, megabytesPerSecond: null, megabytesPerCpuSecond: null, peakRssMb: null, problem: reason };
  }
}

async function measureFile(folder: string, bytes: number, readers: readonly string[], passes: number) {
  const path = join(folder, `${bytes}.835`);
  const made = await generate835(path, bytes);
  const rows: Row[] = [];
  for (const reader of readers) rows.push(await measure(reader, path, passes, made));
  await rm(path);
  // By processor time: on a machine shared with other work the wall clock compares neighbours, not readers.
  const speed = (reader: string) => rows.find((row) => row.reader === reader)?.megabytesPerCpuSecond ?? null;
  const ours = speed(OURS);
  const ratios = Object.fromEntries(
    rows
      .filter((row) => row.reader !== OURS && row.megabytesPerCpuSecond !== null && ours !== null)
      .map((row) => [row.reader, Math.round(((ours ?? 0) / (row.megabytesPerCpuSecond ?? 1)) * 100) / 100]),
  );
  return { ...made, rows, speedOfTieoutDividedBySpeedOf: ratios };
}

type Measurement = Awaited<ReturnType<typeof measureFile>>;

/** Runs the comparison, prints it (`--json`: as JSON) and returns it. */
export async function run(args: readonly string[]): Promise<object> {
  const folder = await mkdtemp(join(tmpdir(), 'tieout-bench-'));
  try {
    const small = await measureFile(folder, SMALL_BYTES, [OURS, HASHED, FLOOR, ...PEERS], SMALL_PASSES);
    const large = args.includes('--small') ? null : await measureFile(folder, LARGE_BYTES, [OURS, HASHED, FLOOR], 1);
    const result = { question: 'How fast is an 835 read, in how much memory?', node: process.version, small, large };
    if (args.includes('--json')) console.log(JSON.stringify(result, null, 2));
    else {
      print('Small', small);
      print('Large', large);
    }
    return result;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function print(name: string, measurement: Measurement | null): void {
  if (measurement === null) return;
  const { bytes, claims, segments, rows, speedOfTieoutDividedBySpeedOf: ratios } = measurement;
  console.log(`\n${name}: ${(bytes / 1e6).toFixed(0)} MB, ${claims} claims, ${segments} segments, one ST`);
  console.log('  reader                      MB/s  MB/cpu-s  peak MB  tieout is');
  for (const { reader, megabytesPerSecond, megabytesPerCpuSecond, peakRssMb, problem } of rows) {
    const figures = [megabytesPerSecond, megabytesPerCpuSecond, peakRssMb].map((n) => String(n ?? '-').padStart(9));
    const ratio = ratios[reader] === undefined ? '' : `${ratios[reader]}x`;
    console.log(
      `  ${reader.padEnd(24)}${figures.join('')}  ${ratio}${problem === null ? '' : `  PROBLEM: ${problem}`}`,
    );
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await run(process.argv.slice(2));
