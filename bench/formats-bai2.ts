import { inspectBai2 } from '../src/formats/bai2/inspect';

const MEGABYTE = 1_000_000;
const CHUNK_BYTES = 256 * 1024;
const FILE_BYTES = 50 * MEGABYTE;
const DETAILS_PER_ACCOUNT = 5_000;

/** A synthetic file of about `bytes` bytes: ACH credits with a reassociation trace in an 88 record, right totals. */
function makeFile(bytes: number): Buffer {
  const parts = ['01,121000248,999999999,260107,0600,1,80,1,2/\n', '02,999999999,121000248,1,260107,0600,USD,2/\n'];
  let size = 0;
  let accounts = 0;
  let records = 2;
  let total = 0n;
  while (size < bytes) {
    accounts += 1;
    const lines: string[] = [];
    let credits = 0n;
    for (let i = 1; i <= DETAILS_PER_ACCOUNT; i += 1) {
      const amount = BigInt((i * 7919) % 1_000_000);
      credits += amount;
      lines.push(`16,142,${amount},Z,REF${accounts}${i},,ACH CREDIT EXAMPLE PAYER HCCLAIMPMT`);
      lines.push(`88,TRN*1*T${accounts}0${i}*1541510144\\`);
    }
    const own = lines.length + 2;
    const text = `03,${accounts},USD,100,${credits},${DETAILS_PER_ACCOUNT},/\n${lines.join('\n')}\n49,${credits * 2n},${own}/\n`;
    parts.push(text);
    size += text.length;
    records += own;
    total += credits * 2n;
  }
  parts.push(`98,${total},${accounts},${records}/\n`, `99,${total},1,${records + 2}/\n`);
  return Buffer.from(parts.join(''), 'latin1');
}

function* chunks(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

/** The floor: splitting the same bytes into lines and the lines at commas, which no reader of texts can avoid. */
function floorMs(bytes: Buffer): number {
  const started = performance.now();
  let fields = 0;
  for (const chunk of chunks(bytes)) {
    const text = chunk.toString('latin1');
    for (let at = 0, end = text.indexOf('\n'); end >= 0; at = end + 1, end = text.indexOf('\n', at)) {
      fields += text.slice(at, end).split(',').length;
    }
  }
  if (fields === 0) throw new Error('The floor read nothing: the generated file is empty.');
  return performance.now() - started;
}

/**
 * How fast is a whole BAI2 file read, typed, searched for traces and checked against its own control totals? Three runs
 * over 50 MB of synthetic deposits; the best counts, beside the floor of splitting the same bytes into fields.
 */
export async function benchBai2() {
  const bytes = makeFile(FILE_BYTES);
  let best = Number.POSITIVE_INFINITY;
  let bestCpu = Number.POSITIVE_INFINITY;
  let findings = 0;
  for (let run = 0; run < 3; run += 1) {
    const started = performance.now();
    const before = process.cpuUsage();
    const result = await inspectBai2(chunks(bytes));
    best = Math.min(best, performance.now() - started);
    const used = process.cpuUsage(before);
    bestCpu = Math.min(bestCpu, (used.user + used.system) / 1000);
    findings = result.findings.length;
  }
  if (findings > 0)
    throw new Error(`The generated file has ${findings} findings: the benchmark would measure the wrong path.`);
  const floor = Math.min(floorMs(bytes), floorMs(bytes));
  return {
    format: 'bai2',
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
