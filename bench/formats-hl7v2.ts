import { Message } from 'node-hl7-client';
import { SegmentReader } from '../src/formats/hl7v2/fields';
import { inspectHl7v2 } from '../src/formats/hl7v2/inspect';
import { readHl7 } from '../src/formats/hl7v2/reader';

const MEGABYTE = 1_000_000;
const CHUNK_BYTES = 256 * 1024;
const FILE_BYTES = 50 * MEGABYTE;
/** The peer builds an object per node and is measured on a part of the same messages, so a run stays short. */
const PEER_BYTES = 5 * MEGABYTE;
const RUNS = 3;
/** Address, telephone and empty fields up to the account number PID-18. */
const ACCOUNT = '1 SAMPLE ST^^EXAMPLEVILLE^CA^90001||(555)0100|||||ACCT';
/** What follows the amounts in every FT1. */
const REST = '&USD|OR^Operating room|PPO|||FS1|IP|M16.11^^I10C|1001^SURGEON^ONE';

/** One synthetic charge message: header, visit, five FT1 with procedures, the shape of a nightly DFT feed. */
function makeMessage(number: number): string {
  const segments = [
    `MSH|^~\\&|BILL|MAIN|TIEOUT|FIN|20261121010000||DFT^P03^DFT_P03|C${number}|P|2.5.1`,
    'EVN|P03|20261121005900',
    `PID|1||MRN${number}^^^MAIN^MR||TESTPATIENT^ALPHA^Q||19700101|F|||${ACCOUNT}${number}`,
    'PV1|1|I|4W^401^A^MAIN|E|||1001^SURGEON^ONE^^^^^^NPI|||SUR||||7||||IP|V001^^^MAIN^VN|COMM',
  ];
  for (let line = 1; line <= 5; line += 1) {
    const amount = `${(number * 7919 + line) % 9999}.${String((number + line) % 100).padStart(2, '0')}`;
    segments.push(
      `FT1|${line}|TX${number}-${line}|B1|20261120|20261121|CG|C${line}^Charge^CDM|||1|${amount}&USD|${amount}${REST}`,
      `PR1|${line}||27130^Total hip arthroplasty^C4||20261120073000|P|120`,
    );
  }
  return `${segments.join('\r')}\r`;
}

function makeFile(bytes: number): { bytes: Buffer; messages: string[] } {
  const messages: string[] = [];
  for (let size = 0; size < bytes; size += messages[messages.length - 1]?.length ?? bytes) {
    messages.push(makeMessage(messages.length));
  }
  return { bytes: Buffer.from(messages.join(''), 'latin1'), messages };
}

function* chunks(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

/**
 * What an intake needs of every message, and what the peer is asked for too: type, control id and every charge amount.
 */
async function readOnce(bytes: Buffer): Promise<number> {
  let seen = 0;
  for await (const item of readHl7(chunks(bytes))) {
    if (item.kind !== 'message') throw new Error(`The generated file gave a ${item.kind}; it should be messages only.`);
    for (const segment of item.message.segments) {
      if (segment.id !== 'MSH' && segment.id !== 'FT1') continue;
      const reader = new SegmentReader(item.message, segment);
      seen += segment.id === 'MSH' ? reader.text(9).length + reader.text(10).length : reader.text(11).length;
    }
  }
  return seen;
}

function readWithPeer(messages: readonly string[]): number {
  let seen = 0;
  for (const text of messages) {
    const message = new Message({ text });
    seen += message.get('MSH.9.1').toString().length + message.get('MSH.10').toString().length;
    message.get('FT1').forEach((charge) => {
      seen += charge.get('11.1').toString().length;
    });
  }
  return seen;
}

async function best(work: () => number | Promise<unknown>): Promise<{ wallMs: number; cpuMs: number }> {
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
  return { wallMs, cpuMs };
}

const speed = (bytes: number, ms: number): number => Math.round(bytes / MEGABYTE / (ms / 1000));

/**
 * How fast are messages cut from a stream and their charges read? Best of three runs over 50 MB of synthetic DFT
 * messages; beside it the whole inspection with typed views and checks, and node-hl7-client reading the same fields of
 * the same messages.
 */
export async function benchHl7v2() {
  const { bytes, messages } = makeFile(FILE_BYTES);
  const peerMessages = messages.slice(0, Math.ceil((messages.length * PEER_BYTES) / bytes.length));
  const peerBytes = peerMessages.reduce((total, message) => total + message.length, 0);
  messages.length = 0;
  const own = await best(() => readOnce(bytes));
  const rss = process.memoryUsage.rss();
  const inspected = await best(async () => {
    const { findings } = await inspectHl7v2(chunks(bytes));
    if (findings.length > 0)
      throw new Error('The generated file has findings; the benchmark would measure the wrong path.');
  });
  const peer = await best(() => readWithPeer(peerMessages));
  const mbPerSecond = speed(bytes.length, own.wallMs);
  const peerMbPerSecond = speed(peerBytes, peer.wallMs);
  return {
    format: 'hl7v2',
    megabytes: bytes.length / MEGABYTE,
    mbPerSecond,
    // Processor time of all threads: comparable where the machine is shared and the wall clock is not.
    mbPerCpuSecond: speed(bytes.length, own.cpuMs),
    inspectMbPerSecond: speed(bytes.length, inspected.wallMs),
    peer: 'node-hl7-client',
    peerMbPerSecond,
    ratioToPeer: Math.round((own.wallMs / bytes.length / (peer.wallMs / peerBytes)) * 1000) / 1000,
    // The benchmark itself holds the 50 MB file and its messages.
    rssMb: Math.round(rss / MEGABYTE),
    goalMbPerSecond: 80,
  };
}
