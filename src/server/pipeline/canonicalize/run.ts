import { type Failure, failure } from '@/domain/failure';
import { allFlows, flowOf } from '@/flows/registry';
import { appendAudit } from '../../audit';
import { adoptFromParcels } from '../../masterdata/adopt';
import { sha256 } from '../../platform/crypto';
import { type Actor, type Tx, withSet } from '../../platform/db';
import {
  claimKeys,
  clearWholes,
  type FinishedParcel,
  finishParcels,
  lockParsedParcel,
  lockParsedParcels,
  type ParsedParcel,
  repeatsOfRejected,
} from '../../store/canonical';
import { rivalsOf } from '../../store/rivals';
import { bisect } from '../bisect';
import { questionOf, unfitOf } from '../parcel-question';
import { type Earlier, judgeParcel, refuseParcel } from './decide';
import type { Judged } from './judged';
import { replacing } from './replacing';
import { writeItems, writeParcelTies, writeWholes } from './write';

/** Parcels per transaction, and the facts after which a set takes no further ones. */
export const PARCELS_PER_SET = 500;
const RECORDS_PER_SET = 5000;
/** Parcels locked at once: what one worker has locked and not worked yet, no other can take. */
const PARCELS_PER_LOCK = 100;

/**
 * Stage 3. Judges parcels behind the duplicate firewall and makes items of their facts, a set per transaction: after it, the
 * items of each parcel sum to its control total. Returns how many parcels it ended.
 */
export function runCanonicalize(actor: Actor): Promise<number> {
  // Which parcel a set of one held: by the time it is set aside, the next free one may be another.
  let held: string | null = null;
  const hold = (parcels: readonly ParsedParcel[]) => {
    held = parcels[0]?.id ?? null;
  };
  return bisect(
    PARCELS_PER_SET,
    (limit) => {
      held = null;
      return withSet(actor, (tx) => canonicalizeSet(tx, limit, hold));
    },
    (error) => withSet(actor, (tx) => setAside(tx, error, held)),
  );
}

async function canonicalizeSet(
  tx: Tx,
  limit: number,
  hold: (parcels: readonly ParsedParcel[]) => void,
): Promise<number> {
  const taken = await takeParcels(tx, limit);
  if (taken.length === 0) return 0;
  hold(taken);
  const { parcels, refused } = await replacing(tx, taken, unfitOf);
  if (parcels.length === 0) return taken.length;
  const judged = await judgeSet(tx, parcels, refused);
  const accepted = judged.filter((j) => j.verdict.disposition === 'accepted');
  const finished = [...(await writeItems(tx, accepted)), ...(await writeWholes(tx, judged))];
  await finishParcels(tx, finished);
  await writeParcelTies(tx, accepted);
  await adoptFromParcels(
    tx,
    accepted.filter(({ parcel }) => parcel.adopt).map(({ parcel }) => parcel.id),
  );
  await writeAudit(tx, judged, finished);
  return taken.length;
}

async function writeAudit(tx: Tx, judged: readonly Judged[], finished: readonly FinishedParcel[]): Promise<void> {
  const counts: Record<string, number> = {};
  for (const { verdict } of judged) counts[verdict.disposition] = (counts[verdict.disposition] ?? 0) + 1;
  await appendAudit(tx, {
    action: 'parcels.canonicalized',
    subjectKind: 'parcel',
    subjectId: judged[0]?.parcel.id ?? '',
    detail: {
      parcels: judged.map(({ parcel }) => parcel.id),
      counts,
      amountMinor: finished.reduce((sum, p) => sum + p.controlMinor, 0n),
    },
  });
}

/** Takes parcels, a few at a time, until they fill the set. A worker leaves parcels of flows that it does not know alone. */
async function takeParcels(tx: Tx, limit: number): Promise<ParsedParcel[]> {
  const codes = allFlows().map((flow) => flow.code);
  const taken: ParsedParcel[] = [];
  let records = 0;
  while (taken.length < limit && records < RECORDS_PER_SET) {
    const most = Math.min(PARCELS_PER_LOCK, limit - taken.length);
    const more = await lockParsedParcels(
      tx,
      codes,
      most,
      taken.map((parcel) => parcel.id),
    );
    taken.push(...more);
    records += more.reduce((sum, parcel) => sum + parcel.recordCount, 0);
    if (more.length < most) break;
  }
  return taken;
}

const NOTHING_EARLIER: Earlier = { duplicateOf: undefined, conflictsWith: undefined, repeatsRejected: false };

/** What becomes of each parcel, in the order given: of equal parcels in one set the first is the original. */
async function judgeSet(
  tx: Tx,
  parcels: readonly ParsedParcel[],
  unfit: ReadonlyMap<string, Failure>,
): Promise<Judged[]> {
  await clearWholes(
    tx,
    parcels.filter((p) => p.decision !== null).map((p) => p.id),
  );
  const asked = parcels.map((parcel) => {
    const flow = flowOf(parcel.flowCode);
    const asked = questionOf(parcel, flow);
    const question = { ...asked, judged: unfit.get(parcel.id) ?? asked.judged };
    return { parcel, flow, question, refused: refuseParcel(question) };
  });
  const claim = (parcel: ParsedParcel, text: string) => ({
    flowCode: parcel.flowCode,
    key: sha256(text),
    parcelId: parcel.id,
  });
  const open = asked.filter((a) => a.refused === null);
  const originals = await claimKeys(
    tx,
    'same',
    open.map(({ parcel }) => claim(parcel, parcel.same)),
  );
  const rejected = await repeatsOfRejected(tx, originals);
  const first = open.filter(({ parcel }) => !originals.has(parcel.id) || rejected.has(parcel.id));
  const holders = await claimKeys(
    tx,
    'contradicts',
    first.flatMap(({ parcel }) => (parcel.contradicts?.split('\n') ?? []).map((text) => claim(parcel, text))),
  );
  const rivals = await rivalsOf(
    tx,
    [...holders].map(([parcelId, holder]) => ({ parcelId, holder })),
  );
  return asked.map(({ parcel, flow, question, refused }) => {
    if (refused) return { parcel, flow, earlier: NOTHING_EARLIER, verdict: refused };
    const earlier = {
      duplicateOf: originals.get(parcel.id),
      conflictsWith: rivals.get(parcel.id),
      repeatsRejected: rejected.has(parcel.id),
    };
    return { parcel, flow, earlier, verdict: judgeParcel(question, earlier) };
  });
}

/** The single parcel that failed stops loudly with all it holds; everything behind it goes on. */
async function setAside(tx: Tx, error: unknown, parcelId: string | null): Promise<number> {
  if (parcelId === null) throw error;
  const parcel = await lockParsedParcel(tx, parcelId);
  // Somebody else may have judged it meanwhile: then nothing is wrong with it any more.
  if (!parcel) return 1;
  const cause = failure('POISON', 'stage', 'canonicalize');
  await clearWholes(tx, [parcel.id]);
  const verdict = { disposition: 'stopped', state: 'exception', failure: cause } as const;
  const finished = await writeWholes(tx, [
    { parcel, flow: flowOf(parcel.flowCode), verdict, earlier: NOTHING_EARLIER },
  ]);
  await finishParcels(tx, finished);
  const reason = error instanceof Error ? error.message : String(error);
  await appendAudit(tx, {
    action: 'parcel.set-aside',
    subjectKind: 'parcel',
    subjectId: parcel.id,
    detail: { reason: reason.slice(0, 300) },
  });
  return 1;
}
