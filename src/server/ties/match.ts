import type { Option, Proposal } from '@/domain/matching/entry';
import { BOUNDS } from '@/domain/matching/entry';
import { matchEntries } from '@/domain/matching/ladder';
import { appendAudit } from '../audit';
import { type Actor, type Tx, withTransaction } from '../platform/db';
import { loadMaster } from '../store/master-snapshot';
import { readOpenTies, tieMark, tryTiesLock } from '../store/tie-open';
import { endMovedSuggestions, insertSuggestions, type NewSuggestion } from '../store/tie-suggestions';
import { hashOfTies, joinTies } from '../store/ties-joined';
import { type Declared, declaredTies } from './kinds';
import { type OpenTie, openTies } from './open-entries';

/** Open ties looked at together; with more the newest are, because the oldest have been looked at most often. */
const TIES_MAX = 5000;
/** From here on a match is only proposed, however sure the matching is. */
const SUGGESTED_FROM = 5;

export type Matched = { readonly joined: number; readonly tied: number; readonly suggested: number };
const NOTHING: Matched = { joined: 0, tied: 0, suggested: 0 };

/** The ties of each kind as last matched by this process: while none moves, the same look finds the same. */
const looked = new Map<string, string>();

/**
 * Looks for what belongs together among open ties that their keys did not bring together. What is certain is joined at once,
 * anything else becomes a suggestion for two people. The caller rings `map` when something tied.
 */
export async function matchTies(actor: Actor): Promise<Matched> {
  const sum = { ...NOTHING };
  const kinds = await withTransaction(actor, async (tx) => declaredTies(await loadMaster(tx)));
  for (const [kind, declared] of kinds) {
    if (!declared.some(({ tie }) => tie.open !== undefined)) continue;
    const matched = await withTransaction(actor, (tx) => matchKind(tx, kind, declared));
    // Joining moves ties, so after it the next look is at another state.
    if (matched.mark !== null && matched.joined === 0) looked.set(kind, matched.mark);
    sum.joined += matched.joined;
    sum.tied += matched.tied;
    sum.suggested += matched.suggested;
  }
  return sum;
}

async function matchKind(
  tx: Tx,
  kind: string,
  declared: readonly Declared[],
): Promise<Matched & { mark: string | null }> {
  if (!(await tryTiesLock(tx))) return { ...NOTHING, mark: null };
  const mark = await tieMark(tx, kind);
  if (looked.get(kind) === mark) return { ...NOTHING, mark };
  // What asks about ties that have moved since asks about something that is no longer so.
  await endMovedSuggestions(tx, kind);
  const ties = openTies(await readOpenTies(tx, kind, TIES_MAX), declared);
  const byId = new Map(ties.map((tie) => [tie.id, tie]));
  const boundsOf = declared.find(({ tie }) => tie.bounds !== undefined);
  const { proposals } = matchEntries(
    ties.map((tie) => tie.entry),
    boundsOf?.tie.bounds?.(boundsOf.rules) ?? BOUNDS,
  );
  const certain = proposals.filter((proposal) => isCertain(proposal, byId));
  const result = { ...NOTHING };
  for (const proposal of certain) {
    const option = proposal.options[0] as Option;
    const ids = idsOf(option);
    const done = await joinTies(tx, ids, hashOfTies(statesOf(ids, byId, kind)));
    if (!done) continue;
    result.joined += 1;
    if (done.tied) result.tied += 1;
    await appendAudit(tx, {
      action: 'tie.joined',
      subjectKind: 'tie',
      subjectId: done.into,
      detail: { ties: ids, kind, tier: proposal.tier, reasons: proposal.reasons, tied: done.tied },
    });
  }
  const unsure = proposals.filter((proposal) => !certain.includes(proposal));
  result.suggested = await insertSuggestions(
    tx,
    unsure.flatMap((proposal) => suggestionsOf(proposal, byId, kind)),
  );
  return { ...result, mark };
}

const idsOf = ({ bank, remit }: Option): string[] => [...bank, ...remit].sort();

/** A rest of a tie that has met something already is never joined without a person. */
const isCertain = ({ certain, tier, options }: Proposal, byId: ReadonlyMap<string, OpenTie>): boolean =>
  certain &&
  tier < SUGGESTED_FROM &&
  options.length === 1 &&
  idsOf(options[0] as Option).every((id) => byId.get(id)?.mixed === false);

const statesOf = (ids: readonly string[], byId: ReadonlyMap<string, OpenTie>, kind: string) =>
  ids.flatMap((id) => {
    const tie = byId.get(id);
    return tie ? [{ ...tie, kind, mergedInto: null }] : [];
  });

/** One suggestion per way in which the entries may belong together. */
const suggestionsOf = (
  { tier, options, reasons }: Proposal,
  byId: ReadonlyMap<string, OpenTie>,
  kind: string,
): NewSuggestion[] =>
  options.map((option) => {
    const tieIds = idsOf(option);
    return {
      kind,
      asset: byId.get(tieIds[0] ?? '')?.asset ?? '',
      tier,
      tieIds,
      amountMinor: option.bank.reduce((sum, id) => sum + (byId.get(id)?.entry.amountMinor ?? 0n), 0n),
      reasons,
      setSha256: hashOfTies(statesOf(tieIds, byId, kind)),
    };
  });
