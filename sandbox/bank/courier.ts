import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeFailure, type Outcome, postBytes } from '../courier';
import type { OutgoingFile } from '../outbox';

export type BankCourierOptions = {
  readonly tieoutUrl: string;
  readonly token: string;
  readonly timeoutMs: number;
  /** Where files are laid down as well, or instead; null for nowhere. */
  readonly folder: string | null;
  readonly channel: 'http' | 'folder' | 'both';
};

/** Hands a file over by its channels. The folder comes last, so that a receiver who is away finds it there once. */
export async function sendFile(options: BankCourierOptions, file: OutgoingFile): Promise<Outcome> {
  let outcome: Outcome = { state: 'delivered', artifactId: null };
  if (options.channel !== 'folder') {
    outcome = await postBytes({
      url: `${options.tieoutUrl}/api/ingest/bank?name=${encodeURIComponent(file.name)}`,
      token: options.token,
      contentType: file.contentType,
      bytes: file.bytes,
      timeoutMs: options.timeoutMs,
    });
  }
  if (outcome.state === 'pending' || options.channel === 'http' || options.folder === null) return outcome;
  try {
    await layDown(options.folder, file);
    return outcome;
  } catch (error) {
    return { state: 'pending', error: describeFailure(error) };
  }
}

/** Under a name of its own until it is whole: whoever watches the folder must not read half a file. */
async function layDown(folder: string, file: OutgoingFile): Promise<void> {
  await mkdir(folder, { recursive: true });
  const target = join(folder, file.name);
  await writeFile(`${target}.part`, file.bytes);
  await rename(`${target}.part`, target);
}
