import { inspectNacha } from '../src/formats/nacha/inspect';

const MEGABYTE = 1_000_000;
const CHUNK_BYTES = 256 * 1024;
const FILE_BYTES = 50 * MEGABYTE;
const ENTRIES_PER_BATCH = 5_000;

const pad = (value: bigint | number, width: number): string => value.toString().padStart(width, '0');

/** One batch of CCD+ deposits with a reassociation trace each; every control figure is right. */
function batchText(batch: number): { text: string; credit: bigint; hash: number; count: number } {
  const lines = [
    `5220EXAMPLE PAYER                       1999999999CCDHCCLAIMPMT260105260107   102100002${pad(batch, 7)}`,
  ];
  let credit = 0n;
  for (let i = 1; i <= ENTRIES_PER_BATCH; i += 1) {
    const amount = BigInt((i * 7919) % 1_000_000);
    credit += amount;
    const id = `1${pad(i, 9)}`.padEnd(15);
    lines.push(
      `622121000248222              ${pad(amount, 10)}${id}${'EXAMPLE CLINIC'.padEnd(22)}  102100002${pad(i, 7)}`,
    );
    lines.push(`705${`TRN*1*T${pad(batch, 5)}${pad(i, 7)}*1541510144\\`.padEnd(80)}0001${pad(i, 7)}`);
  }
  const hash = (12_100_024 * ENTRIES_PER_BATCH) % 10_000_000_000;
  const count = ENTRIES_PER_BATCH * 2;
  lines.push(
    `8220${pad(count, 6)}${pad(hash, 10)}${pad(0, 12)}${pad(credit, 12)}1999999999${' '.repeat(25)}02100002${pad(batch, 7)}`,
  );
  return { text: `${lines.join('\n')}\n`, credit, hash, count };
}

/** A synthetic file of about `bytes` bytes as one buffer. */
function makeFile(bytes: number): Buffer {
  const parts = [
    `101 121000248 0210000212601050900A094101${'DEST BANK'.padEnd(23)}${'ORIG BANK'.padEnd(23)}${' '.repeat(8)}\n`,
  ];
  let [size, batches, count, hash, credit] = [95, 0, 0, 0, 0n];
  while (size < bytes) {
    batches += 1;
    const batch = batchText(batches);
    parts.push(batch.text);
    size += batch.text.length;
    count += batch.count;
    hash = (hash + batch.hash) % 10_000_000_000;
    credit += batch.credit;
  }
  const records = size / 95 + 1;
  const blocks = Math.ceil(records / 10);
  parts.push(
    `9${pad(batches, 6)}${pad(blocks, 6)}${pad(count, 8)}${pad(hash, 10)}${pad(0, 12)}${pad(credit, 12)}`.padEnd(94) +
      '\n',
  );
  for (let i = records; i < blocks * 10; i += 1) parts.push(`${'9'.repeat(94)}\n`);
  return Buffer.from(parts.join(''), 'latin1');
}

function* chunks(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

/** The floor: finding every line end and making a string of every line, which no reader of text lines can avoid. */
function floorMs(bytes: Buffer): number {
  const started = performance.now();
  let characters = 0;
  for (const chunk of chunks(bytes)) {
    const text = chunk.toString('latin1');
    for (let at = 0, end = text.indexOf('\n'); end >= 0; at = end + 1, end = text.indexOf('\n', at)) {
      characters += text.slice(at, end).length;
    }
  }
  if (characters === 0) throw new Error('The floor read nothing: the generated file is empty.');
  return performance.now() - started;
}

/**
 * How fast is a whole NACHA file read, typed, searched for traces and checked against its own control totals? Three runs
 * over 50 MB of synthetic CCD+ deposits; the best counts, beside the floor of splitting the same bytes into lines.
 */
export async function benchNacha() {
  const bytes = makeFile(FILE_BYTES);
  let best = Number.POSITIVE_INFINITY;
  let bestCpu = Number.POSITIVE_INFINITY;
  let errors = 0;
  for (let run = 0; run < 3; run += 1) {
    const started = performance.now();
    const before = process.cpuUsage();
    const result = await inspectNacha(chunks(bytes));
    best = Math.min(best, performance.now() - started);
    const used = process.cpuUsage(before);
    bestCpu = Math.min(bestCpu, (used.user + used.system) / 1000);
    errors = result.findings.filter((finding) => finding.severity === 'error').length;
  }
  if (errors > 0)
    throw new Error(`The generated file has ${errors} errors: the benchmark would measure the wrong path.`);
  const floor = Math.min(floorMs(bytes), floorMs(bytes));
  return {
    format: 'nacha',
    megabytes: bytes.length / MEGABYTE,
    mbPerSecond: Math.round(bytes.length / MEGABYTE / (best / 1000)),
    // Processor time of all threads: comparable where the machine is shared and the wall clock is not.
    mbPerCpuSecond: Math.round(bytes.length / MEGABYTE / (bestCpu / 1000)),
    floorMbPerSecond: Math.round(bytes.length / MEGABYTE / (floor / 1000)),
    ratioToFloor: Math.round((best / floor) * 10) / 10,
    rssMb: Math.round(process.memoryUsage.rss() / MEGABYTE),
    goalMbPerSecond: 100,
  };
}
