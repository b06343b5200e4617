import { failure } from '@/domain/failure';
import { identityText, type RemitIdentity, traceText } from '@/domain/remit-identity';
import { appendAudit } from '../../audit';
import { adoptFromRemits } from '../../masterdata/adopt';
import { sha256 } from '../../platform/crypto';
import { type Actor, type Tx, withTransaction } from '../../platform/db';
import {
  type Claim,
  claimIdentities,
  claimTraces,
  clearPlaceholder,
  finishRemits,
  lockParsedRemits,
  type ParsedRemit,
} from '../../store/canonical';
import { setControlTotals } from '../../store/control-totals';
import { bisect } from '../bisect';
import { type Earlier, judgeRemit, type RemitQuestion, refuseRemit } from './decide';
import { writeEvents, writeWholes } from './write';

/** Remits per transaction, and the records after which a set takes no further ones. */
const REMITS_PER_SET = 200;
const RECORDS_PER_SET = 2000;
/** Remits locked at once: what one worker has locked and not worked yet, no other can take. */
const REMITS_PER_LOCK = 20;

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
  const remits = await takeRemits(tx, limit);
  if (remits.length === 0) return 0;
  const judged = await judgeSet(tx, remits);
  const totals = [
    ...(await writeEvents(
      tx,
      judged.filter((j) => j.verdict.disposition === 'accepted'),
    )),
    ...(await writeWholes(tx, judged)),
  ];
  await finishRemits(
    tx,
    judged.map(({ remit, verdict, earlier }) => ({
      remitId: remit.id,
      disposition: verdict.disposition,
      priorRemitId: earlier.duplicateOf ?? earlier.conflictsWith ?? null,
    })),
  );
  const adopted = judged.filter(({ remit, verdict }) => remit.adopt && verdict.disposition === 'accepted');
  await adoptFromRemits(
    tx,
    adopted.map(({ remit }) => remit.id),
  );
  await setControlTotals(tx, 'canonicalize', totals);
  const counts: Record<string, number> = {};
  for (const { verdict } of judged) counts[verdict.disposition] = (counts[verdict.disposition] ?? 0) + 1;
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

/** Takes remits, a few at a time, until they fill the set. */
async function takeRemits(tx: Tx, limit: number): Promise<ParsedRemit[]> {
  const taken: ParsedRemit[] = [];
  let records = 0;
  while (taken.length < limit && records < RECORDS_PER_SET) {
    const ids = taken.map((remit) => remit.id);
    const more = await lockParsedRemits(tx, Math.min(REMITS_PER_LOCK, limit - taken.length), ids);
    if (more.length === 0) break;
    taken.push(...more);
    records += more.reduce((sum, remit) => sum + remit.claimCount + remit.plbCount, 0);
  }
  return taken;
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

const questionOf = (remit: ParsedRemit): RemitQuestion => ({
  name: remit.artifactName,
  trace: remit.trn02,
  handling: remit.handling,
  artifactQuarantined: remit.artifactState === 'quarantined',
  controlNumberConflict: remit.artifactFailure === 'CONTROL_NUMBER_CONFLICT',
  decision: remit.decision,
  receivedMinor: remit.receivedMinor,
  balanced: remit.balanced,
});

const NOTHING_EARLIER: Earlier = { duplicateOf: undefined, conflictsWith: undefined };

/** What becomes of each remit, in the order given: of equal remits in one set the first is the original. */
async function judgeSet(tx: Tx, remits: readonly ParsedRemit[]) {
  const asked = remits.map((remit) => {
    const parts = identityOf(remit);
    const question = questionOf(remit);
    return {
      remit,
      question,
      identity: sha256(identityText(parts)),
      trace: traceText(parts),
      refused: refuseRemit(question),
    };
  });
  for (const { remit } of asked) if (remit.decision !== null) await clearPlaceholder(tx, remit.id);
  const open = asked.filter((a) => a.refused === null);
  const originals = await claimIdentities(
    tx,
    open.map(({ remit, identity }): Claim => ({ key: identity, remitId: remit.id })),
  );
  const first = open.filter(({ remit }) => !originals.has(remit.id));
  const holders = await claimTraces(
    tx,
    first.flatMap(({ remit, trace }): Claim[] => (trace === null ? [] : [{ key: sha256(trace), remitId: remit.id }])),
  );
  return asked.map(({ remit, question, identity, refused }) => {
    if (refused) return { remit, identity, earlier: NOTHING_EARLIER, verdict: refused };
    const earlier = { duplicateOf: originals.get(remit.id), conflictsWith: holders.get(remit.id) };
    return { remit, identity, earlier, verdict: judgeRemit(question, earlier) };
  });
}

/** A single remit that cannot be canonicalized stops loudly with all its cash; everything behind it goes on. */
async function setAside(tx: Tx, error: unknown): Promise<number> {
  const [remit] = await lockParsedRemits(tx, 1);
  if (!remit) return 0;
  const cause = failure('POISON', 'stage', 'canonicalize');
  await clearPlaceholder(tx, remit.id);
  const verdict = { disposition: 'unbalanced', state: 'exception', failure: cause } as const;
  const totals = await writeWholes(tx, [{ remit, identity: sha256(remit.id), verdict }]);
  await finishRemits(tx, [{ remitId: remit.id, disposition: 'unbalanced', priorRemitId: null }]);
  await setControlTotals(tx, 'canonicalize', totals);
  const reason = error instanceof Error ? error.message : String(error);
  await appendAudit(tx, {
    action: 'remit.set-aside',
    subjectKind: 'remit',
    subjectId: remit.id,
    detail: { reason: reason.slice(0, 300) },
  });
  return 1;
}
