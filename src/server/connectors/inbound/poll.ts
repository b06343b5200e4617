import { AppError } from '@/domain/failure';
import { logger } from '../../platform/logger';
import {
  type ClaimedFile,
  type DeliveryResult,
  type InboundSource,
  type InboundState,
  type OpenFile,
  REFUSAL_CODES,
  type ReceiveDelivery,
  type StableFile,
} from './port';

const BACKOFF_FIRST_MS = 1000;
const BACKOFF_MAX_MS = 60_000;
const FAILING_FILES_MAX = 3;

export type PollOptions = {
  readonly connectionCode: string;
  readonly source: InboundSource;
  readonly receive: ReceiveDelivery;
  readonly pollSeconds: number;
  readonly takeOverSeconds: number;
  readonly filesPerLookMax: number;
  /** Waits, or returns early when the signal is aborted. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
};

export type Poller = {
  state(): InboundState;
  /** Takes no further file. Resolves when the file under way is committed and moved, or given up. */
  stop(): Promise<void>;
};

/** How a file ends once it has been handed in: moved to the done folder, or refused with a reason. */
type Ending = { readonly file: ClaimedFile; readonly reason: string | undefined };

const log = logger('inbound');

/** Looks again and again until it is stopped: every `pollSeconds` while all is well, ever more rarely while it is not. */
export function startPolling(options: PollOptions): Poller {
  const { connectionCode, source, pause = wait } = options;
  const stopping = new AbortController();
  let state: InboundState = {
    connectionCode,
    where: source.where,
    status: 'starting',
    lastLook: null,
    lastFailure: null,
    failuresInARow: 0,
    nextLook: null,
    filesTaken: 0,
    filesRedelivered: 0,
    filesRefused: 0,
    unreadableNames: 0,
  };
  const change = (next: Partial<InboundState>): void => {
    state = { ...state, ...next };
  };
  const count: Count = (what) => change({ [what]: state[what] + 1 });
  const memory: Memory = { endings: new Set(), troubled: new Set(), count };

  const turn = async (): Promise<number> => {
    try {
      const { more, unreadableNames } = await look(options, memory, stopping.signal);
      change({ status: 'fine', lastLook: new Date(), failuresInARow: 0, unreadableNames });
      return more ? 0 : options.pollSeconds * 1000;
    } catch (error) {
      if (stopping.signal.aborted) return 0;
      const failuresInARow = state.failuresInARow + 1;
      const tookMs = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(failuresInARow - 1, 10));
      log.warn('inbound.failed', { connection: connectionCode, tries: failuresInARow, tookMs, error });
      change({ status: 'failing', failuresInARow, lastFailure: { at: new Date(), ...describe(error) } });
      return tookMs;
    }
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const ms = await turn();
      if (stopping.signal.aborted) break;
      change({ nextLook: new Date(Date.now() + ms) });
      await pause(ms, stopping.signal);
    }
    change({ status: 'stopped', nextLook: null });
  };
  const running = run();
  return {
    state: () => state,
    stop: async () => {
      stopping.abort(new Error('The poller is being stopped.'));
      await running;
    },
  };
}

type Count = (what: 'filesTaken' | 'filesRedelivered' | 'filesRefused') => void;
type Memory = {
  readonly endings: Set<Ending>;
  /** Entries that failed at an earlier look: they come after all others. */
  readonly troubled: Set<string>;
  readonly count: Count;
};

/**
 * One look. What was handed in but could not be moved last time is moved first, without being read again. A file that fails
 * does not keep the others waiting; the look fails with the first error all the same, and ends early when several did.
 */
async function look(options: PollOptions, memory: Memory, signal: AbortSignal) {
  const { source, filesPerLookMax } = options;
  const { endings, troubled } = memory;
  const errors: unknown[] = [];
  try {
    const { files, unreadableNames } = await source.list(signal);
    for (const ending of endings) await end(source, ending, endings);
    const inOrder = [...files.filter((f) => !troubled.has(f.entry)), ...files.filter((f) => troubled.has(f.entry))];
    troubled.clear();
    for (const file of inOrder.slice(0, filesPerLookMax)) {
      signal.throwIfAborted();
      try {
        await take(options, file, memory, signal);
      } catch (error) {
        troubled.add(file.entry);
        errors.push(error);
        if (errors.length >= FAILING_FILES_MAX) break;
      }
    }
    if (errors.length > 0) throw errors[0];
    return { more: files.length > filesPerLookMax, unreadableNames };
  } finally {
    await source.close().catch((error: unknown) => log.debug('inbound.close', { error }));
  }
}

