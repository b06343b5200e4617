import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { X12Parser } from 'node-x12';
import { X12parser } from 'x12-parser';
import { create277Reader } from '../src/formats/x12/277/reader';
import { create837Reader } from '../src/formats/x12/837/reader';
import type { Loop } from '../src/formats/x12/loops/model';
import { createLoopReader } from '../src/formats/x12/loops/reader';
import { grammarOf } from '../src/formats/x12/loops/sets';

const MEGABYTE = 1_000_000;
const CHUNK_BYTES = 256 * 1024;
const FILE_BYTES = 50 * MEGABYTE;
/** The peers make an object of strings per segment and are measured on a part of the same file, so a run stays short. */
const PEER_BYTES = 5 * MEGABYTE;
const RUNS = 3;
const LINES_PER_CLAIM = 4;

/** One subscriber with one professional claim of four lines, the shape of a nightly submission. */
function claimSegments(number: number): string[] {
  const cents = (number * 7919) % 90_000;
  const amount = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
  const total = `${Math.floor((cents * LINES_PER_CLAIM) / 100)}.${String((cents * LINES_PER_CLAIM) % 100).padStart(2, '0')}`;
  const segments = [
    `HL*${number + 1}*1*22*0`,
    'SBR*P*18*GRP100******CI',
    `NM1*IL*1*TESTPERSON*ALPHA*Q***MI*MEM${number}`,
    'N3*1 SAMPLE STREET',
    'N4*EXAMPLEVILLE*CA*90001',
    'DMG*D8*19700101*F',
    'NM1*PR*2*SAMPLE HEALTH PLAN*****PI*PAYER1',
    `CLM*ACCT${number}*${total}***11:B:1*Y*A*Y*Y*P`,
    `REF*D9*CLEAR${number}`,
    'HI*ABK:R509*ABF:I10*ABF:E119',
    'NM1*82*1*RENDERING*ANN****XX*1999999984',
    'PRV*PE*PXC*207Q00000X',
  ];
  for (let line = 1; line <= LINES_PER_CLAIM; line++) {
    segments.push(
      `LX*${line}`,
      `SV1*HC:9921${line}:25*${amount}*UN*1***1:2`,
      'DTP*472*D8*20260103',
      `REF*6R*L${number}-${line}`,
    );
  }
  return segments;
}

/** One claim acknowledged: HL, name, trace, status, references. */
const statusSegments = (number: number): string[] => [
  `HL*${number + 3}*3*PT`,
  `NM1*QC*1*TESTPERSON*ALPHA****MI*MEM${number}`,
  `TRN*2*ACCT${number}`,
  'STC*A2:20:PR*20260105*WQ*150.5',
  `REF*1K*ICN${number}`,
  `REF*D9*CLEAR${number}`,
  'DTP*472*D8*20260103',
];

const CLAIM_HEAD = [
  'BHT*0019*00*BATCH1*20260105*0900*CH',
  'NM1*41*2*SAMPLE SUBMITTER*****46*SUB1',
  'NM1*40*2*SAMPLE RECEIVER*****46*REC1',
  'HL*1**20*1',
  'NM1*85*2*SAMPLE CLINIC*****XX*1234567893',
  'N3*1 SAMPLE STREET',
  'N4*EXAMPLEVILLE*CA*90001',
];
const STATUS_HEAD = [
  'BHT*0085*08*ACK1*20260105*0900*TH',
  'HL*1**20*1',
  'NM1*PR*2*SAMPLE PLAN*****PI*PAYER1',
  'HL*2*1*21*1',
  'NM1*41*2*SAMPLE HUB*****46*HUB1',
  'HL*3*2*19*1',
  'NM1*85*2*SAMPLE CLINIC*****XX*1234567893',
];

/** One interchange with one set of about `bytes` bytes, trailers right. */
function makeFile(kind: '837' | '277', bytes: number): { bytes: Buffer; items: number; segments: number } {
  const [head, item, group, version] =
    kind === '837'
      ? ([CLAIM_HEAD, claimSegments, 'HC', '005010X222A1'] as const)
      : ([STATUS_HEAD, statusSegments, 'HN', '005010X214'] as const);
  const parts = [
    'ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260105*0900*^*00501*000000001*0*T*:~',
    `GS*${group}*SENDER*RECEIVER*20260105*0900*1*X*${version}~`,
    `ST*${kind}*0001*${version}~${head.map((segment) => `${segment}~`).join('')}`,
  ];
  let segments = head.length + 2;
  let items = 0;
  for (let size = 0; size < bytes; ) {
    const list = item(++items);
    segments += list.length;
    const text = `${list.join('~')}~`;
    size += text.length;
    parts.push(text);
  }
  parts.push(`SE*${segments}*0001~GE*1*1~IEA*1*000000001~`);
  return { bytes: Buffer.from(parts.join(''), 'latin1'), items, segments: segments + 4 };
}

