import { Worker } from 'node:worker_threads';
import type { FuzzReport } from './fuzz-worker';

const COUNT = 100_000;
const SEED = 20_260_105;
/** Processor time, so that a busy machine is not mistaken for a hang; the wall clock only catches waiting for ever. */
const HANG_CPU_MS = 5_000;
const HANG_WALL_MS = 60_000;
const WATCH_MS = 250;
const RSS_BYTES_MAX = 512 * 1024 * 1024;

/** Workers do not inherit the TypeScript loader of the command line; this one asks for it. */
const WORKER_START = `const { workerData } = require('node:worker_threads');
import('tsx/esm/api').then(({ register }) => {
  register();
  return import(workerData.file);
});`;

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const option = (args: readonly string[], name: string, otherwise: number): number => {
  const value = args[args.indexOf(`--${name}`) + 1];
  return args.includes(`--${name}`) && value !== undefined ? Number.parseInt(value, 10) : otherwise;
};

/**
 * `npm run bench -- fuzz [--count N] [--seed S] [--from I]`: does any damaged input of any format crash a reader, hang it
 * for five seconds of processor time or take more than 512 MB? Prints one JSON object; exit code 1 when one does. `--from I --count 1`
 * repeats input I. The environment variable CORPUS_DIR adds the files below it to the seeds.
 */
export async function run(args: string[]): Promise<void> {
  const [count, runSeed, from] = [option(args, 'count', COUNT), option(args, 'seed', SEED), option(args, 'from', 0)];
  const progress = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const corpus = process.env.CORPUS_DIR ?? '';
  const started = performance.now();
  const worker = new Worker(WORKER_START, {
    eval: true,
    workerData: { from, count, runSeed, corpus, progress, file: new URL('./fuzz-worker.ts', import.meta.url).href },
  });
  let rssBytes = 0;
  let hang: number | null = null;
  let seen = { input: -1, cpuMs: 0, wallMs: 0 };
  const watch = setInterval(() => {
    rssBytes = Math.max(rssBytes, process.memoryUsage.rss());
    const input = Atomics.load(progress, 0);
    const now = { input, cpuMs: cpuMs(), wallMs: performance.now() };
    if (input !== seen.input) seen = now;
    // The first input includes loading the worker.
    else if (input > from && (now.cpuMs - seen.cpuMs > HANG_CPU_MS || now.wallMs - seen.wallMs > HANG_WALL_MS)) {
      hang = input;
      worker.terminate().catch(() => {});
    }
  }, WATCH_MS);
  const report = await new Promise<FuzzReport | null>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => resolve(null));
  });
  clearInterval(watch);
  await worker.terminate();
  const isClean = report !== null && report.crashes.length === 0 && hang === null && rssBytes <= RSS_BYTES_MAX;
  const result = {
    inputs: count,
    seed: runSeed,
    from,
    corpus: corpus !== '',
    clean: isClean,
    ...report,
    hang,
    rssMaxMb: Math.round(rssBytes / 1_048_576),
    seconds: Math.round((performance.now() - started) / 1000),
  };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  process.exitCode = isClean ? 0 : 1;
}
