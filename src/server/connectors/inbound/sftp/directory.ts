import { setMaxListeners } from 'node:events';
import { posix } from 'node:path';
import type { Stats } from 'ssh2';
import { AppError } from '@/domain/failure';
import type { Directory, Entry, FileFacts, Folders, Handle } from '../directory';
import { openSession, type Session, type SftpAccount } from './session';

/** The answer of the protocol for “no such file”. */
const GONE = 2;
const PIECE_BYTES = 32 * 1024;
/** Pieces asked for ahead: without them every 32 KiB would cost a whole way there and back. */
const PIECES_AHEAD = 16;

/** A folder of an SFTP server. Connected for one look; what was asked of a closed session ends with its own error. */
export function sftpDirectory(account: SftpAccount, folders: Folders): Directory {
  let session: Session | undefined;
  const connected = (): Session => {
    if (!session) throw new Error('Not connected.');
    return session;
  };
  return {
    where: `sftp://${account.user}@${account.host}:${account.port}/${folders.inbox.replace(/^\//, '')}`,
    connect: async (signal) => {
      if (session) return;
      const opened = await openSession(account, signal);
      session = opened;
      await prepare(opened, folders, signal);
    },
    entries: async (signal) => {
      const found = await connected()
        .ask<{ filename: string; attrs: Stats }[]>((sftp, answer) => sftp.readdir(folders.inbox, answer), signal)
        .catch((error: unknown) => {
          throw refused(`list ${folders.inbox}`, error);
        });
      return found.flatMap(({ filename, attrs }): Entry[] =>
        attrs.isFile() ? [{ name: filename, ...factsFrom(attrs) }] : [],
      );
    },
    facts: async (path) => {
      const found = await linkStat(connected(), path);
      return found?.isFile() ? factsFrom(found) : undefined;
    },
    move: (from, to) => move(connected(), from, to),
    open: (path, signal) => openFile(connected(), path, signal),
    write: (path, text) => connected().ask<void>((sftp, answer) => sftp.writeFile(path, text, (e) => answer(e))),
    close: async () => {
      session?.close();
      session = undefined;
    },
  };
}

/** Whole seconds: the protocol has no finer. */
const factsFrom = ({ size, mtime }: Stats): FileFacts => ({ sizeBytes: size, modifiedMs: mtime * 1000 });

const linkStat = (session: Session, path: string): Promise<Stats | undefined> =>
  session.ask<Stats>((sftp, answer) => sftp.lstat(path, answer)).catch(noneIfGone);

async function prepare(session: Session, { inbox, done, error }: Folders, signal: AbortSignal): Promise<void> {
  const isFolder = async (path: string) =>
    (await session.ask<Stats>((sftp, answer) => sftp.stat(path, answer), signal).catch(noneIfGone))?.isDirectory();
  if (!(await isFolder(inbox))) throw unusable(`The server has no folder ${inbox} for this account.`);
  for (const folder of [done, error]) {
    if (await isFolder(folder)) continue;
    await session
      .ask<void>((sftp, answer) => sftp.mkdir(folder, (e) => answer(e)), signal)
      .catch(async (cause: unknown) => {
        // Another poller may have made it at this moment.
        if (await isFolder(folder)) return;
        throw unusable(`${folder} cannot be made on the server. Have it made, with the right to write into it.`, cause);
      });
  }
}

const unusable = (message: string, cause?: unknown): AppError =>
  new AppError('INBOUND_FOLDER_UNUSABLE', 'exception', message, { cause });

/** What the server itself said no to; a lost connection and a stop keep their own words. */
const refused = (what: string, error: unknown): unknown =>
  typeof (error as { code?: unknown }).code === 'number'
    ? unusable(`The server does not let this account ${what} (${(error as Error).message}).`, error)
    : error;

/** In one step where the server can (OpenSSH's extension); the protocol's own rename otherwise. No target exists before. */
async function move(session: Session, from: string, to: string): Promise<boolean> {
  try {
    await session
      .ask<void>((sftp, answer) => sftp.ext_openssh_rename(from, to, (e) => answer(e)))
      .catch((error: unknown) => {
        if (!/does not support/i.test((error as Error).message)) throw error;
        return session.ask<void>((sftp, answer) => sftp.rename(from, to, (e) => answer(e)));
      });
    return true;
  } catch (error) {
    if (error instanceof AppError) throw error;
    // Servers name the loser's failure differently; what counts is whether the file is still there.
    if (!(await linkStat(session, from))) return false;
    throw unusable(
      `The server does not let this account rename ${from} to ${to}. ` +
        `Ask its operator for the right to rename within ${posix.dirname(from)} and into ${posix.dirname(to)}.`,
      error,
    );
  }
}

async function openFile(session: Session, path: string, signal: AbortSignal): Promise<Handle> {
  const handle = await session
    .ask<Buffer>((sftp, answer) => sftp.open(path, 'r', answer), signal)
    .catch((e) => {
      throw refused(`read ${path}`, e);
    });
  return {
    facts: async () => factsFrom(await session.ask<Stats>((sftp, answer) => sftp.fstat(handle, answer))),
    read: (sizeBytes, reading) => readAhead(session, handle, sizeBytes, reading),
    // A connection that is gone has closed the file already.
    close: () => session.ask<void>((sftp, answer) => sftp.close(handle, (e) => answer(e))).catch(() => undefined),
  };
}

async function* readAhead(
  session: Session,
  handle: Buffer,
  sizeBytes: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  // One listener for each piece under way; Node takes more than ten for a leak.
  setMaxListeners(2 * PIECES_AHEAD, signal);
  const coming: Promise<Buffer>[] = [];
  let next = 0;
  while (next < sizeBytes || coming.length > 0) {
    while (next < sizeBytes && coming.length < PIECES_AHEAD) {
      const piece = readPiece(session, handle, next, Math.min(PIECE_BYTES, sizeBytes - next), signal);
      // Whoever waits for an earlier piece hears of its failure first; this one's must not end the process meanwhile.
      piece.catch(() => undefined);
      coming.push(piece);
      next += PIECE_BYTES;
    }
    const piece = await coming.shift()!;
    if (piece.length > 0) yield piece;
  }
}

/** A server may answer with less than was asked; shorter than asked only at the end of the file. */
async function readPiece(
  session: Session,
  handle: Buffer,
  at: number,
  length: number,
  signal: AbortSignal,
): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const count = await session.ask<number>(
      (sftp, answer) => sftp.read(handle, buffer, filled, length - filled, at + filled, (e, bytes) => answer(e, bytes)),
      signal,
    );
    if (count === 0) break;
    filled += count;
  }
  return buffer.subarray(0, filled);
}

function noneIfGone(error: unknown): undefined {
  if ((error as { code?: unknown }).code !== GONE) throw error;
}
