import { addDecimal, formatDecimal, ZERO } from '../src/domain/money';
import { parseFhirDecimal } from '../src/formats/fhir/decimal';
import { inspectFhir } from '../src/formats/fhir/inspect';
import { readFhir } from '../src/formats/fhir/reader';

const MEGABYTE = 1_000_000;
const CHUNK_BYTES = 256 * 1024;
const FILE_BYTES = 50 * MEGABYTE;
const RUNS = 3;

const code = (value: string): string => `{"coding":[{"system":"http://example.org/codes","code":"${value}"}]}`;
const money = (value: string): string => `{"value":${value},"currency":"USD"}`;

/** One synthetic explanation of benefit with eight adjudicated lines. */
function makeBenefit(number: number): string {
  const items: string[] = [];
  for (let line = 1; line <= 8; line += 1) {
    const amount = `${(number * 7919 + line) % 9999}.${String((number + line) % 100).padStart(2, '0')}`;
    const adjudication = ['submitted', 'benefit'].map(
      (category) => `{"category":${code(category)},"amount":${money(amount)}}`,
    );
    items.push(
      `{"sequence":${line},"productOrService":${code(`9921${line}`)},"servicedDate":"2026-11-20",` +
        `"quantity":{"value":1},"net":${money(amount)},"adjudication":[${adjudication.join(',')}]}`,
    );
  }
  return [
    `{"resourceType":"ExplanationOfBenefit","id":"e${number}","status":"active","type":${code('professional')}`,
    `"use":"claim","patient":{"reference":"Patient/p${number}"},"created":"2026-12-01"`,
    '"insurer":{"reference":"Organization/payer"},"provider":{"reference":"Organization/main"},"outcome":"complete"',
    `"insurance":[{"focal":true,"coverage":{"reference":"Coverage/c1"}}],"item":[${items.join(',')}]`,
    `"payment":{"amount":${money(`${number % 5000}.10`)}}}`,
  ].join(',');
}

function makeBundle(bytes: number): Buffer {
  const entries: string[] = [];
  for (let size = 0; size < bytes; ) {
    const entry = `{"fullUrl":"http://example.org/eob/${entries.length}","resource":${makeBenefit(entries.length)}}`;
    entries.push(entry);
    size += entry.length + 1;
  }
  return Buffer.from(`{"resourceType":"Bundle","type":"collection","entry":[${entries.join(',')}]}`, 'latin1');
}

function* chunks(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

/** The sum of all payments, exactly. */
async function readOnce(bytes: Buffer): Promise<string> {
  let total = ZERO;
  for await (const item of readFhir(chunks(bytes))) {
    if (item.kind === 'finding') throw new Error(`The generated file has a finding: ${item.finding.code}.`);
    if (item.kind !== 'resource') continue;
    const amount = item.resource.node.get('payment')?.get('amount')?.get('value');
    total = addDecimal(total, (amount && parseFhirDecimal(amount.text)) ?? ZERO);
  }
  return formatDecimal(total);
}

type PlainBundle = { entry: { resource: { payment: { amount: { value: number } } } }[] };

/** What most programs do: the whole text in memory, every amount a float. */
function readPlain(bytes: Buffer): number {
  const bundle = JSON.parse(bytes.toString('utf8')) as PlainBundle;
  let total = 0;
  for (const entry of bundle.entry) total += entry.resource.payment.amount.value;
  return total;
}

async function best(work: () => number | Promise<unknown>): Promise<{ wallMs: number; cpuMs: number; rssMb: number }> {
  let wallMs = Number.POSITIVE_INFINITY;
  let cpuMs = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS; run += 1) {
    const started = performance.now();
    const before = process.cpuUsage();
    await work();
    const used = process.cpuUsage(before);
    wallMs = Math.min(wallMs, performance.now() - started);
    cpuMs = Math.min(cpuMs, (used.user + used.system) / 1000);
  }
  return { wallMs, cpuMs, rssMb: Math.round(process.memoryUsage.rss() / MEGABYTE) };
}

const speed = (bytes: number, ms: number): number => Math.round(bytes / MEGABYTE / (ms / 1000));

/**
 * How fast is a Bundle read one resource at a time, with exact amounts, spans and hostile keys refused? Best of three
 * runs over 50 MB; beside it the whole inspection with typed records, and `JSON.parse` of the whole text with float
 * amounts.
 */
export async function benchFhir() {
  const bytes = makeBundle(FILE_BYTES);
  const own = await best(() => readOnce(bytes));
  const inspected = await best(async () => {
    const { findings } = await inspectFhir(chunks(bytes));
    if (findings.length > 0)
      throw new Error('The generated file has findings; the benchmark would measure the wrong path.');
  });
  const peer = await best(() => readPlain(bytes));
  return {
    format: 'fhir',
    megabytes: bytes.length / MEGABYTE,
    mbPerSecond: speed(bytes.length, own.wallMs),
    // Processor time of all threads: comparable where the machine is shared and the wall clock is not.
    mbPerCpuSecond: speed(bytes.length, own.cpuMs),
    inspectMbPerSecond: speed(bytes.length, inspected.wallMs),
    peer: 'JSON.parse, floats, no spans',
    peerMbPerSecond: speed(bytes.length, peer.wallMs),
    ratioToPeer: Math.round((own.wallMs / peer.wallMs) * 100) / 100,
    // The benchmark itself holds the 50 MB file.
    rssMb: own.rssMb,
    peerRssMb: peer.rssMb,
  };
}
