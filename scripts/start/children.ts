import { type ChildProcess, spawn } from 'node:child_process';
import { OperatorError } from '../operator-error';
import { logTail } from '../postgres/server';
import { sleep } from '../processes';
import { type ChildLog, openChildLog } from './logs';

export type ChildSpec = {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How it shows that it serves: an address that answers 200, or the word `ready` on its channel. */
  readonly ready: { readonly url: string } | 'message';
  readonly stopMs: number;
};

export type Supervisor = {
  /** Starts the child and waits until it serves. @throws OperatorError with the end of its log. */
  start(spec: ChildSpec): Promise<void>;
  pids(): { name: string; pid: number }[];
  /** SIGTERM to all at once, SIGKILL to who has not gone by its own limit. */
  stopAll(): Promise<void>;
  killAll(): void;
};

const READY_MS = 90_000;
const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 30_000;
/** Having run this long, a child has earned a fresh backoff. */
const STEADY_MS = 60_000;
/** Ends before it ever served: two in a row are enough to give up at start. */
const EARLY_EXITS_MAX = 2;

type Child = { spec: ChildSpec; process: ChildProcess; log: ChildLog; said: boolean; gone: Promise<void> };

type Post = {
  readonly root: string;
  readonly say: (line: string) => void;
  readonly children: Map<string, Child>;
  /** A child came or went: somebody keeps the list of process ids. */
  readonly onChange: () => void;
  stopping: boolean;
};

export function createSupervisor(
  logs: string,
  root: string,
  say: (line: string) => void,
  onChange: () => void,
): Supervisor {
  const post: Post = { root, say, onChange, children: new Map(), stopping: false };
  return {
    start: (spec) => startChild(post, spec, openChildLog(logs, spec.name, say)),
    pids: () => [...post.children].flatMap(([name, { process: p }]) => (p.pid ? [{ name, pid: p.pid }] : [])),
    stopAll: async () => {
      post.stopping = true;
      await Promise.all([...post.children.values()].map(stopChild));
    },
    killAll: () => {
      post.stopping = true;
      for (const child of post.children.values()) child.process.kill('SIGKILL');
    },
  };
}

async function startChild(post: Post, spec: ChildSpec, log: ChildLog): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const child = launch(post, spec, log);
    if (await untilReady(child)) {
      void keep(post, spec, child);
      return;
    }
    if (post.stopping) return;
    if (child.process.exitCode === null && child.process.signalCode === null) {
      throw new OperatorError(
        `The ${spec.name} process did not become ready in ${READY_MS / 1000} s.\n${logTail(log.file)}`,
      );
    }
    if (tries >= EARLY_EXITS_MAX) {
      throw new OperatorError(`The ${spec.name} process ended at once (${log.file}):\n${logTail(log.file)}`);
    }
    await sleep(BACKOFF_FIRST_MS);
  }
}

function launch(post: Post, spec: ChildSpec, log: ChildLog): Child {
  const child = spawn(process.execPath, ['--import', './scripts/start/leash.mjs', ...spec.args], {
    cwd: post.root,
    env: spec.env as NodeJS.ProcessEnv,
    // Its own group: Ctrl-C reaches the start process alone, which stops things in order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.stdout?.on('data', (chunk: Buffer) => log.write(chunk));
  child.stderr?.on('data', (chunk: Buffer) => log.write(chunk));
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
  const entry: Child = { spec, process: child, log, said: false, gone };
  child.on('message', (message) => {
    if (message === 'ready') entry.said = true;
  });
  post.children.set(spec.name, entry);
  post.onChange();
  return entry;
}

/** Starts the child again whenever it ends, with growing pauses, and says so. */
async function keep(post: Post, spec: ChildSpec, first: Child): Promise<void> {
  let pause = BACKOFF_FIRST_MS;
  for (let child = first; ; ) {
    const began = performance.now();
    await child.gone;
    if (post.stopping) return;
    if (performance.now() - began > STEADY_MS) pause = BACKOFF_FIRST_MS;
    const why = describeExit(child.process);
    post.say(`${spec.name} ended (${why}); starting it again in ${pause / 1000} s. Log: ${child.log.file}`);
    await sleep(pause);
    pause = Math.min(BACKOFF_MAX_MS, pause * 2);
    if (post.stopping) return;
    child = launch(post, spec, child.log);
    void untilReady(child).then((ready) => {
      if (ready && !post.stopping) post.say(`${spec.name} is back.`);
    });
  }
}

async function untilReady(child: Child): Promise<boolean> {
  const end = performance.now() + READY_MS;
  let gone = false;
  void child.gone.then(() => {
    gone = true;
  });
  while (!gone && performance.now() < end) {
    if (await serves(child)) return !gone;
    await sleep(100);
  }
  return false;
}

async function serves({ spec, said }: Child): Promise<boolean> {
  if (spec.ready === 'message') return said;
  try {
    const response = await fetch(spec.ready.url, { signal: AbortSignal.timeout(5000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

async function stopChild(child: Child): Promise<void> {
  child.process.kill('SIGTERM');
  const timer = setTimeout(() => child.process.kill('SIGKILL'), child.spec.stopMs);
  await child.gone;
  clearTimeout(timer);
  child.log.close();
}

const describeExit = (child: ChildProcess): string =>
  child.signalCode ? `signal ${child.signalCode}` : `exit code ${child.exitCode ?? 'unknown'}`;
