import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '@/domain/failure';
import type { Directory, Entry, FileFacts, Folders, Handle } from '../directory';

/** Not through a link, and without waiting for the other end if the file has turned into a pipe. */
const READ_ONLY = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const PIECE_BYTES = 256 * 1024;

/** A folder of this machine, or one that is mounted on it. */
export function localDirectory(folders: Folders): Directory {
  return {
    where: folders.inbox,
    connect: () => connect(folders),
    entries: async (signal) => {
      const found = await readdir(folders.inbox, { withFileTypes: true });
      const entries: Entry[] = [];
      for (const { name } of found.filter((entry) => entry.isFile())) {
        signal.throwIfAborted();
        const facts = await factsOf(path.join(folders.inbox, name));
        if (facts) entries.push({ name, ...facts });
        // Its bytes are not UTF-8, so it cannot be found by this name; it is listed all the same, to be counted.
        else if (name.includes('\ufffd')) entries.push({ name, sizeBytes: -1, modifiedMs: 0 });
      }
      return entries;
    },
    facts: factsOf,
    move,
    open: openFile,
    write: (to, text) =>
      writeFile(to, text, { flag: constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW }),
    close: async () => undefined,
  };
}

/** Renaming works within one file system only; finding that out after the first file was received would be too late. */
async function connect({ inbox, done, error }: Folders): Promise<void> {
  const { dev } = await stat(inbox).catch((cause: unknown) => {
    throw unusable(`There is no folder ${inbox}, or this account may not see it (${codeOf(cause)}).`, cause);
  });
  for (const folder of [done, error]) {
    await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
      throw unusable(`${folder} cannot be made (${codeOf(cause)}). Make it, or give this account the right to.`, cause);
    });
    if ((await stat(folder)).dev !== dev)
      throw unusable(`${folder} is on another file system than ${inbox}. Choose one beside it.`);
  }
}

const unusable = (message: string, cause?: unknown): AppError =>
  new AppError('INBOUND_FOLDER_UNUSABLE', 'exception', message, { cause });

async function factsOf(file: string): Promise<FileFacts | undefined> {
  const found = await lstat(file).catch(noneIfGone);
  return found?.isFile() ? { sizeBytes: found.size, modifiedMs: Math.trunc(found.mtimeMs) } : undefined;
}

async function move(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    // The same code says that the target's folder is gone.
    if (codeOf(error) === 'ENOENT' && !(await lstat(from).catch(noneIfGone))) return false;
    throw unusable(`${from} cannot be renamed to ${to} (${codeOf(error)}). Give this account the right to.`, error);
  }
}

async function openFile(file: string, signal: AbortSignal): Promise<Handle> {
  signal.throwIfAborted();
  const handle = await open(file, READ_ONLY);
  return {
    facts: async () => {
      const found = await handle.stat();
      return { sizeBytes: found.isFile() ? found.size : -1, modifiedMs: Math.trunc(found.mtimeMs) };
    },
    async *read(sizeBytes) {
      for (let at = 0; at < sizeBytes; ) {
        const buffer = Buffer.allocUnsafe(Math.min(PIECE_BYTES, sizeBytes - at));
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
        if (bytesRead === 0) return;
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    },
    close: () => handle.close(),
  };
}

function noneIfGone(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}

const codeOf = (error: unknown): string => String((error as { code?: unknown }).code ?? 'unknown');
