/** Reads damaged inputs one after the other and says in shared memory which one it is at, so that a hang can be named. */
import { parentPort, workerData } from 'node:worker_threads';
import { inspectorFor } from '../src/cli/inspect-formats';
import { detectFormat } from '../src/formats/detect';
import { createAnswerer } from '../src/formats/x12/999/answer';
import { writeAnswers } from '../src/formats/x12/999/writer';
import { grammarOf } from '../src/formats/x12/loops/sets';
import { mutated } from './fuzz-mutate';
import { seedsByFormat } from './fuzz-seeds';

export type FuzzWork = {
  readonly from: number;
  readonly count: number;
  readonly runSeed: number;
  readonly corpus: string;
  readonly progress: Int32Array;
};
export type FuzzReport = {
  readonly byFormat: Record<string, number>;
  readonly withFindings: number;
  readonly slowestCpuMs: number;
  readonly slowestInput: number;
  readonly crashes: { readonly input: number; readonly format: string; readonly error: string }[];
};

const CRASHES_LISTED_MAX = 50;

function* pieces(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Reads as the format it was and as the format it now seems to be; X12 is also answered. Returns the findings. */
async function read(format: string, bytes: Buffer, pieceBytes: number): Promise<number> {
  let findings = 0;
  for (const each of new Set([format, detectFormat(bytes).format])) {
    const inspector = inspectorFor(each);
    await inspector?.(pieces(bytes, pieceBytes), () => findings++);
  }
  if (!format.startsWith('x12')) return findings;
  const answerer = createAnswerer(grammarOf, () => true);
  for (const piece of pieces(bytes, pieceBytes)) answerer.push(piece);
  for (const answer of answerer.end().answers) {
    try {
      writeAnswers(answer, { controlNumber: 1, date: '20260101', time: '0000' });
    } catch (error) {
      // The stated refusal of the writer: a name or number of the received file holds a separator.
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return findings;
}

async function main(work: FuzzWork): Promise<FuzzReport> {
  const all = seedsByFormat(work.corpus);
  const report = { byFormat: {} as Record<string, number>, withFindings: 0, slowestCpuMs: 0, slowestInput: 0 };
  const crashes: FuzzReport['crashes'] = [];
  for (let index = work.from; index < work.from + work.count; index++) {
    Atomics.store(work.progress, 0, index);
    const { format, bytes, pieceBytes } = mutated(all, work.runSeed, index);
    report.byFormat[format] = (report.byFormat[format] ?? 0) + 1;
    const before = process.cpuUsage();
    try {
      if ((await read(format, bytes, pieceBytes)) > 0) report.withFindings++;
    } catch (error) {
      const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (crashes.length < CRASHES_LISTED_MAX) crashes.push({ input: index, format, error: words.slice(0, 600) });
    }
    const used = process.cpuUsage(before);
    const took = (used.user + used.system) / 1000;
    if (took > report.slowestCpuMs) Object.assign(report, { slowestCpuMs: took, slowestInput: index });
  }
  return { ...report, crashes };
}

parentPort?.postMessage(await main(workerData as FuzzWork));
