/** The readers compared by `parse`: ours, the floor no reader can beat, and two npm packages. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { X12Parser } from 'node-x12';
import { X12parser } from 'x12-parser';
import { create835Reader } from '../src/formats/x12/835/reader';

const READ_BYTES = 256 * 1024;

/** What a reader found; compared with what was written, so that a fast wrong answer is seen. */
export type Found = { readonly claims: number; readonly segments: number; readonly paidCents: string | null };

export type Reader = (path: string) => Promise<Found>;

async function eachChunk(path: string, take: (chunk: Uint8Array) => void): Promise<void> {
  const file = await open(path, 'r');
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, READ_BYTES, null);
      if (bytesRead === 0) return;
      take(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

/** The whole 835 with typed claims, spans, balance and envelope checks. */
async function readOurs(path: string, contentHash: boolean): Promise<Found> {
  let claims = 0;
  let paid = 0n;
  let problems = 0;
  const reader = create835Reader(
    {
      claim: (claim) => {
        claims++;
        paid += claim.paidMinor;
      },
      finding: () => {
        problems++;
      },
    },
    { contentHash },
  );
  await eachChunk(path, (chunk) => reader.push(chunk));
  const { segments } = reader.end();
  if (problems > 0) throw new Error(`The generated file has ${problems} findings; the benchmark measures clean files.`);
  return { claims, segments, paidCents: paid.toString() };
}

const STAR = 0x2a;
const TILDE = 0x7e;
const POINT = 0x2e;
const MINUS = 0x2d;
/** Digits of ids are read like amounts; kept below this they stay small integers. */
const CENTS_MAX = 100_000_000;
const C_L_P = 0x434c50;
const C_A_S = 0x434153;
const S_V_C = 0x535643;

type Scan = {
  segments: number;
  claims: number;
  paid: number;
  others: number;
  id: number;
  element: number;
  cents: number;
  decimals: number;
  sign: number;
};

/** State lives in locals during the loop, as it must for the loop to be as fast as it can be. */
function scanChunk(state: Scan, chunk: Uint8Array): void {
  let { segments, claims, paid, others, id, element, cents, decimals, sign } = state;
  for (let at = 0; at < chunk.length; at++) {
    const byte = chunk[at]!;
    if (byte === STAR || byte === TILDE) {
      if (element > 1 && (id === C_L_P || id === C_A_S || id === S_V_C)) {
        const amount = sign * (decimals <= 0 ? cents * 100 : decimals === 1 ? cents * 10 : cents);
        if (id === C_L_P && element === 4) paid += amount;
        else others += amount;
      }
      cents = 0;
      decimals = -1;
      sign = 1;
      element++;
      if (byte === STAR) continue;
      segments++;
      if (id === C_L_P) claims++;
      id = 0;
      element = 0;
    } else if (element === 0) {
      if (byte > 0x20) id = ((id << 8) | byte) & 0xffffff;
    } else if (byte >= 0x30 && byte <= 0x39) {
      if (cents < CENTS_MAX) cents = cents * 10 + byte - 0x30;
      if (decimals >= 0) decimals++;
    } else if (byte === POINT) decimals = 0;
    else if (byte === MINUS) sign = -1;
  }
  Object.assign(state, { segments, claims, paid, others, id, element, cents, decimals, sign });
}

/**
 * The floor: one loop over the bytes that knows nothing but this file's separators and sums the amounts of CLP, CAS and
 * SVC as integers. No text, no records, no spans, no checks.
 */
async function scan(path: string): Promise<Found> {
  const state = { segments: 0, claims: 0, paid: 0, others: 0, id: 0, element: 0, cents: 0, decimals: -1, sign: 1 };
  await eachChunk(path, (chunk) => scanChunk(state, chunk));
  if (state.others === 0) throw new Error('The floor summed nothing: the generated file has no CAS and SVC.');
  return { claims: state.claims, segments: state.segments, paidCents: String(state.paid) };
}

/** npm x12-parser: segments as objects of strings; no loops, no amounts, no checks. */
function readX12Parser(path: string): Promise<Found> {
  return new Promise((resolve, reject) => {
    let segments = 0;
    let claims = 0;
    const parser = new X12parser();
    parser.on('error', reject);
    parser.on('data', (segment: { name: string }) => {
      segments++;
      if (segment.name === 'CLP') claims++;
    });
    parser.on('end', () => resolve({ claims, segments, paidCents: null }));
    createReadStream(path).on('error', reject).pipe(parser);
  });
}

/** npm node-x12 as a stream of segments; building its interchange object needs the whole file in memory. */
function readNodeX12(path: string): Promise<Found> {
  return new Promise((resolve, reject) => {
    let segments = 0;
    let claims = 0;
    const parser = new X12Parser(false, 'utf8');
    parser.on('error', reject);
    parser.on('data', (segment: { tag: string }) => {
      segments++;
      if (segment.tag === 'CLP') claims++;
    });
    parser.on('end', () => resolve({ claims, segments, paidCents: null }));
    createReadStream(path).on('error', reject).pipe(parser);
  });
}

export const READERS: Readonly<Record<string, Reader>> = {
  tieout: (path) => readOurs(path, false),
  'tieout with content hash': (path) => readOurs(path, true),
  'byte scan (floor)': scan,
  'x12-parser': readX12Parser,
  'node-x12': readNodeX12,
};
