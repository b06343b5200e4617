import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { assetOf, formatAmount } from '@/domain/amount';
import type { Place } from '@/domain/stages';
import { visible } from '@/domain/visible';
import { systemActor, type Tx, withTransaction } from '@/server/platform/db';
import { placesByMeasure } from '@/server/read/places';
import {
  type AccountNet,
  accountsOf,
  artifactsOfBytes,
  type FileFindings,
  findingsOf,
  type Stopped,
  stoppedOf,
} from '@/server/store/file-ledger';
import { type FindingCounts, findingCounts, findingWords } from './findings';

const ACTOR = systemActor('cli/ledger');
const USAGE = 'usage: tieout ledger (--artifact ID… | FILE…) [--json]';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Amounts are decimal text of minor units (cents), debit positive: exact in every reader. */
type Account = {
  readonly account: string;
  readonly name: string | null;
  readonly entity: string;
  readonly netMinor: string;
};
type Measure = {
  readonly flow: string;
  readonly asset: string;
  /** In the books of the ERP. */
  readonly accounts: readonly Account[];
  /** Decided, and not confirmed there yet. */
  readonly pending: readonly Account[];
  readonly stopped: readonly {
    readonly cause: string;
    readonly title: string;
    readonly amountMinor: string;
    readonly items: number;
    /** True: its items are booked, and off by the amount. */
    readonly booked: boolean;
  }[];
} & Readonly<Record<'held' | 'duplicate' | 'rejected' | 'inFlight', string>>;
type Report = {
  readonly files: readonly {
    readonly artifactId: string;
    readonly name: string;
    readonly state: string;
    readonly findings: FindingCounts;
  }[];
  readonly measures: readonly Measure[];
};

/**
 * `tieout ledger`: what files came to in the books, per flow and asset. Files are found by their bytes on every connection. Exit 1
 * when one never came in.
 */
export async function runLedger(args: readonly string[], out: (line: string) => void): Promise<number> {
  const parsed = readArgs(args);
  if (!parsed) {
    out(USAGE);
    return 2;
  }
  const found = await withTransaction(ACTOR, (tx) => artifactIdsOf(tx, parsed));
  for (const problem of found.problems) out(visible(problem));
  if (found.problems.length > 0) return 1;
  const report = await withTransaction(ACTOR, (tx) => reportOf(tx, found.ids));
  if (parsed.json) out(JSON.stringify(report, null, 2));
  else for (const line of linesOf(report)) out(line);
  return 0;
}

type Args = { readonly artifacts: readonly string[]; readonly files: readonly string[]; readonly json: boolean };

/** `--artifact A B C` names several, so what stands behind the option without a name of its own is an id too. */
function readArgs(args: readonly string[]): Args | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { artifact: { type: 'string', multiple: true }, json: { type: 'boolean' } },
    });
    const named = values.artifact ?? [];
    const [artifacts, files] = named.length > 0 ? [[...named, ...positionals], []] : [[], positionals];
    if (artifacts.length + files.length === 0) return null;
    return { artifacts, files, json: values.json ?? false };
  } catch {
    return null;
  }
}

async function artifactIdsOf(tx: Tx, { artifacts, files }: Args): Promise<{ ids: string[]; problems: string[] }> {
  const ids: string[] = [];
  const problems: string[] = [];
  const wellFormed = artifacts.filter((id) => UUID.test(id)).map((id) => id.toLowerCase());
  const known = new Set((await findingsOf(tx, wellFormed)).map(({ artifactId }) => artifactId));
  for (const id of artifacts) {
    if (known.has(id.toLowerCase())) ids.push(id.toLowerCase());
    else problems.push(`${id}: there is no such artifact. “tieout ingest” prints the ids of what it hands in.`);
  }
  for (const file of files) {
    const sha256 = await hashOf(file);
    const own = typeof sha256 === 'string' ? [] : await artifactsOfBytes(tx, sha256);
    if (typeof sha256 === 'string') problems.push(`${file}: ${sha256}`);
    else if (own.length === 0)
      problems.push(`${file}: these bytes never came in. Hand the file in: tieout ingest ${file}`);
    ids.push(...own);
  }
  return { ids: [...new Set(ids)], problems };
}

