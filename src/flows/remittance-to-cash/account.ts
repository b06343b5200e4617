import { AccountBooks, type AccountClaim, type Verdict } from '@/domain/account-books';
import { isReversal, receivableOf } from '@/domain/claim-plan';
import type { ClaimFacts } from '@/domain/facts';
import { failure } from '@/domain/failure';
import { payerForm } from '@/domain/identifiers';
import type { FacilityRow, Master, PayerRow } from '@/domain/master';
import { formatMinor } from '@/domain/money';
import type { Decision, Item, Scope } from '../flow';
import type { KnownClaim, Recalled, RemitEvents } from './facts';
import type { PostingRules } from './rules';

type RemitItem = Item<RemitEvents, Recalled>;

/** The mark that a reversal carries when nobody sent its original in time. */
export const LAPSED = 'original-never-came';
/** The kernel's mark of facts of a parcel that a person took beside the one it contradicts. */
const REAL_TOO = 'real-too';
const DAY_MS = 86_400_000;

/** `crowded`: the account holds more claims than can be compared. */
export type Account = { readonly verdict: Verdict | { readonly kind: 'crowded' }; readonly signals: readonly string[] };

type At = { readonly payer: PayerRow; readonly facility: FacilityRow };
type Books = { readonly books: AccountBooks; readonly history: readonly AccountClaim[]; readonly stopped: boolean };

/**
 * An account number is a facility's own: the same one elsewhere is another account. The payer's claim number is the payer's, so a
 * reversal finds its original by it also where the account belongs to another facility by now.
 */
function knownOf(item: RemitItem, facts: ClaimFacts, { facility: here }: At, rules: PostingRules): KnownClaim[] {
  const { controlNumber } = item.tokens;
  const back = isReversal(facts, rules);
  return item.recalled.history.flatMap((claim): KnownClaim[] => {
    if (claim.facility === null || claim.facility === here.code) return [claim];
    const named = back && controlNumber === claim.control && payerForm(claim.payerKey) === payerOf(item);
    return named && claim.control !== '' ? [{ ...claim, sameAccount: false }] : [];
  });
}

/** The books of the account of a claim, with it in them. */
function booksOf(
  item: RemitItem,
  facts: ClaimFacts,
  at: At,
  master: Master,
  rules: PostingRules,
  settled = false,
): Books {
  const known = knownOf(item, facts, at, rules);
  const own: AccountClaim = {
    id: item.id,
    parcel: item.parcel.id,
    payer: payerOf(item),
    control: item.tokens.controlNumber ?? '',
    sameAccount: true,
    facts,
    lapsed: item.judgements.some(({ mark }) => mark === LAPSED),
    settled,
    realToo: item.judgements.some(({ mark }) => mark === REAL_TOO),
    receivable: receivableOf(at.payer.payerClass, rules),
    booked: null,
  };
  const standing = (claim: KnownClaim): AccountClaim => claimOf(claim, item, master, rules);
  const stopped = known.filter((claim) => claim.stopped);
  const history = [...known.filter((claim) => !claim.stopped).map(standing), own];
  history.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return { books: new AccountBooks(history, rules, stopped.map(standing)), history, stopped: stopped.length > 0 };
}

/** What the account of a claim has room for, and whom this decision sets free. */
export function accountOf(item: RemitItem, facts: ClaimFacts, at: At, master: Master, rules: PostingRules): Account {
  if (item.recalled.crowded && !facts.accepted) return { verdict: { kind: 'crowded' }, signals: [] };
  const { books, stopped } = booksOf(item, facts, at, master, rules);
  const verdict = books.verdictOf(item.id);
  return { verdict, signals: verdict.kind === 'books' && stopped ? topicsOf(item, facts, rules) : [] };
}

/**
 * What later events made of a booked claim: `taken-back`: a reversal and it are one pair; `built-on`: without the room that this reversal
 * made, what was booked since passes the charge of its account.
 */
