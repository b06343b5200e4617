import { failure } from '@/domain/failure';
import { identityText, type RemitIdentity, traceText } from '@/domain/remit-identity';
import { appendAudit } from '../../audit';
import { adoptFromRemits } from '../../masterdata/adopt';
import { sha256 } from '../../platform/crypto';
import { type Actor, type Tx, withTransaction } from '../../platform/db';
import { readBytes } from '../../store/artifacts';
import {
  claimIdentity,
  claimTrace,
  clearPlaceholder,
  finishRemit,
  insertEvents,
  lockParsedRemits,
  type NewEvent,
  type ParsedRemit,
  type RecordRow,
  readRecords,
} from '../../store/canonical';
import { type ControlDelta, setControlTotals } from '../../store/control-totals';
import { insertExceptions, openCauses } from '../../store/stops';
import { bisect } from '../bisect';
import { type Earlier, judgeRemit, type RemitVerdict, refuseRemit } from './decide';
import { EventMaker } from './events';

/** Remits per transaction; a big one fills its set alone. */
const REMITS_PER_SET = 20;
/** Records turned into events per statement: bounds memory for a remit of a million claims. */
const RECORDS_PER_PAGE = 1000;

/**
 * Stage 3. Turns parsed remits into canonical events behind the duplicate firewall, a set per transaction: after it, the
 * events of each remit sum to its BPR02. Returns how many remits it ended.
 */
export const runCanonicalize = (actor: Actor): Promise<number> =>
  bisect(
    REMITS_PER_SET,
    (limit) => withTransaction(actor, (tx) => canonicalizeSet(tx, limit)),
    (error) => withTransaction(actor, (tx) => setAside(tx, error)),
  );

async function canonicalizeSet(tx: Tx, limit: number): Promise<number> {
  const remits = await lockParsedRemits(tx, limit);
  const totals: ControlDelta[] = [];
  const counts: Record<string, number> = {};
  for (const remit of remits) {
    const { verdict, total } = await canonicalizeRemit(tx, remit);
    totals.push(total);
    counts[verdict.disposition] = (counts[verdict.disposition] ?? 0) + 1;
  }
  if (remits.length === 0) return 0;
  await setControlTotals(tx, 'canonicalize', totals);
  await appendAudit(tx, {
    action: 'remits.canonicalized',
    subjectKind: 'remit',
    subjectId: remits[0]?.id ?? '',
    detail: {
      remits: remits.map((r) => r.id),
      counts,
      amountMinor: totals.reduce((sum, t) => sum + t.amountMinor, 0n),
    },
  });
  return remits.length;
}

const identityOf = (remit: ParsedRemit): RemitIdentity => ({
  payerKey: remit.payerKey,
  trn02: remit.trn02,
  amountMinor: remit.receivedMinor,
  paymentDate: remit.paymentDate ?? '',
  payeeId: remit.payeeKey,
  claimCount: remit.claimCount,
  contentSha256: (remit.contentSha256 ?? sha256(remit.id)).toString('hex'),
});

async function canonicalizeRemit(tx: Tx, remit: ParsedRemit): Promise<{ verdict: RemitVerdict; total: ControlDelta }> {
  const parts = identityOf(remit);
  const identity = sha256(identityText(parts));
  const question = {
    name: remit.artifactName,
    trace: remit.trn02,
    handling: remit.handling,
    artifactQuarantined: remit.artifactState === 'quarantined',
    controlNumberConflict: remit.artifactFailure === 'CONTROL_NUMBER_CONFLICT',
    decision: remit.decision,
    receivedMinor: remit.receivedMinor,
    balanced: remit.balanced,
  };
  if (remit.decision !== null) await clearPlaceholder(tx, remit.id);
  const refused = refuseRemit(question);
  const earlier = refused ? NOTHING_EARLIER : await askFirewall(tx, remit, identity, traceText(parts));
  const verdict = refused ?? judgeRemit(question, earlier);
  const maker = new EventMaker(remit, identity);
  const total =
    verdict.disposition === 'accepted'
      ? await writeEvents(tx, remit, maker)
      : await writeWhole(tx, remit, maker, verdict);
  await finishRemit(tx, remit.id, verdict.disposition, earlier.duplicateOf ?? earlier.conflictsWith ?? null);
  if (remit.adopt && verdict.disposition === 'accepted') await adoptFromRemits(tx, [remit.id]);
  return { verdict, total };
}

