import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { AppError } from '@/domain/failure';
import { formatMinor } from '@/domain/money';
import type { Place } from '@/domain/stages';
import { visible } from '@/domain/visible';
import { counted } from '@/formats/inspection';
import { receiveArtifact } from '@/server/pipeline/receive';
import { systemActor, withTransaction } from '@/server/platform/db';
import { ring } from '@/server/queue/doorbell';
import { type IngestStatus, readIngestStatus } from '@/server/read/ingest';
import { type MeasurePlaces, type Places, readSums } from '@/server/read/places';
import { type Stopped, stoppedOf } from '@/server/store/file-ledger';
import { type FindingCounts, findingCounts, findingWords, NO_FINDINGS } from './findings';
import { isShown, lineOf as measureLine, plainOf, plainStop, stopLine } from './measures';

const ACTOR = systemActor('cli');
const CONNECTION = 'cli';
const POLL_MS = 150;
const WAIT_SECONDS_DEFAULT = 600;

type Arrived = { readonly file: string; readonly artifactId: string | null; readonly error: string | null };
type Line = {
  readonly file: string;
  readonly artifactId: string | null;
  readonly status: string;
  readonly parcels: number;
  readonly records: number;
  readonly dollars: Dollars;
  /** Of every flow and asset: a bank's file has no cash received. */
  readonly measures: readonly MeasurePlaces[];
  /** What of it stands under a cause, and what a person can read of that. */
  readonly stopped: readonly Stopped[];
  readonly reason: string | null;
  readonly findings: FindingCounts;
};
type Dollars = Record<'received' | 'posted' | 'inFlight' | 'exception' | 'held' | 'duplicate' | 'rejected', string>;

const USAGE = 'usage: tieout ingest FILE… [--wait] [--adopt] [--timeout SECONDS] [--json]';

/**
 * `tieout ingest FILE…`: hands files to the receive stage, and with `--wait` follows them until nothing of them is in flight.
 * Exit 1 when a file was refused, an artifact was quarantined, or the wait ran out.
 */
export async function runIngest(args: readonly string[], out: (line: string) => void): Promise<number> {
  const parsed = readArgs(args);
  if (!parsed) {
    out(USAGE);
    return 2;
  }
  const arrived: Arrived[] = [];
  for (const file of parsed.files) arrived.push(await receiveFile(file, parsed.adopt));
  await ring('parse');
  const deadline = Date.now() + parsed.timeoutSeconds * 1000;
  let lines = await Promise.all(arrived.map(lineOf));
  while (parsed.wait && lines.some(moving) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    lines = await Promise.all(lines.map((line, i) => (moving(line) ? lineOf(arrived[i] as Arrived) : line)));
  }
  print(lines, parsed.json, out);
  const late = parsed.wait && lines.some(moving);
  if (late && !parsed.json)
    out(`Still in flight after ${parsed.timeoutSeconds} s. Nothing is lost: see “tieout status”.`);
  return late || lines.some((line) => line.status === 'refused' || line.status === 'quarantined') ? 1 : 0;
}

function readArgs(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        wait: { type: 'boolean' },
        adopt: { type: 'boolean' },
        json: { type: 'boolean' },
        timeout: { type: 'string' },
      },
    });
    const timeoutSeconds = values.timeout === undefined ? WAIT_SECONDS_DEFAULT : Number(values.timeout);
    if (positionals.length === 0 || !Number.isFinite(timeoutSeconds) || timeoutSeconds <= 0) return null;
    return {
      files: positionals,
      wait: values.wait ?? false,
      adopt: values.adopt ?? false,
      json: values.json ?? false,
      timeoutSeconds,
    };
  } catch {
    return null;
  }
}

async function receiveFile(file: string, adopt: boolean): Promise<Arrived> {
  try {
    if (!statSync(file).isFile()) return { file, artifactId: null, error: 'This is not a file.' };
    const received = await receiveArtifact(ACTOR, {
      connectionCode: CONNECTION,
      name: basename(file),
      source: createReadStream(file),
      adopt,
    });
    return { file, artifactId: received.artifactId, error: null };
  } catch (error) {
    const message =
      error instanceof AppError
        ? error.operatorMessage
        : (error as NodeJS.ErrnoException).code === 'ENOENT'
          ? 'There is no such file.'
          : String(error);
    return { file, artifactId: null, error: message };
  }
}

const NOTHING: Places | null = null;