export function fateOf(
  item: RemitItem,
  facts: ClaimFacts,
  at: At,
  master: Master,
  rules: PostingRules,
): 'taken-back' | 'built-on' | null {
  // It is in the books: it stands where it came, not behind what came since.
  const { books, history } = booksOf(item, facts, at, master, rules, true);
  const own = books.verdictOf(item.id);
  const paired = history.some(({ id }) => {
    const verdict = books.verdictOf(id);
    return verdict.kind === 'books' && verdict.takesBack?.id === item.id;
  });
  if (paired || (own.kind === 'books' && own.met)) return 'taken-back';
  if (!isReversal(facts, rules)) return null;
  const without = new AccountBooks(
    history.filter(({ id }) => id !== item.id),
    rules,
  );
  return without.overMinor > 0n ? 'built-on' : null;
}

/** A claim that was stopped holds the topics of what it waits for: a reversal those of its original, a claim those of a reversal. */
const topicsOf = (item: RemitItem, facts: ClaimFacts, rules: PostingRules): string[] =>
  topics(item, isReversal(facts, rules) ? 'room' : 'original');

function topics({ tokens, ...item }: RemitItem, what: 'room' | 'original'): string[] {
  const payer = payerOf(item as RemitItem);
  const account = tokens.claimId ? [`${what}|account|${tokens.claimId}`] : [];
  // Room on an account is room for every payer; an original is its payer's.
  const control = tokens.controlNumber ? [`${what}|control|${payer}|${tokens.controlNumber}`] : [];
  return [...account, ...control];
}

const payerOf = (item: RemitItem): string => payerForm(item.parcel.parties.payerKey ?? '');

function claimOf(claim: KnownClaim, item: RemitItem, master: Master, rules: PostingRules): AccountClaim {
  const code = claim.payer ?? master.lookup('payer', claim.payerKey, item.businessDate) ?? '';
  return {
    id: claim.id,
    parcel: claim.parcel,
    payer: payerForm(claim.payerKey),
    control: claim.control,
    sameAccount: claim.sameAccount,
    facts: { kind: 'claim', ...claim.facts, accepted: claim.marks.includes('accepted') },
    lapsed: claim.marks.includes(LAPSED),
    settled: claim.settled,
    realToo: claim.marks.includes(REAL_TOO),
    receivable: receivableOf(master.payers.get(code)?.payerClass ?? '', rules),
    booked: claim.booked,
  };
}

/** Why a claim is not booked. One that others of its account may set free stands beside its queue. */
export function held(
  item: RemitItem,
  { verdict }: Account,
  payer: PayerRow,
  scope: Scope,
  rules: PostingRules,
): Decision<never> {
  const stop = { kind: 'stop', scope, queue: 'aside' } as const;
  if (verdict.kind === 'differs') {
    // What stands on the account is in question until a person says so: what follows waits.
    return { ...stop, queue: 'blocks', failure: failure('REVERSAL_NOT_MIRROR', 'claim.reversal', payer.name) };
  }
  if (verdict.kind === 'orphan') {
    const { waitDays, afterwards } = rules.orphanReversal;
    const day = new Date(Date.parse(item.at) + waitDays * DAY_MS).toISOString();
    const until = afterwards === 'clearing' ? { day, mark: LAPSED } : null;
    const wakes = { for: topics(item, 'original'), until };
    return { ...stop, failure: failure('ORPHAN_REVERSAL', 'claim.reversal', payer.name), wakes };
  }
  if (verdict.kind === 'crowded') return { ...stop, failure: failure('ACCOUNT_CROWDED', 'claim.account', payer.name) };
  if (verdict.kind === 'again') {
    const cause = failure('CLAIM_REPEATED', 'claim.account', payer.name);
    return { ...stop, failure: cause, wakes: { for: topics(item, 'room'), until: null } };
  }
  if (verdict.kind === 'over') {
    const sums = verdict.sums.map(
      ({ payer: id, chargeMinor, takenMinor }) => `${id} ${formatMinor(takenMinor)} of ${formatMinor(chargeMinor)}`,
    );
    const cause = failure('ACCOUNT_OVER_CHARGE', 'claim.account', payer.name, {
      over: formatMinor(verdict.overMinor),
      charge: formatMinor(verdict.chargeMinor),
      sums: sums.join('; '),
    });
    return { ...stop, failure: cause, wakes: { for: topics(item, 'room'), until: null } };
  }
  throw new RangeError(`claim ${item.id} is booked, not held`);
}
