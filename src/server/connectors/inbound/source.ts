import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { AppError } from '@/domain/failure';
import { type Directory, type Entry, type FileFacts, type Folders, type Handle, sameFacts } from './directory';
import {
  claimName,
  cleanFileName,
  filedName,
  isUnfinished,
  isUnreadable,
  matchesAny,
  newDelivery,
  parseClaim,
} from './names';
import type { ClaimedFile, InboundSource, OpenFile, StableFile } from './port';

export type SourceRules = {
  readonly folders: Folders;
  readonly patterns: readonly string[];
  readonly settleSeconds: number;
  readonly takeOverSeconds: number;
};

/** What was seen at earlier looks, by this process' own clock: nobody has to trust the clock of a server. */
type Sighting = FileFacts & { readonly sinceMs: number };
type Left = FileFacts & { readonly tried: boolean };
type Held = ClaimedFile & { readonly rawName: string; readonly delivery: string; entry: string };

/** What one process knows of a watched place. */
type Place = {
  readonly directory: Directory;
  readonly rules: SourceRules;
  readonly clock: () => number;
  sightings: Map<string, Sighting>;
  /** Claims this process works on, by their name in the folder. */
  readonly held: Map<string, ClaimedFile>;
  /** Claims this process gave up for now: no need to wait until they count as abandoned. */
  readonly left: Map<string, Left>;
};

/** The rules of a watched place, over any `Directory`. `clock` is monotonic, in milliseconds. */
export function inboundSource(
  directory: Directory,
  rules: SourceRules,
  clock: () => number = () => performance.now(),
): InboundSource {
  const place: Place = { directory, rules, clock, sightings: new Map(), held: new Map(), left: new Map() };
  const { inbox, done, error } = rules.folders;
  return {
    where: directory.where,
    list: (signal) => list(place, signal),
    claim: (file, signal) => claim(place, file, signal),
    renew: (file) => renew(place, own(file)),
    open: async (file, signal) =>
      openUnchanged(await directory.open(posix.join(inbox, own(file).entry), signal), file, signal),
    done: (file) => moveTo(place, own(file), done),
    refuse: async (file, reason) => {
      const { rawName, delivery } = own(file);
      // The reason first: a crash in between leaves a reason too many rather than a file without one.
      await directory.write(posix.join(error, `${filedName(rawName, delivery)}.reason.txt`), reason);
      await moveTo(place, own(file), error);
    },
    leave: (file) => {
      const { entry, sizeBytes, modifiedMs } = own(file);
      place.held.delete(entry);
      place.left.set(entry, { sizeBytes, modifiedMs, tried: true });
    },
    close: () => directory.close(),
  };
}

function own(file: ClaimedFile): Held {
  if (!('entry' in file)) throw new Error('This claim is of another source.');
  return file as Held;
}

async function list(place: Place, signal: AbortSignal) {
  const { directory, rules, clock, left } = place;
  await directory.connect(signal);
  const entries = await directory.entries(signal);
  const wanted = entries.filter(({ name }) => isWanted(parseClaim(name)?.name ?? name, rules.patterns));
  const readable = wanted.filter(({ name }) => !isUnreadable(parseClaim(name)?.name ?? name));
  const before = place.sightings;
  place.sightings = new Map(readable.map((entry) => [entry.name, sightingOf(entry, before.get(entry.name), clock())]));
  for (const name of left.keys()) if (!place.sightings.has(name)) left.delete(name);
  const files = readable
    .filter((entry) => isReady(place, entry))
    .map((entry) => stableFile(entry, left.get(entry.name)))
    .toSorted(byArrival);
  // What failed before comes last, so that one bad file never stands in the way of the others.
  const again = (file: StableFile) => left.has(file.entry);
  return {
    files: [...files.filter((f) => !again(f)), ...files.filter(again)],
    unreadableNames: wanted.length - readable.length,
  };
}

function isReady({ rules, clock, sightings, held, left }: Place, entry: Entry): boolean {
  const { sinceMs } = sightings.get(entry.name)!;
  // Counted from the first look that saw it like this, so that one look is never enough, whatever the file says of its age.
  const unchangedFor = (seconds: number) => clock() - sinceMs >= seconds * 1000;
  if (!parseClaim(entry.name)) return unchangedFor(rules.settleSeconds);
  if (held.has(entry.name)) return false;
  const mine = left.get(entry.name);
  if (mine) return sameFacts(mine, entry) || unchangedFor(rules.settleSeconds);
  return unchangedFor(rules.takeOverSeconds);
}