function* chunks(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

type Found = { readonly items: number; readonly findings: number };

/** Typed claims with their context, lines against charges, envelope checks. */
function readClaims(bytes: Buffer): Found {
  let items = 0;
  let findings = 0;
  const reader = create837Reader({ claim: () => items++, finding: () => findings++ });
  for (const chunk of chunks(bytes)) reader.push(chunk);
  reader.end();
  return { items, findings };
}

function readStatuses(bytes: Buffer): Found {
  let items = 0;
  let findings = 0;
  const reader = create277Reader({
    node: ({ level }) => {
      if (level === 'PT') items++;
    },
    finding: () => findings++,
  });
  for (const chunk of chunks(bytes)) reader.push(chunk);
  reader.end();
  return { items, findings };
}

const countSegments = (loop: Loop): number =>
  loop.loops.reduce((sum, inner) => sum + countSegments(inner), loop.segments.length);

/** Every segment as a record in its loop, without typed records. Loops are made when they are asked for, hence the count. */
function readLoops(bytes: Buffer): Found {
  let items = 0;
  let findings = 0;
  let segments = 0;
  const reader = createLoopReader(
    {
      unit: ({ loop }) => {
        segments += countSegments(loop);
        if (loop.id === '2300') items++;
      },
      finding: () => findings++,
    },
    grammarOf,
  );
  for (const chunk of chunks(bytes)) reader.push(chunk);
  reader.end();
  if (segments < items) throw new Error('A loop without segments: the figures would be of a wrong answer.');
  return { items, findings };
}

/** What the peers give: segments as objects of strings; no loops, no amounts, no checks. */
async function readWithPeer(parser: Transform, bytes: Buffer, idOf: (segment: PeerSegment) => string): Promise<Found> {
  let items = 0;
  parser.on('data', (segment: PeerSegment) => {
    if (idOf(segment) === 'CLM') items++;
  });
  await pipeline(Readable.from(chunks(bytes)), parser);
  return { items, findings: 0 };
}

/** x12-parser names the id `name`, node-x12 `tag`. */
type PeerSegment = { readonly name?: string; readonly tag?: string };

async function best(bytes: Buffer, items: number, read: (bytes: Buffer) => Found | Promise<Found>) {
  let wallMs = Number.POSITIVE_INFINITY;
  let cpuMs = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now();
    const before = process.cpuUsage();
    const found = await read(bytes);
    const used = process.cpuUsage(before);
    wallMs = Math.min(wallMs, performance.now() - started);
    cpuMs = Math.min(cpuMs, (used.user + used.system) / 1000);
    if (found.items !== items || found.findings > 0) {
      throw new Error(
        `A reader found ${found.items} of ${items} items and ${found.findings} findings; the figures would be of a wrong answer.`,
      );
    }
  }
  return { mbPerSecond: speed(bytes.length, wallMs), mbPerCpuSecond: speed(bytes.length, cpuMs) };
}

const speed = (bytes: number, ms: number): number => Math.round(bytes / MEGABYTE / (ms / 1000));

/**
 * How fast are claims and claim statuses read, typed and checked? Best of three runs over 50 MB of synthetic files, beside
 * the loops without types, and npm x12-parser and node-x12 reading segments of a part of the same claims.
 */
export async function benchX12() {
  // The claims first: what the engine learns from the others would slow them, and a worker reads one format for long.
  const claims = makeFile('837', FILE_BYTES);
  const claim = await best(claims.bytes, claims.items, readClaims);
  const loops = await best(claims.bytes, claims.items, readLoops);
  const statuses = makeFile('277', FILE_BYTES);
  const status = await best(statuses.bytes, statuses.items, readStatuses);
  const peerFile = makeFile('837', PEER_BYTES);
  const x12Parser = await best(peerFile.bytes, peerFile.items, (bytes) =>
    readWithPeer(new X12parser(), bytes, ({ name }) => name ?? ''),
  );
  const nodeX12 = await best(peerFile.bytes, peerFile.items, (bytes) =>
    readWithPeer(new X12Parser(false, 'utf8'), bytes, ({ tag }) => tag ?? ''),
  );
  const fastestPeer = Math.max(x12Parser.mbPerCpuSecond, nodeX12.mbPerCpuSecond);
  return {
    format: 'x12-837',
    megabytes: Math.round(claims.bytes.length / MEGABYTE),
    ...claim,
    loopsMbPerCpuSecond: loops.mbPerCpuSecond,
    status277MbPerCpuSecond: status.mbPerCpuSecond,
    peer: 'x12-parser, node-x12',
    peerMbPerSecond: Math.max(x12Parser.mbPerSecond, nodeX12.mbPerSecond),
    x12ParserMbPerCpuSecond: x12Parser.mbPerCpuSecond,
    nodeX12MbPerCpuSecond: nodeX12.mbPerCpuSecond,
    ratioToPeer: Math.round((fastestPeer / claim.mbPerCpuSecond) * 1000) / 1000,
    // The benchmark itself holds both 50 MB files.
    rssMb: Math.round(process.memoryUsage.rss() / MEGABYTE),
    goalMbPerSecond: 80,
  };
}