async function take(options: PollOptions, listed: StableFile, memory: Memory, signal: AbortSignal): Promise<void> {
  const { source, connectionCode } = options;
  const { endings, count } = memory;
  const file = await source.claim(listed, signal);
  if (!file) return;
  let reason: string | undefined;
  try {
    const { state } = await handIn(options, file, signal);
    // A crash between commit and rename is not an arrival: the delivery was counted when it was committed.
    count(file.redelivery && state === 'repeated' ? 'filesRedelivered' : 'filesTaken');
    log.info('inbound.taken', { connection: connectionCode, bytes: file.sizeBytes });
  } catch (error) {
    if (!isRefusal(error)) {
      source.leave(file);
      // Nobody's fault: the sender was still writing, or another reader has the file now.
      if (isOneOf(error, 'INBOUND_FILE_CHANGED', 'INBOUND_CLAIM_LOST')) return;
      throw error;
    }
    reason = reasonText(connectionCode, file, error);
    count('filesRefused');
    log.warn('inbound.refused', { connection: connectionCode, code: error.code, bytes: file.sizeBytes });
  }
  const ending = { file, reason };
  endings.add(ending);
  await end(source, ending, endings);
}

/** Without a signal: what is committed is moved away even while the process stops. */
async function end(source: InboundSource, ending: Ending, endings: Set<Ending>): Promise<void> {
  if (ending.reason === undefined) await source.done(ending.file);
  else await source.refuse(ending.file, ending.reason);
  endings.delete(ending);
}

/** Reads the file into the receiver while renewing the claim; a claim that is lost ends the reading before it can commit. */
async function handIn(options: PollOptions, file: ClaimedFile, signal: AbortSignal): Promise<DeliveryResult> {
  const { source, receive, connectionCode, takeOverSeconds } = options;
  const lost = new AbortController();
  const reading = AbortSignal.any([signal, lost.signal]);
  let open: OpenFile | undefined;
  let stopRenewing: (() => Promise<void>) | undefined;
  try {
    open = await source.open(file, reading);
    stopRenewing = keepClaim(source, file, (takeOverSeconds * 1000) / 3, lost);
    return await receive({
      connectionCode,
      name: file.name,
      source: open.bytes,
      deliveryKey: file.deliveryKey,
      redelivery: file.redelivery,
      signal: reading,
    });
  } finally {
    await stopRenewing?.();
    await open?.close();
  }
}

/** Two renewals may fail before others may think that this reader is dead; then it must be, as far as this file goes. */
function keepClaim(source: InboundSource, file: ClaimedFile, everyMs: number, lost: AbortController) {
  let failures = 0;
  let under = Promise.resolve();
  const renew = async (): Promise<void> => {
    const kept = await source.renew(file).catch(() => undefined);
    failures = kept ? 0 : failures + 1;
    if (kept === false || failures >= 2) lost.abort(claimLost(file.name));
  };
  const timer = setInterval(() => {
    under = under.then(renew);
  }, everyMs);
  return async (): Promise<void> => {
    clearInterval(timer);
    await under;
  };
}

const claimLost = (name: string): AppError =>
  new AppError('INBOUND_CLAIM_LOST', 'retry', `The claim on ${name} could not be renewed; another reader may have it.`);

const isOneOf = (error: unknown, ...codes: string[]): error is AppError =>
  error instanceof AppError && codes.includes(error.code);
const isRefusal = (error: unknown): error is AppError => error instanceof AppError && REFUSAL_CODES.has(error.code);

/** For the sender's people as much as for ours: what, when, why. */
const reasonText = (connection: string, file: ClaimedFile, error: AppError): string =>
  [
    `${file.name} (${file.sizeBytes} bytes) was not received.`,
    error.operatorMessage,
    `Code: ${error.code}. Connection: ${connection}. Time: ${new Date().toISOString()}.`,
    'Nothing of it is kept. Mend the cause and put the file into the folder again.',
    '',
  ].join('\n');

/** What a page may show: an error of ours says it in words; of any other only its code, for its text may quote anything. */
function describe(error: unknown): { code: string; message: string } {
  if (error instanceof AppError) return { code: error.code, message: error.operatorMessage };
  const code = String((error as { code?: unknown }).code ?? (error as Error).name);
  return { code, message: `The look ended with ${code}. It is tried again by itself; the log has more.` };
}

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
