import { AppError, type Failure } from '@/domain/failure';
import { readingOf } from '@/flows/registry';
import { appendAudit } from '../../audit';
import { type Actor, type Tx, withTransaction } from '../../platform/db';
import { ring } from '../../queue/doorbell';
import { streamBytes } from '../../store/artifacts';
import {
  finishArtifact,
  giveBackArtifact,
  insertEvents,
  insertParcels,
  type LeasedArtifact,
  leaseArtifacts,
  type NewParcel,
  PARSE_LEASE_SECONDS,
  type ParseOutcome,
  renewArtifactLease,
} from '../../store/parsing';
import { isTransient } from '../bisect';
import { Gatherer } from './gather';

/** Artifacts per run: small files come in crowds, and each is its own transaction. */
const ARTIFACTS_PER_RUN = 8;
/** An artifact that ended this many workers is quarantined instead of tried again. */
const CRASHES_MAX = 3;
const EVENTS_PER_INSERT = 2000;
/** Findings kept with an artifact; the count of all is kept beside them. */
const FINDINGS_KEPT_MAX = 50;

/**
 * Stage 2. Streams each leased artifact through the reader of the flow that takes it, in constant memory, and commits its
 * parcels and facts in one transaction, or its quarantine. Returns how many artifacts it ended.
 */
export async function runParse(actor: Actor): Promise<number> {
  for (let ended = 0; ended < ARTIFACTS_PER_RUN; ended += 1) {
    // One lease at a time: a file that ends its worker must not be counted against the files that waited behind it.
    const [artifact] = await leaseArtifacts(actor, 1);
    if (!artifact) return ended;
    await parseArtifact(actor, artifact);
  }
  return ARTIFACTS_PER_RUN;
}

async function parseArtifact(actor: Actor, artifact: LeasedArtifact): Promise<void> {
  const renewal = setInterval(
    () => {
      renewArtifactLease(actor, artifact.id, artifact.fence).catch(() => undefined);
    },
    (PARSE_LEASE_SECONDS * 1000) / 3,
  );
  try {
    const parcels = await withTransaction(actor, (tx) => parseInto(tx, artifact));
    // Items of later files may have waited for this one; with nothing to judge in it, no other stage would say so.
    if (parcels === 0) void ring('map');
  } catch (error) {
    // The database went away under it: that is not the file's doing. When this cannot be written either, its lease runs out.
    if (isTransient(error)) await giveBackArtifact(actor, artifact.id, artifact.fence).catch(() => undefined);
    throw error;
  } finally {
    clearInterval(renewal);
  }
}

async function parseInto(tx: Tx, artifact: LeasedArtifact): Promise<number> {
  if (artifact.crashCount > CRASHES_MAX) {
    const text = `Reading this file stopped ${CRASHES_MAX} workers. It was set aside unread.`;
    return finish(tx, artifact, unread('POISON', text), []);
  }
  const reading = readingOf(artifact);
  if (!reading) {
    const text = `This is ${artifact.format}${artifact.detail ? ` (${artifact.detail})` : ''}; no flow carries it.`;
    return finish(tx, artifact, unread('FORMAT_UNKNOWN', text), []);
  }
  const gathered = new Gatherer(artifact, reading.flow);
  const reader = reading.source.open(gathered);
  for await (const bytes of streamBytes(tx.actor, artifact)) {
    reader.push(bytes);
    if (gathered.waiting >= EVENTS_PER_INSERT) await insertEvents(tx, gathered.take());
  }
  const failure = reader.end();
  await insertEvents(tx, gathered.take());
  await insertParcels(tx, artifact, gathered.parcels);
  return finish(tx, artifact, outcomeOf(gathered, failure), gathered.parcels);
}

const outcomeOf = (gathered: Gatherer, failure: Failure | null): ParseOutcome => ({
  state: failure === null ? 'parsed' : 'quarantined',
  failureCode: failure?.code ?? null,
  failureText: failure === null ? null : failure.params.text || failure.value,
  findings: gathered.findings.slice(0, FINDINGS_KEPT_MAX),
  findingCount: gathered.findingCount,
  findingCounts: gathered.findingCounts,
  parcelCount: gathered.parcels.length,
  recordCount: gathered.recordCount,
});

const unread = (failureCode: string, failureText: string): ParseOutcome => ({
  state: 'quarantined',
  failureCode,
  failureText,
  findings: [],
  findingCount: 0,
  findingCounts: {},
  parcelCount: 0,
  recordCount: 0,
});

/** Ends the artifact; returns how many parcels came of it. */
async function finish(
  tx: Tx,
  artifact: LeasedArtifact,
  outcome: ParseOutcome,
  parcels: readonly NewParcel[],
): Promise<number> {
  if (!(await finishArtifact(tx, artifact, outcome))) {
    throw new AppError(
      'LEASE_LOST',
      'retry',
      `Another worker took artifact ${artifact.id} over; this reading is undone.`,
    );
  }
  await appendAudit(tx, {
    action: outcome.state === 'parsed' ? 'artifact.parsed' : 'artifact.quarantined',
    subjectKind: 'artifact',
    subjectId: artifact.id,
    detail: {
      code: outcome.failureCode,
      parcels: parcels.length,
      records: outcome.recordCount,
      receivedMinor: parcels.reduce((sum, p) => sum + p.controlMinor, 0n),
    },
  });
  return parcels.length;
}
