import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AppError } from '@/domain/failure';
import type { Directory, Folders } from '@/server/connectors/inbound/directory';
import { type PollOptions, startPolling } from '@/server/connectors/inbound/poll';
import type { InboundDelivery, InboundSource, ReceiveDelivery } from '@/server/connectors/inbound/port';
import { inboundSource } from '@/server/connectors/inbound/source';

process.env.LOG_LEVEL = 'silent';

export const SETTLE_SECONDS = 30;
export const TAKE_OVER_SECONDS = 120;

/** A folder on this machine into which a sender writes; where its files end up can be seen too. */
export function makePlace() {
  const inbox = mkdtempSync(path.join(os.tmpdir(), 'tieout-inbox-'));
  const folders: Folders = { inbox, done: `${inbox}/done`, error: `${inbox}/error` };
  const names = (folder: string) => (existsSync(folder) ? readdirSync(folder).toSorted() : []);
  return {
    folders,
    put: (name: string, content: string | Buffer = `bytes of ${name}`, time = 1_790_000_000) => {
      mkdirSync(inbox, { recursive: true });
      writeFileSync(path.join(inbox, name), content);
      utimesSync(path.join(inbox, name), time, time);
    },
    inbox: () => names(inbox).filter((name) => name !== 'done' && name !== 'error'),
    done: () => names(folders.done),
    error: () => names(folders.error),
  };
}

/** One process' view of a place, with a clock that moves when told. */
export function makeSource(directory: Directory, folders: Folders, patterns = ['*']) {
  const clock = { ms: 0 };
  const rules = { folders, patterns, settleSeconds: SETTLE_SECONDS, takeOverSeconds: TAKE_OVER_SECONDS };
  const source = inboundSource(directory, rules, () => clock.ms);
  const pass = (seconds: number): void => {
    clock.ms += seconds * 1000;
  };
  const list = async () => (await source.list(new AbortController().signal)).files;
  return {
    source,
    pass,
    list,
    /** Two looks, so much time apart that whatever is settled is listed; the second one's answer. */
    settled: async (seconds = SETTLE_SECONDS) => {
      await list();
      pass(seconds);
      return list();
    },
  };
}

/** A receiver as the port asks for one: keeps bytes under the delivery's key, in one step, after the last piece. */
export function makeReceiver() {
  const kept = new Map<string, { name: string; sha256: string; sizeBytes: number }>();
  const seen: InboundDelivery[] = [];
  const receive: ReceiveDelivery = async (delivery) => {
    seen.push(delivery);
    const hash = createHash('sha256');
    let sizeBytes = 0;
    for await (const piece of delivery.source) {
      hash.update(piece);
      sizeBytes += piece.length;
    }
    if (sizeBytes === 0) throw new AppError('ARTIFACT_EMPTY', 'exception', 'The file is empty: nothing was received.');
    if (kept.has(delivery.deliveryKey)) return { state: 'repeated' };
    kept.set(delivery.deliveryKey, { name: delivery.name, sha256: hash.digest('hex'), sizeBytes });
    return { state: 'received' };
  };
  return { kept, seen, receive };
}

/** A poller whose pauses end when the test says so. */
export function startStepwise(source: InboundSource, receive: ReceiveDelivery, more: Partial<PollOptions> = {}) {
  const pauses: number[] = [];
  let goOn = (): void => undefined;
  let paused = (): void => undefined;
  let atPause = new Promise<void>((resolve) => {
    paused = resolve;
  });
  const poller = startPolling({
    connectionCode: 'TEST',
    source,
    receive,
    pollSeconds: 30,
    takeOverSeconds: TAKE_OVER_SECONDS,
    filesPerLookMax: 100,
    pause: (ms, signal) =>
      new Promise((resolve) => {
        pauses.push(ms);
        goOn = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
        paused();
      }),
    ...more,
  });
  return {
    poller,
    pauses,
    /** The end of the look under way. */
    rest: () => atPause,
    /** Another look, to its end. */
    look: async () => {
      await atPause;
      atPause = new Promise((resolve) => {
        paused = resolve;
      });
      goOn();
      await atPause;
    },
  };
}

export const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
