import { AppError, type Failure } from '@/domain/failure';
import { readingOf } from '@/flows/registry';
import type { Finding } from '@/formats/finding';
import { appendAudits } from '../../audit';
import { type Actor, type Tx, withSet } from '../../platform/db';
import { ring } from '../../queue/doorbell';
import { readWholes, streamBytes } from '../../store/artifacts';
import {
  finishArtifacts,
  giveBackArtifacts,
  insertEvents,
  insertParcels,
  type LeasedArtifact,
  leaseArtifacts,
  type NewEvent,
  type NewParcel,
  PARSE_LEASE_SECONDS,
  type ParseOutcome,
  renewArtifactLeases,
} from '../../store/parsing';
import { isTransient } from '../bisect';
import { factsJson, storable } from '../facts';
import { envelopeDamage, HEAD_BYTES } from '../head';
import { Besides } from './besides';
import { Gatherer } from './gather';

/** Artifacts per run at least: small files come in crowds. */
export const ARTIFACTS_PER_RUN = 32;
/** An artifact that ended this many workers is quarantined instead of tried again. */
const CRASHES_MAX = 3;
const EVENTS_PER_INSERT = 2000;
/** Findings kept with an artifact; the count of all is kept beside them. */
const FINDINGS_KEPT_MAX = 50;

/**
 * Stage 2. Streams leased artifacts through the readers of the flows that take them, in constant memory, and commits their
 * parcels and facts, or their quarantine: a large artifact in one transaction, small ones a set together. Returns how many
 * artifacts it ended.
 */
export async function runParse(actor: Actor): Promise<number> {
  for (let ended = 0; ended < ARTIFACTS_PER_RUN; ) {
    const read = await besides.run(
      (again) => leaseArtifacts(actor, again),
      (set) => parseSet(actor, set),
      (set) => giveBackArtifacts(actor, set),
    );
    if (read === 0) return ended;
    ended += read;
  }
  return ARTIFACTS_PER_RUN;
}

const besides = new Besides(() => void ring('parse'));

async function parseSet(actor: Actor, set: readonly LeasedArtifact[]): Promise<void> {
  const renewal = setInterval(
    () => {
      renewArtifactLeases(actor, set).catch(() => undefined);
    },
    (PARSE_LEASE_SECONDS * 1000) / 3,
  );
  try {
    const parcels = await withSet(actor, (tx) => parseInto(tx, set));
    // Items of later files may have waited for these; with nothing to judge in them, no other stage would say so.
    if (parcels === 0) void ring('map');
  } catch (error) {
    // The database went away under it: that is not the files' doing. When this cannot be written either, the lease runs out.
    if (isTransient(error)) await giveBackArtifacts(actor, set).catch(() => undefined);
    if (isTransient(error) || set.length === 1) throw error;
    await parseOneByOne(actor, set);
  } finally {
    clearInterval(renewal);
  }
}

