import { AppError } from '@/domain/failure';
import { FINDINGS_MAX, type Finding, type Span } from '@/formats/finding';
import type { TransactionSummary } from '@/formats/x12/835/model';
import { create835Reader } from '@/formats/x12/835/reader';
import { appendAudit } from '../../audit';
import { type Actor, type Tx, withTransaction } from '../../platform/db';
import { newId } from '../../platform/ids';
import { ring } from '../../queue/doorbell';
import { streamBytes } from '../../store/artifacts';
import { setControlTotals } from '../../store/control-totals';
import {
  finishArtifact,
  giveBackArtifact,
  insertRecords,
  insertRemits,
  type LeasedArtifact,
  leaseArtifacts,
  type NewRecord,
  type NewRemit,
  PARSE_LEASE_SECONDS,
  type ParseOutcome,
  renewArtifactLease,
} from '../../store/parsing';
import { isTransient } from '../bisect';
import { judgeArtifact, remitOf } from './decide';

/** Artifacts per run: small files come in crowds, and each is its own transaction. */
const ARTIFACTS_PER_RUN = 8;
/** An artifact that ended this many workers is quarantined instead of tried again. */
const CRASHES_MAX = 3;
const RECORDS_PER_INSERT = 5000;

/**
 * Stage 2. Streams each leased artifact through the 835 reader in constant memory and commits its remits and records in one
 * transaction, or its quarantine. Returns how many artifacts it ended.
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
    const remits = await withTransaction(actor, (tx) => parseInto(tx, artifact));
    // Events of later files may have waited for this one; with nothing to canonicalize in it, no other stage would say so.
    if (remits === 0) void ring('map');
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
    return finish(
      tx,
      artifact,
      refused('POISON', `Reading this file stopped ${CRASHES_MAX} workers. It was set aside unread.`),
      [],
    );
  }
  if (artifact.format !== 'x12-835') {
    return finish(
      tx,
      artifact,
      refused('FORMAT_UNKNOWN', `This is ${artifact.format}; the flow remittance-to-cash carries 835 files.`),
      [],
    );
  }
  const gathered = gather(artifact);
  for await (const bytes of streamBytes(tx.actor, artifact)) {
    gathered.reader.push(bytes);
    if (gathered.records.length >= RECORDS_PER_INSERT) await insertRecords(tx, gathered.records.splice(0));
  }
  const summary = gathered.reader.end();
  await insertRecords(tx, gathered.records.splice(0));
  await insertRemits(tx, artifact.id, gathered.remits);
  const outcome = judgeArtifact(summary, gathered.findings, summary.findings);
  return finish(tx, artifact, outcome, gathered.remits);
}

/** Collects what the reader reports: one remit per ST–SE, one record per claim and PLB pair. */
function gather(artifact: LeasedArtifact) {
  const records: NewRecord[] = [];
  const remits: NewRemit[] = [];
  const findings: Finding[] = [];
  let remitId = newId();
  let ordinal = 0;
  let plbCount = 0;
  let seen = 0;
  const record = (found: Pick<NewRecord, 'kind' | 'pair' | 'providerNumber' | 'path' | 'amountMinor'>, span: Span) => {
    records.push({
      ...found,
      id: newId(),
      artifactId: artifact.id,
      remitId,
      ordinal: ordinal++,
      byteOffset: span.offset,
      byteLength: span.length,
    });
  };
  const reader = create835Reader(
    {
      claim: ({ path, paidMinor, span, header }) =>
        record({ kind: 'claim', pair: 0, providerNumber: header.ts301, path, amountMinor: paidMinor }, span),
      providerAdjustment: ({ path, pair, amountMinor, span }) => {
        plbCount += 1;
        record({ kind: 'plb', pair, providerNumber: null, path, amountMinor }, span);
      },
      transactionEnd: (summary: TransactionSummary) => {
        remits.push(remitOf(remitId, summary, plbCount, findings.slice(seen)));
        remitId = newId();
        ordinal = 0;
        plbCount = 0;
        seen = findings.length;
      },
      finding: (finding) => {
        if (findings.length < FINDINGS_MAX) findings.push(finding);
      },
    },
    { contentHash: true },
  );
  return { reader, records, remits, findings };
}

const refused = (failureCode: string, failureText: string): ParseOutcome => ({
  state: 'quarantined',
  failureCode,
  failureText,
  findings: [],
  findingCount: 0,
  transactionCount: 0,
  claimCount: 0,
});

/** Ends the artifact; returns how many remits came of it. */
async function finish(
  tx: Tx,
  artifact: LeasedArtifact,
  outcome: ParseOutcome,
  remits: readonly NewRemit[],
): Promise<number> {
  if (!(await finishArtifact(tx, artifact, outcome))) {
    throw new AppError(
      'LEASE_LOST',
      'retry',
      `Another worker took artifact ${artifact.id} over; this reading is undone.`,
    );
  }
  await setControlTotals(
    tx,
    'parse',
    remits.map((r) => ({
      remitId: r.id,
      count: r.claimCount + r.plbCount,
      amountMinor: r.receivedMinor,
    })),
  );
  await appendAudit(tx, {
    action: outcome.state === 'parsed' ? 'artifact.parsed' : 'artifact.quarantined',
    subjectKind: 'artifact',
    subjectId: artifact.id,
    detail: {
      code: outcome.failureCode,
      remits: remits.length,
      claims: outcome.claimCount,
      receivedMinor: remits.reduce((sum, r) => sum + r.receivedMinor, 0n),
    },
  });
  return remits.length;
}