async function hashOf(file: string): Promise<Buffer | string> {
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(file)) hash.update(piece as Uint8Array);
    return hash.digest();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file.' : String(error);
  }
}

const PLACES: readonly (readonly [keyof Measure & string, Place])[] = [
  ['held', 'held'],
  ['duplicate', 'duplicate'],
  ['rejected', 'rejected'],
  ['inFlight', 'inFlight'],
];

async function reportOf(tx: Tx, ids: readonly string[]): Promise<Report> {
  const [accounts, stopped, files] = [await accountsOf(tx, ids), await stoppedOf(tx, ids), await findingsOf(tx, ids)];
  const places = new Map<string, Record<string, bigint>>();
  for (const artifactId of ids) {
    for (const { flow, asset, places: held } of await placesByMeasure(tx, { artifactId })) {
      if (flow === null) continue;
      const sums = places.get(`${flow}|${asset}`) ?? {};
      for (const [name, place] of PLACES) sums[name] = (sums[name] ?? 0n) + held.places[place].amountMinor;
      places.set(`${flow}|${asset}`, sums);
    }
  }
  const named = [...accounts, ...stopped].map(({ flow, asset }) => `${flow}|${asset}`);
  const keys = [...new Set([...places.keys(), ...named])].sort((a, b) => (a < b ? -1 : 1));
  return {
    files: files.map(fileOf),
    measures: keys.map((key) => measureOf(key, accounts, stopped, places.get(key) ?? {})),
  };
}

const fileOf = ({ artifactId, name, state, counts, worst }: FileFindings): Report['files'][number] => ({
  artifactId,
  name,
  state,
  findings: findingCounts(counts, worst),
});

function measureOf(
  key: string,
  accounts: readonly AccountNet[],
  stopped: readonly Stopped[],
  held: Readonly<Record<string, bigint>>,
): Measure {
  const [flow = '', asset = ''] = key.split('|');
  const isOwn = (row: { readonly flow: string; readonly asset: string }) => row.flow === flow && row.asset === asset;
  const nets = (confirmed: boolean): Account[] =>
    accounts
      .filter((row) => isOwn(row) && row.confirmed === confirmed)
      .map(({ account, name, entity, netMinor }) => ({ account, name, entity, netMinor: netMinor.toString() }));
  const text = (name: string): string => (held[name] ?? 0n).toString();
  return {
    flow,
    asset,
    accounts: nets(true),
    pending: nets(false),
    stopped: stopped.filter(isOwn).map(({ cause, title, amountMinor, items, booked }) => ({
      cause,
      title,
      amountMinor: amountMinor.toString(),
      items,
      booked,
    })),
    held: text('held'),
    duplicate: text('duplicate'),
    rejected: text('rejected'),
    inFlight: text('inFlight'),
  };
}

function linesOf({ files, measures }: Report): string[] {
  const lines = files.map(({ name, state, findings }) => `${visible(name)}: ${state}, ${findingWords(findings)}`);
  for (const measure of measures) {
    const amount = (minor: string) =>
      formatAmount({ asset: assetOf(measure.asset), minor: BigInt(minor) }).padStart(18);
    lines.push('', `${measure.flow} in ${measure.asset}`);
    const nets = (title: string, accounts: readonly Account[]) => {
      if (accounts.length > 0) lines.push(`  ${title}`);
      for (const { entity, account, name, netMinor } of accounts)
        lines.push(`    ${`${entity} ${account}`.padEnd(14)} ${amount(netMinor)}  ${visible(name ?? '')}`.trimEnd());
    };
    nets('In the books', measure.accounts);
    nets('Not confirmed yet', measure.pending);
    const causes = (title: string, booked: boolean) => {
      const own = measure.stopped.filter((cause) => cause.booked === booked);
      if (own.length > 0) lines.push(`  ${title}`);
      for (const { title: words, amountMinor, items } of own)
        lines.push(`    ${String(items).padStart(6)} items   ${amount(amountMinor)}  ${visible(words)}`);
    };
    causes('Stopped', false);
    causes('Booked, and off by', true);
    for (const [name] of PLACES)
      if (measure[name] !== '0') lines.push(`  ${name.padEnd(16)} ${amount(String(measure[name]))}`);
    if (measure.accounts.length + measure.pending.length + measure.stopped.length === 0)
      lines.push('  Nothing booked.');
  }
  return lines;
}
