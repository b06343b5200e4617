import { visibleLines } from '@/domain/visible';
import { EnvError } from '@/server/platform/env';
import { connectToInstance, NotRunningError } from './instance';

/** `npm run tieout -- <command>`: the same product from a terminal. Exit 0 fine, 1 something is wrong, 2 wrong usage. */
const USAGE = `Usage: npm run tieout -- <command> [options]

  inspect FILE…          what a file is, its totals and what is wrong with it (needs no running Tieout)
  ingest FILE… [--wait]  hand files to Tieout and follow them
  ledger FILE…           what files came to in the books, account by account (or --artifact ID…)
  status                 processes, work waiting per stage, and where every dollar is
  verify                 check every invariant over everything stored
  reset [--yes]          empty the sandbox: keeps people, master data and rules

Every command takes --json. Exit codes: 0 fine, 1 something is wrong, 2 wrong usage.
`;

type Out = (line: string) => void;
type Command = (args: string[], out: Out) => Promise<number>;

/** Loaded when asked for: inspecting a file must not open a database. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  inspect: async () => (await import('./inspect')).runInspect,
  ingest: () => connected(async () => (await import('./ingest')).runIngest),
  ledger: () => connected(async () => (await import('./ledger')).runLedger),
  status: () => connected(async () => (await import('./status')).runStatus),
  verify: () => connected(async () => (await import('./verify')).runVerify),
  reset: () => connected(async () => (await import('./reset')).runReset, 'owner'),
};

async function connected(load: () => Promise<Command>, as: 'worker' | 'owner' = 'worker'): Promise<Command> {
  connectToInstance(as);
  const run = await load();
  return async (args, out) => {
    const { closeDatabase } = await import('@/server/platform/db');
    const { closeDoorbell } = await import('@/server/queue/doorbell');
    try {
      return await run(args, out);
    } finally {
      await closeDoorbell();
      await closeDatabase();
    }
  };
}

/** A reader that has seen enough (`| head`) closes the pipe: that is its right and no failure of ours. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

/** Names and contents of files stand in what is said: none of it may act on the terminal. */
const complain = (text: string): boolean => process.stderr.write(`${visibleLines(text)}\n`);

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...args] = argv;
  const out: Out = (line) => process.stdout.write(`${visibleLines(line)}\n`);
  if (name === undefined || name === '--help' || name === 'help' || args.includes('--help')) {
    process.stdout.write(USAGE);
    return name === undefined ? 2 : 0;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) {
    complain(`There is no command ${JSON.stringify(name)}.\n\n${USAGE.trimEnd()}`);
    return 2;
  }
  try {
    return await (await load())(args, out);
  } catch (error) {
    complain(explain(error));
    return 1;
  }
}

/** One sentence; the trace only for what nobody foresaw. A driver's message may quote a row, so its detail stays out. */
function explain(error: unknown): string {
  if (error instanceof NotRunningError || error instanceof EnvError) return error.message;
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'ECONNREFUSED') return 'The database does not answer: Tieout is not running. Start it with `npm start`.';
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

process.exitCode = await main(process.argv.slice(2));