async function claim(place: Place, file: StableFile, signal: AbortSignal): Promise<ClaimedFile | undefined> {
  const { directory, rules, sightings, held, left } = place;
  const { inbox } = rules.folders;
  signal.throwIfAborted();
  const delivery = parseClaim(file.entry)?.delivery ?? newDelivery();
  const entry = claimName(file.name, delivery);
  if (!(await directory.move(posix.join(inbox, file.entry), posix.join(inbox, entry)))) return undefined;
  left.delete(file.entry);
  // A new file under the old name has to settle from the beginning.
  sightings.delete(file.entry);
  const facts = await directory.facts(posix.join(inbox, entry));
  if (!facts) return undefined;
  if (!sameFacts(facts, file)) {
    // Its sender was not done after all. It keeps the claim's name and has to settle again.
    left.set(entry, { sizeBytes: -1, modifiedMs: -1, tried: file.redelivery });
    return undefined;
  }
  const claimed: Held = {
    name: cleanFileName(file.name),
    rawName: file.name,
    entry,
    delivery,
    sizeBytes: file.sizeBytes,
    modifiedMs: file.modifiedMs,
    redelivery: file.redelivery,
    deliveryKey: deliveryKey(posix.join(inbox, file.name), file, delivery),
  };
  held.set(entry, claimed);
  return claimed;
}

async function renew({ directory, rules, held }: Place, file: Held): Promise<boolean> {
  const { inbox } = rules.folders;
  const entry = claimName(file.rawName, file.delivery);
  const kept = await directory.move(posix.join(inbox, file.entry), posix.join(inbox, entry));
  held.delete(file.entry);
  if (!kept) return false;
  file.entry = entry;
  held.set(entry, file);
  return true;
}

/** Whoever took the claim over moves the file; then there is nothing left to move here. */
async function moveTo({ directory, rules, held }: Place, file: Held, folder: string): Promise<void> {
  const to = posix.join(folder, filedName(file.rawName, file.delivery));
  await directory.move(posix.join(rules.folders.inbox, file.entry), to);
  held.delete(file.entry);
}

const isWanted = (name: string, patterns: readonly string[]): boolean =>
  !isUnfinished(name) && matchesAny(name, patterns);

const sightingOf = ({ sizeBytes, modifiedMs }: Entry, before: Sighting | undefined, nowMs: number): Sighting =>
  before && sameFacts(before, { sizeBytes, modifiedMs }) ? before : { sizeBytes, modifiedMs, sinceMs: nowMs };

function stableFile({ name: entry, sizeBytes, modifiedMs }: Entry, left: Left | undefined): StableFile {
  const claim = parseClaim(entry);
  return {
    name: claim?.name ?? entry,
    entry,
    sizeBytes,
    modifiedMs,
    redelivery: claim ? (left?.tried ?? true) : false,
  };
}

const byArrival = (a: StableFile, b: StableFile): number =>
  a.modifiedMs - b.modifiedMs || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

const deliveryKey = (path: string, { sizeBytes, modifiedMs }: FileFacts, delivery: string): string =>
  createHash('sha256').update([path, sizeBytes, modifiedMs, delivery].join('\0')).digest('hex');

const changed = (name: string): AppError =>
  new AppError('INBOUND_FILE_CHANGED', 'retry', `${name} was changed while it was being read. It is read again later.`);

/** A claim's name does not stop a sender who still has the file open: what was read counts only if nothing moved meanwhile. */
async function openUnchanged(handle: Handle, file: ClaimedFile, signal: AbortSignal): Promise<OpenFile> {
  async function* bytes() {
    let count = 0;
    for await (const piece of handle.read(file.sizeBytes, signal)) {
      signal.throwIfAborted();
      count += piece.length;
      yield piece;
    }
    signal.throwIfAborted();
    if (count !== file.sizeBytes || !sameFacts(await handle.facts(), file)) throw changed(file.name);
  }
  try {
    if (!sameFacts(await handle.facts(), file)) throw changed(file.name);
  } catch (error) {
    await handle.close();
    throw error;
  }
  return { bytes: bytes(), close: () => handle.close() };
}
