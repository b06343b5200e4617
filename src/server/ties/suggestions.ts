import { AppError } from '@/domain/failure';
import type { Settled } from '../approvals/rules';
import { appendAudit } from '../audit';
import type { Tx } from '../platform/db';
import { type ApprovalRow, askApproval } from '../store/approvals';
import { lockSuggestion, moveSuggestion, type SuggestionRow } from '../store/tie-suggestions';
import { hashOfTies, joinTies, readTies } from '../store/ties-joined';

/** A match that the machine only proposes: one person asks for it, another agrees. Only whoever sees all facilities sees ties. */

const refuse = (code: string, words: string) => new AppError(code, 'exception', words);
const MOVED = 'An entry of this match has come or gone since. It is looked for anew.';

async function mustBeOpen(tx: Tx, id: string): Promise<SuggestionRow> {
  const suggestion = await lockSuggestion(tx, id);
  if (!suggestion) throw refuse('SUGGESTION_NOT_FOUND', 'There is no such match.');
  if (suggestion.state === 'asked')
    throw refuse('SUGGESTION_ENDED', 'Somebody has asked for this match already. Another person has to answer.');
  if (suggestion.state !== 'open') throw refuse('SUGGESTION_ENDED', 'This match is not open any more.');
  return suggestion;
}

async function isAsShown(tx: Tx, { tieIds, setSha256 }: SuggestionRow): Promise<boolean> {
  const ties = await readTies(tx, tieIds);
  return ties.every((tie) => tie.mergedInto === null) && hashOfTies(ties).equals(setSha256);
}

/**
 * Asks a second person to agree that these ties are one. Returns the id of the approval.
 * Errors: `SUGGESTION_NOT_FOUND`, `SUGGESTION_ENDED`, `SUGGESTION_MOVED`.
 */
export async function proposeTie(tx: Tx, suggestionId: string, reason = ''): Promise<string> {
  const suggestion = await mustBeOpen(tx, suggestionId);
  if (!(await isAsShown(tx, suggestion))) throw refuse('SUGGESTION_MOVED', MOVED);
  const approvalId = await askApproval(tx, {
    subjectKind: 'tie',
    subjectId: suggestion.id,
    flowCode: null,
    setSha256: suggestion.setSha256,
    policy: `tie.${suggestion.kind}`,
    title: suggestion.reasons.join(' '),
    asset: suggestion.asset,
    amountMinor: suggestion.amountMinor,
    per: null,
    maker: null,
    needed: 1,
    facilityIds: [],
  });
  await moveSuggestion(tx, suggestion.id, 'asked');
  await appendAudit(tx, {
    action: 'tie.proposed',
    subjectKind: 'tie',
    subjectId: suggestion.id,
    detail: { ties: suggestion.tieIds, tier: suggestion.tier, amountMinor: suggestion.amountMinor, reason },
  });
  return approvalId;
}

/** Says that these ties do not belong together: as long as they stand as they do, it is not suggested again. */
export async function dismissSuggestion(tx: Tx, suggestionId: string, reason: string): Promise<void> {
  const suggestion = await mustBeOpen(tx, suggestionId);
  await moveSuggestion(tx, suggestion.id, 'declined');
  await appendAudit(tx, {
    action: 'tie.dismissed',
    subjectKind: 'tie',
    subjectId: suggestion.id,
    detail: { ties: suggestion.tieIds, reason },
  });
}

/** The second person's answer: the ties become one, unless one of them has moved since the match was shown. */
export async function settleTie(tx: Tx, approval: ApprovalRow, answer: 'given' | 'declined'): Promise<Settled> {
  const suggestion = await lockSuggestion(tx, approval.subjectId);
  if (suggestion?.state !== 'asked') return { state: 'stale', why: MOVED, rings: [] };
  if (answer === 'declined') {
    await moveSuggestion(tx, suggestion.id, 'declined');
    return { state: 'declined', why: null, rings: [] };
  }
  const joined = await joinTies(tx, suggestion.tieIds, suggestion.setSha256);
  await moveSuggestion(tx, suggestion.id, joined ? 'accepted' : 'stale');
  if (!joined) return { state: 'stale', why: MOVED, rings: [] };
  await appendAudit(tx, {
    action: 'tie.joined',
    subjectKind: 'tie',
    subjectId: joined.into,
    detail: {
      ties: suggestion.tieIds,
      kind: suggestion.kind,
      tier: suggestion.tier,
      reasons: suggestion.reasons,
      tied: joined.tied,
    },
  });
  return { state: 'given', why: null, rings: joined.tied ? ['map'] : [] };
}