async function lineOf({ file, artifactId, error }: Arrived): Promise<Line> {
  if (artifactId === null)
    return {
      file,
      artifactId,
      status: 'refused',
      parcels: 0,
      records: 0,
      dollars: dollarsOf(NOTHING),
      measures: [],
      stopped: [],
      reason: error,
      findings: NO_FINDINGS,
    };
  const { status, sums, stopped } = await withTransaction(ACTOR, async (tx) => ({
    status: await readIngestStatus(tx, artifactId),
    sums: await readSums(tx, { artifactId }),
    stopped: await stoppedOf(tx, [artifactId]),
  }));
  const { measures } = sums;
  return {
    file,
    artifactId,
    status: statusOf(status, measures),
    measures,
    stopped,
    parcels: status.parcels,
    records: status.records,
    dollars: dollarsOf(sums.of(undefined)),
    reason: status.reason,
    findings: findingCounts(status.findingCounts, status.worstFinding),
  };
}

/** In words a person reads: where what the file holds is, of whatever flow, or why it is nowhere yet. */
function statusOf(status: IngestStatus, measures: readonly MeasurePlaces[]): string {
  const items = (place: Place): number => measures.reduce((sum, each) => sum + each.places.places[place].items, 0);
  if (status.state === 'received' || status.unread > 0) return 'received';
  if (status.state === 'quarantined') return 'quarantined';
  if (status.moving > 0) return 'in flight';
  if (items('exception') > 0) return 'exception';
  if (items('held') > 0) return 'held';
  if (items('posted') === 0 && items('duplicate') > 0) return 'duplicate';
  return items('rejected') > 0 ? 'rejected' : 'posted';
}

const moving = (line: Line): boolean => line.status === 'received' || line.status === 'in flight';

function dollarsOf(places: Places | null): Dollars {
  const of = (key: 'posted' | 'inFlight' | 'exception' | 'held' | 'duplicate' | 'rejected') =>
    formatMinor(places?.places[key].amountMinor ?? 0n);
  return {
    received: formatMinor(places?.receivedMinor ?? 0n),
    posted: of('posted'),
    inFlight: of('inFlight'),
    exception: of('exception'),
    held: of('held'),
    duplicate: of('duplicate'),
    rejected: of('rejected'),
  };
}

const KEYS = ['received', 'posted', 'inFlight', 'exception', 'held', 'duplicate', 'rejected'] as const;

function print(lines: readonly Line[], json: boolean, out: (line: string) => void): void {
  const total = totalOf(lines);
  if (json) {
    const flat = (line: Line) => ({
      file: line.file,
      artifactId: line.artifactId,
      status: line.status,
      ...countsOf(line),
      ...line.dollars,
      measures: line.measures.map(plainOf),
      stopped: line.stopped.map(plainStop),
      reason: line.reason,
      findings: line.findings,
    });
    out(JSON.stringify({ files: lines.map(flat), total }, null, 2));
    return;
  }
  for (const line of lines) {
    out(`${visible(line.file)}: ${line.status}${line.reason ? ` (${visible(line.reason)})` : ''}`);
    if (line.artifactId)
      out(
        `  artifact ${line.artifactId}, ${counted(line.parcels, 'transaction')}, ${counted(line.records, 'claim')}, ${findingWords(line.findings)}`,
      );
    const others = line.measures.filter((measure) => !isShown(measure));
    for (const key of KEYS)
      if ((key === 'received' && others.length === 0) || line.dollars[key] !== '0.00')
        out(`  ${key.padEnd(10)} ${line.dollars[key].padStart(18)}`);
    for (const measure of others) out(`  ${measureLine(measure)}`);
    for (const stop of line.stopped) out(`  ${stopLine(stop)}`);
  }
  out(
    `Total: ${counted(lines.length, 'file')}, ${counted(total.parcels, 'transaction')}, ${counted(total.records, 'claim')}`,
  );
  for (const key of KEYS) out(`  ${key.padEnd(10)} ${total[key].padStart(18)}`);
}

/** `transactions` and `claims` are what scripts have read since there were 835s only. */
const countsOf = ({ parcels, records }: Pick<Line, 'parcels' | 'records'>) => ({
  parcels,
  records,
  transactions: parcels,
  claims: records,
});

function totalOf(lines: readonly Line[]) {
  const cents = (text: string) => BigInt(text.replace('.', ''));
  const sums = Object.fromEntries(
    KEYS.map((key) => [key, formatMinor(lines.reduce((sum, l) => sum + cents(l.dollars[key]), 0n))]),
  ) as Dollars;
  return {
    files: lines.length,
    ...countsOf({
      parcels: lines.reduce((n, l) => n + l.parcels, 0),
      records: lines.reduce((n, l) => n + l.records, 0),
    }),
    ...sums,
  };
}
