import { formatMinor } from '@/domain/money';
import { PLACES } from '@/domain/stages';
import { systemActor, withTransaction } from '@/server/platform/db';
import { readBacklog, readBeats } from '@/server/read/backlog';
import { readSums } from '@/server/read/places';
import { readInstance } from './instance';
import { isShown, lineOf, plainOf } from './measures';

const LATE_BEAT_SECONDS = 30;
const LATE_WORK_SECONDS = 300;

/**
 * `tieout status`: which processes live, what waits at each stage and since when, and where every dollar is. Further flows and assets are a line each. Exit 1 when no
 * worker beats, work is late, or the places do not sum.
 */
export async function runStatus(args: string[], out: (line: string) => void): Promise<number> {
  const actor = systemActor('cli/status');
  const { beats, backlog, sums } = await withTransaction(actor, async (tx) => ({
    beats: await readBeats(tx),
    backlog: await readBacklog(tx),
    sums: await readSums(tx, {}),
  }));
  const { measures } = sums;
  const places = sums.of(undefined);
  const alive = beats.filter(({ beatSeconds }) => beatSeconds <= LATE_BEAT_SECONDS);
  const late = backlog.filter(({ oldestSeconds }) => (oldestSeconds ?? 0) > LATE_WORK_SECONDS);
  const ok = alive.length > 0 && late.length === 0 && measures.every(({ places: { sums } }) => sums);
  const instance = readInstance();
  const dollars = Object.fromEntries(PLACES.map((place) => [place, formatMinor(places.places[place].amountMinor)]));
  if (args.includes('--json')) {
    const received = formatMinor(places.receivedMinor);
    const processes = (instance?.children ?? []).map(({ name, pid }) => ({ name, pid }));
    const report = {
      ok,
      url: instance?.url ?? null,
      processes,
      workers: alive.length,
      backlog,
      received,
      dollars,
      sums: places.sums,
      measures: measures.map(plainOf),
    };
    out(JSON.stringify(report, null, 2));
    return ok ? 0 : 1;
  }
  if (instance?.url) out(`Console  ${instance.url}`);
  for (const { name, pid } of instance?.children ?? []) out(`Process  ${name} (${pid})`);
  out(`Workers  ${alive.length === 0 ? 'none beats: work waits. See the worker log.' : `${alive.length} alive`}`);
  for (const { stage, waiting, oldestSeconds } of backlog) {
    const age = oldestSeconds === null ? '' : `, the oldest for ${Math.max(0, oldestSeconds)} s`;
    out(`${stage.padEnd(12)} ${String(waiting).padStart(7)} waiting${age}`);
  }
  out(`${'received'.padEnd(12)} ${formatMinor(places.receivedMinor).padStart(18)}`);
  for (const place of PLACES) out(`  ${place.padEnd(10)} ${(dollars[place] ?? '').padStart(18)}`);
  for (const measure of measures) if (!isShown(measure)) out(lineOf(measure));
  out(
    measures.every(({ places: { sums } }) => sums)
      ? 'The places sum to what was received.'
      : 'THE PLACES DO NOT SUM. Run: npm run tieout -- verify',
  );
  return ok ? 0 : 1;
}