/** One of a set cannot be worked: the others do not wait for it. */
async function parseOneByOne(actor: Actor, set: readonly LeasedArtifact[]): Promise<void> {
  const failures: unknown[] = [];
  for (const artifact of set) await parseSet(actor, [artifact]).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

type Parsed = {
  readonly artifact: LeasedArtifact;
  readonly outcome: ParseOutcome;
  readonly parcels: readonly NewParcel[];
};

/** Returns how many parcels came of the set. */
async function parseInto(tx: Tx, set: readonly LeasedArtifact[]): Promise<number> {
  const waiting: NewEvent[] = [];
  const flush = async (least: number): Promise<void> => {
    if (waiting.length >= least) await insertEvents(tx, waiting.splice(0));
  };
  const bytesOf = await bytesOfSet(tx, set);
  const parsed: Parsed[] = [];
  for (const artifact of set) {
    parsed.push(
      await parseOne(artifact, bytesOf(artifact), async (gathered) => {
        waiting.push(...gathered.take());
        await flush(EVENTS_PER_INSERT);
      }),
    );
  }
  await flush(1);
  await insertParcels(
    tx,
    parsed.flatMap(({ artifact, parcels }) => parcels.map((parcel) => ({ ...parcel, artifact }))),
  );
  await finish(tx, parsed);
  return parsed.reduce((sum, { parcels }) => sum + parcels.length, 0);
}

/** A set is small and read at once; an artifact alone is streamed. */
async function bytesOfSet(
  tx: Tx,
  set: readonly LeasedArtifact[],
): Promise<(artifact: LeasedArtifact) => AsyncIterable<Buffer> | Iterable<Buffer>> {
  if (set.length === 1) return (artifact) => streamBytes(tx.actor, artifact);
  const bytes = await readWholes(tx, set);
  return (artifact) => bytes.get(artifact.bytesId) ?? [];
}

async function parseOne(
  artifact: LeasedArtifact,
  bytes: AsyncIterable<Buffer> | Iterable<Buffer>,
  keep: (gathered: Gatherer) => Promise<void>,
): Promise<Parsed> {
  if (artifact.crashCount > CRASHES_MAX) {
    const text = `Reading this file stopped ${CRASHES_MAX} workers. It was set aside unread.`;
    return { artifact, outcome: unread('POISON', text), parcels: [] };
  }
  const { damage, pieces } = await lookAtHead(artifact, bytes);
  if (damage) return { artifact, outcome: damaged(damage), parcels: [] };
  const reading = readingOf(artifact);
  if (!reading) {
    const text = `This is ${artifact.format}${artifact.detail ? ` (${artifact.detail})` : ''}; no flow carries it.`;
    return { artifact, outcome: unread('FORMAT_UNKNOWN', text), parcels: [] };
  }
  const gathered = new Gatherer(artifact, reading.flow);
  const reader = reading.source.open(gathered);
  for await (const piece of pieces) {
    reader.push(piece);
    if (gathered.waiting >= EVENTS_PER_INSERT) await keep(gathered);
  }
  const failure = reader.end();
  await keep(gathered);
  return { artifact, outcome: outcomeOf(gathered, failure), parcels: gathered.parcels };
}

type Pieces = AsyncIterable<Buffer> | Iterable<Buffer>;

/** The first piece holds the head: it is looked at, and read with all others afterwards. */
async function lookAtHead(
  artifact: LeasedArtifact,
  bytes: Pieces,
): Promise<{ damage: Finding | null; pieces: Pieces }> {
  if (!artifact.format.startsWith('x12')) return { damage: null, pieces: bytes };
  const rest = piecesOf(bytes);
  const first = await rest.next();
  if (first.done) return { damage: null, pieces: [] };
  const damage = envelopeDamage(first.value.subarray(0, HEAD_BYTES));
  if (damage) await rest.return(undefined);
  return { damage, pieces: behind(first.value, rest) };
}

async function* piecesOf(bytes: Pieces): AsyncGenerator<Buffer, void> {
  yield* bytes;
}

async function* behind(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

const damaged = (finding: Finding): ParseOutcome => ({
  ...unread('ENVELOPE_BROKEN', `${finding.path ?? ''}: ${finding.message}`),
  findings: factsJson([finding]),
  findingCount: 1,
  findingCounts: { [finding.severity]: 1 },
});

const outcomeOf = (gathered: Gatherer, failure: Failure | null): ParseOutcome => ({
  state: failure === null ? 'parsed' : 'quarantined',
  failureCode: failure?.code ?? null,
  failureText: failure === null ? null : storable(failure.params.text || failure.value),
  findings: factsJson(gathered.findings.slice(0, FINDINGS_KEPT_MAX)),
  findingCount: gathered.findingCount,
  findingCounts: gathered.findingCounts,
  parcelCount: gathered.parcels.length,
  recordCount: gathered.recordCount,
});

const unread = (failureCode: string, failureText: string): ParseOutcome => ({
  state: 'quarantined',
  failureCode,
  failureText,
  findings: '[]',
  findingCount: 0,
  findingCounts: {},
  parcelCount: 0,
  recordCount: 0,
});

async function finish(tx: Tx, parsed: readonly Parsed[]): Promise<void> {
  const lost = await finishArtifacts(tx, parsed);
  if (lost.length > 0) {
    throw new AppError(
      'LEASE_LOST',
      'retry',
      `Another worker took artifact ${lost.join(', ')} over; this reading is undone.`,
    );
  }
  await appendAudits(
    tx,
    parsed.map(({ artifact, outcome, parcels }) => ({
      action: outcome.state === 'parsed' ? 'artifact.parsed' : 'artifact.quarantined',
      subjectKind: 'artifact',
      subjectId: artifact.id,
      detail: {
        code: outcome.failureCode,
        parcels: parcels.length,
        records: outcome.recordCount,
        receivedMinor: parcels.reduce((sum, p) => sum + p.controlMinor, 0n),
      },
    })),
  );
}