const NOTHING_EARLIER: Earlier = { duplicateOf: undefined, conflictsWith: undefined };

async function askFirewall(tx: Tx, remit: ParsedRemit, identity: Buffer, trace: string | null): Promise<Earlier> {
  const duplicateOf = await claimIdentity(tx, identity, remit.id);
  if (duplicateOf !== undefined || trace === null) return { duplicateOf, conflictsWith: undefined };
  return { duplicateOf, conflictsWith: await claimTrace(tx, sha256(trace), remit.id) };
}

async function writeWhole(
  tx: Tx,
  remit: ParsedRemit,
  maker: EventMaker,
  verdict: Exclude<RemitVerdict, { disposition: 'accepted' }>,
): Promise<ControlDelta> {
  const [causeId] = verdict.failure ? await openCauses(tx, 'canonicalize', [verdict.failure]) : [];
  const event = maker.whole(verdict.state, causeId ?? null);
  await insertEvents(tx, [event]);
  if (verdict.failure && causeId) {
    const stop = {
      eventId: event.id,
      remitId: remit.id,
      facilityId: null,
      amountMinor: event.amountMinor,
      failure: verdict.failure,
    };
    await insertExceptions(tx, [stop], [causeId]);
  }
  return { remitId: remit.id, count: 1, amountMinor: event.amountMinor };
}

async function writeEvents(tx: Tx, remit: ParsedRemit, maker: EventMaker): Promise<ControlDelta> {
  let amountMinor = 0n;
  let count = 0;
  const write = async (events: readonly NewEvent[]) => {
    await insertEvents(tx, events);
    count += events.length;
    for (const event of events) amountMinor += event.amountMinor;
  };
  const plbs: RecordRow[] = [];
  for (let after = -1; ; ) {
    const page = await readRecords(tx, remit.id, after, RECORDS_PER_PAGE);
    const bytesOf = await bytesOfPage(tx, remit, page);
    await write(page.filter((r) => r.kind === 'claim').map((r) => maker.fromClaim(r, bytesOf(r))));
    plbs.push(...page.filter((r) => r.kind === 'plb'));
    if (page.length < RECORDS_PER_PAGE) break;
    after = page[page.length - 1]?.ordinal ?? after;
  }
  // PLB pairs are judged together, because only all of them tell a recovery from an acknowledged refund.
  const bytesOf = await bytesOfPage(tx, remit, plbs);
  await write(maker.fromPlbs(plbs, bytesOf));
  if (amountMinor !== remit.receivedMinor || count !== remit.claimCount + remit.plbCount) {
    throw new Error(`events of remit ${remit.id} sum to ${amountMinor}, received was ${remit.receivedMinor}`);
  }
  return { remitId: remit.id, count, amountMinor };
}

/** Reads the bytes from the first to the last record of a page once; records stand in file order. */
async function bytesOfPage(
  tx: Tx,
  remit: ParsedRemit,
  page: readonly RecordRow[],
): Promise<(record: RecordRow) => Buffer> {
  const first = page[0];
  const last = page[page.length - 1];
  if (!first || !last) return () => Buffer.alloc(0);
  const start = Number(first.byteOffset);
  const bytes = await readBytes(tx, remit.artifact, start, Number(last.byteOffset) + last.byteLength - start);
  return (record) =>
    bytes.subarray(Number(record.byteOffset) - start, Number(record.byteOffset) - start + record.byteLength);
}

/** A single remit that cannot be canonicalized stops loudly with all its cash; everything behind it goes on. */
async function setAside(tx: Tx, error: unknown): Promise<number> {
  const [remit] = await lockParsedRemits(tx, 1);
  if (!remit) return 0;
  const cause = failure('POISON', 'stage', 'canonicalize');
  const maker = new EventMaker(remit, sha256(remit.id));
  await clearPlaceholder(tx, remit.id);
  const total = await writeWhole(tx, remit, maker, { disposition: 'unbalanced', state: 'exception', failure: cause });
  await finishRemit(tx, remit.id, 'unbalanced', null);
  await setControlTotals(tx, 'canonicalize', [total]);
  const reason = error instanceof Error ? error.message : String(error);
  await appendAudit(tx, {
    action: 'remit.set-aside',
    subjectKind: 'remit',
    subjectId: remit.id,
    detail: { reason: reason.slice(0, 300) },
  });
  return 1;
}
