import { capped, isReversal, negated, plainPlan, planBooked, planClaim, relieved } from './claim-plan';
import type { AdjustmentFact, ClaimFacts } from './facts';
import type { ClaimPlan, PlanEntry, Receivable } from './plan';
import type { PostingRules } from './posting-rules-schema';

/** One claim of an account's history, of whichever payer, as the decision about another one sees it. */
export type AccountClaim = {
  readonly id: string;
  readonly parcel: string;
  /** Normal form of the payer's id. */
  readonly payer: string;
  /** Blind index of the payer's claim number; empty when it names nothing. */
  readonly control: string;
  /** False when only the payer's claim number links it: it may be a reversal's original, and shares no charge. */
  readonly sameAccount: boolean;
  readonly facts: ClaimFacts;
  /** Its original was waited for in vain. */
  readonly lapsed: boolean;
  /** Booked, or on its way to the books: what follows is decided around it. */
  readonly settled: boolean;
  /** A person said that it is a second payment beside the one it looks like: its charge counts beside the other's. */
  readonly realToo: boolean;
  readonly receivable: Receivable;
  /** What it booked against its cash; null where that is not known, and its plan stands for it. */
  readonly booked: readonly PlanEntry[] | null;
};

/** What the payers of an account have stated and taken, for the person who looks at a held claim. */
export type PayerSum = { readonly payer: string; readonly chargeMinor: bigint; readonly takenMinor: bigint };

export type Verdict =
  /** `takesBack`: the claim that it is the opposite of, when it takes one back. `met`: its reversal stood in clearing, and it met it there. */
  | {
      readonly kind: 'books';
      readonly plan: ClaimPlan;
      readonly takesBack?: Pick<AccountClaim, 'id' | 'facts'>;
      readonly met?: true;
    }
  /** More than the account's charge would be taken out of its receivable. */
  | {
      readonly kind: 'over';
      readonly overMinor: bigint;
      readonly chargeMinor: bigint;
      readonly sums: readonly PayerSum[];
    }
  /** Its payer paid it before under the same number, in another remit, and that one stands. */
  | { readonly kind: 'again' }
  /** The account or claim is known, and this is not the exact opposite of anything that stands there. */
  | { readonly kind: 'differs' }
  /** A reversal of something nobody has seen. */
  | { readonly kind: 'orphan' };

type Standing = { readonly claim: AccountClaim; readonly plan: ClaimPlan };

/** What goes back is what stands in the books: rules, and the class of the payer, may say something else by now. */
const asBooked = ({ claim: { booked }, plan }: Standing): ClaimPlan => (booked ? { ...plan, entries: booked } : plan);

/**
 * The books of one account: what is settled, then what is not, each in the order of arrival. Within a remit takebacks come first,
 * because payers write the correction before its reversal as well as behind it.
 */
export class AccountBooks {
  readonly #rules: PostingRules;
  readonly #verdicts = new Map<string, Verdict>();
  #live: Standing[] = [];
  /** Reversals without an original so far, and claims that were taken back. */
  #pending: AccountClaim[] = [];
  readonly #known: AccountClaim[] = [];
  readonly #numbered: readonly AccountClaim[];

  /** `history` in order of arrival; `stopped`: claims of the account that are in no books and have a number all the same. */
  constructor(history: readonly AccountClaim[], rules: PostingRules, stopped: readonly AccountClaim[] = []) {
    this.#rules = rules;
    this.#numbered = [...history, ...stopped].filter((claim) => !isReversal(claim.facts, rules));
    // What is settled is in the books by now, wherever it stands in the order.
    const settled = history.filter((claim) => claim.settled);
    const undecided = history.filter((claim) => !claim.settled);
    for (const remit of [...byParcel(settled), ...byParcel(undecided)]) {
      const back = remit.filter((claim) => isReversal(claim.facts, rules));
      const left = back.filter((claim) => !this.#takeBack(claim));
      for (const claim of remit) if (!back.includes(claim)) this.#pay(claim);
      for (const claim of left) if (!this.#takeBack(claim)) this.#leave(claim);
    }
  }

  verdictOf(id: string): Verdict {
    const verdict = this.#verdicts.get(id);
    if (!verdict) throw new RangeError(`claim ${id} is not part of this history`);
    return verdict;
  }

  /** What stands takes this much more out of the account than its charge; negative while there is room. */
  get overMinor(): bigint {
    const own = this.#live.filter((standing) => standing.claim.sameAccount);
    const sums = sumsOf(
      own.map((s) => ({ claim: s.claim, takenMinor: s.plan.takenMinor })),
      this.#rules,
    );
    return sums.reduce((sum, each) => sum + each.takenMinor, 0n) - mostCharged(sums);
  }

  #takeBack(claim: AccountClaim): boolean {
    const original = this.#originalOf(claim);
    if (!original) return false;
    this.#live = this.#live.filter((standing) => standing !== original);
    this.#verdicts.set(claim.id, { kind: 'books', plan: negated(asBooked(original)), takesBack: original.claim });
    return true;
  }

  /** The standing claim that this reversal is the mirror of: by the payer's claim number before the account. */
  #originalOf(reversal: AccountClaim): Standing | undefined {
    const own = this.#live.filter(
      ({ claim }) =>
        claim.payer === reversal.payer && isPartner(claim, reversal) && !this.#namesAnother(reversal, claim),
    );
    const named = own.filter(({ claim }) => reversal.control !== '' && claim.control === reversal.control);
    const mirrors = (among: readonly Standing[]) =>
      among.findLast(({ claim }) => isMirror(reversal.facts, claim.facts));
    const found = named.length > 0 ? mirrors(named) : mirrors(own);
    if (found || !reversal.facts.accepted) return found;
    // A person says that it takes the whole claim back; the amount must be the claim's all the same.
    const { chargeMinor, paidMinor } = reversal.facts;
    const alike = (named.length > 0 ? named : own).filter(({ claim }) => claim.facts.paidMinor === -paidMinor);
    // Claims that paid nothing are alike in that; their charge tells them apart.
    return (
      alike.findLast(({ claim }) => claim.facts.chargeMinor === -chargeMinor) ??
      (paidMinor === 0n ? undefined : alike.at(-1))
    );
  }

  /** A reversal whose claim number is known is of that claim alone, also when that one is stopped, or taken back already. */
  #namesAnother(reversal: AccountClaim, claim: AccountClaim): boolean {
    const { control } = reversal;
    if (control === '' || claim.control === control) return false;
    // A correction in the same remit may carry the number of its reversal; what comes later was not known when it was decided.
    return this.#numbered.some(
      (other) =>
        other.control === control &&
        other.payer === reversal.payer &&
        other.parcel !== reversal.parcel &&
        other.id < reversal.id,
    );
  }

  /** A reversal that takes nothing back which is known by now. */
  #leave(claim: AccountClaim): void {
    const { facts, receivable } = claim;
    const { waitDays, afterwards } = this.#rules.orphanReversal;
    // A correction in the same remit is no original.
    const known = this.#known.some(
      (other) => other.parcel !== claim.parcel && other.payer === claim.payer && isPartner(other, claim),
    );
    const lapsed = claim.lapsed || (!known && waitDays === 0 && afterwards === 'clearing');
    if (facts.accepted || lapsed) {
      const plan = plainPlan(receivable, this.#rules.orphanReversalAccount, 'claim.orphan-reversal', facts.paidMinor);
      this.#verdicts.set(claim.id, { kind: 'books', plan });
      // Whoever sent an orphan to clearing, its wait or a person: an original that comes after all meets it there.
      if (lapsed || !known) this.#pending.push({ ...claim, lapsed: true });
      return;
    }
    this.#verdicts.set(claim.id, known ? { kind: 'differs' } : { kind: 'orphan' });
    this.#pending.push(claim);
  }

  #pay(claim: AccountClaim): void {
    this.#known.push(claim);
    const waiting = this.#pending.find(
      (reversal) =>
        reversal.payer === claim.payer &&
        isPartner(claim, reversal) &&
        !this.#namesAnother(reversal, claim) &&
        isMirror(reversal.facts, claim.facts),
    );
    if (waiting?.lapsed) {
      // Its reversal is booked against clearing already: the two are nothing, and clearing says so.
      this.#pending = this.#pending.filter((reversal) => reversal !== waiting);
      const { orphanReversalAccount } = this.#rules;
      const plan = plainPlan(claim.receivable, orphanReversalAccount, 'claim.meets-reversal', claim.facts.paidMinor);
      this.#verdicts.set(claim.id, { kind: 'books', plan, met: true });
      return;
    }
    const verdict = this.#fit(claim);
    this.#verdicts.set(claim.id, verdict);
    if (verdict.kind !== 'books') return;
    if (waiting) {
      this.#pending = this.#pending.filter((reversal) => reversal !== waiting);
      this.#verdicts.set(waiting.id, {
        kind: 'books',
        plan: negated(asBooked({ claim, plan: verdict.plan })),
        takesBack: claim,
      });
    } else this.#live.push({ claim, plan: verdict.plan });
  }

  #fit(claim: AccountClaim): Verdict {
    const rules = this.#rules;
    const own = this.#live.filter((standing) => standing.claim.sameAccount);
    const others = own.filter((standing) => standing.claim.payer !== claim.payer);
    const first = rules.laterPayerStatuses.includes(claim.facts.status) ? others[0] : undefined;
    const receivable = first?.plan.receivable ?? claim.receivable;
    // What is in the books took what it took, also when the claim that it was decided beside is gone by now.
    if (claim.settled && claim.booked) return { kind: 'books', plan: planBooked(receivable, claim.booked, rules) };
    let plan = planClaim(claim.facts, receivable, rules);
    if (!rules.ceiling) return { kind: 'books', plan };
    const sums = sumsOf(
      [...own.map((s) => ({ claim: s.claim, takenMinor: s.plan.takenMinor })), { claim, takenMinor: 0n }],
      rules,
    );
    const chargeMinor = mostCharged(sums);
    const takenMinor = sums.reduce((sum, each) => sum + each.takenMinor, 0n);
    const over = () => takenMinor + plan.takenMinor - chargeMinor;
    // What an earlier payer left to the patient, and this one pays, is no longer the patient's.
    const patientMinor = others.reduce((sum, standing) => sum + standing.plan.patientMinor, 0n);
    const relief = least(over(), plan.takenMinor, patientMinor);
    if (relief > 0n) plan = relieved(plan, relief, rules);
    if (over() <= 0n)
      return own.some((standing) => isToldAgain(claim, standing)) ? { kind: 'again' } : { kind: 'books', plan };
    if (claim.facts.accepted) return { kind: 'books', plan: capped(plan, over(), rules) };
    if (claim.settled) return { kind: 'books', plan };
    return { kind: 'over', overMinor: over(), chargeMinor, sums: withOwn(sums, claim, plan) };
  }
}

const isPartner = (claim: AccountClaim, reversal: AccountClaim): boolean =>
  (claim.sameAccount && reversal.sameAccount) || (claim.control !== '' && claim.control === reversal.control);

/**
 * A payer that pays a claim anew takes the first payment back (835 TR3 §1.10.2.8). Where adjustments are not booked, as of a claim that
 * was denied in part, forwarded or is out of balance, both would fit under the charge.
 */
function isToldAgain(claim: AccountClaim, { claim: other }: Standing): boolean {
  // One that a person called real beside another is the first of none.
  if (claim.settled || claim.facts.accepted || claim.realToo || other.realToo || claim.control === '') return false;
  const isNamed = claim.payer === other.payer && claim.control === other.control && claim.parcel !== other.parcel;
  const [facts, before] = [claim.facts, other.facts];
  return isNamed && facts.paidMinor > 0n && before.paidMinor > 0n && facts.chargeMinor === before.chargeMinor;
}

const least = (...amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => (b < a ? b : a));

function byParcel(history: readonly AccountClaim[]): AccountClaim[][] {
  const remits = new Map<string, AccountClaim[]>();
  for (const claim of history) {
    const remit = remits.get(claim.parcel);
    if (remit) remit.push(claim);
    else remits.set(claim.parcel, [claim]);
  }
  return [...remits.values()];
}

/** What each payer says the account's charge is: the parts of a split claim add up, a claim told twice is one. */
function sumsOf(
  standing: readonly { readonly claim: AccountClaim; readonly takenMinor: bigint }[],
  rules: PostingRules,
): PayerSum[] {
  type Sum = { charges: Map<string, bigint>; nameless: Set<bigint>; realMinor: bigint; takenMinor: bigint };
  const payers = new Map<string, Sum>();
  for (const { claim, takenMinor } of standing) {
    const sum = payers.get(claim.payer) ?? { charges: new Map(), nameless: new Set(), realMinor: 0n, takenMinor: 0n };
    payers.set(claim.payer, sum);
    sum.takenMinor += takenMinor;
    if (rules.statusesWithoutAdjustments.includes(claim.facts.status)) continue;
    const { chargeMinor } = claim.facts;
    // Each of two that are both real has a charge of its own.
    if (claim.realToo) sum.realMinor += chargeMinor;
    else if (claim.control === '') sum.nameless.add(chargeMinor);
    else {
      const known = sum.charges.get(claim.control) ?? 0n;
      sum.charges.set(claim.control, known > chargeMinor ? known : chargeMinor);
    }
  }
  return [...payers].map(([payer, { charges, nameless, realMinor, takenMinor }]) => {
    const named = [...charges.values()];
    // A claim without a number that charges what a numbered one does is that one told again, not another part.
    const others = [...nameless].filter((charge) => !named.includes(charge));
    return { payer, chargeMinor: [...named, ...others].reduce((sum, charge) => sum + charge, realMinor), takenMinor };
  });
}

/** Payers tell the charge of one account: the one who tells the most of it tells it whole. */
const mostCharged = (sums: readonly PayerSum[]): bigint =>
  sums.reduce((most, sum) => (sum.chargeMinor > most ? sum.chargeMinor : most), 0n);

const withOwn = (sums: readonly PayerSum[], claim: AccountClaim, plan: ClaimPlan): PayerSum[] =>
  sums.map((sum) => (sum.payer === claim.payer ? { ...sum, takenMinor: sum.takenMinor + plan.takenMinor } : sum));

/** Charge, payment and every adjustment by group and reason, each the opposite. 4010 writes every group of a reversal as CR. */
export function isMirror(reversal: ClaimFacts, original: ClaimFacts): boolean {
  if (reversal.chargeMinor !== -original.chargeMinor || reversal.paidMinor !== -original.paidMinor) return false;
  const asCorrection = reversal.adjustments.some(({ group }) => group === 'CR');
  const sums = new Map<string, bigint>();
  const add = ({ group, reason, amountMinor }: AdjustmentFact) => {
    const key = asCorrection ? reason : `${group}|${reason}`;
    sums.set(key, (sums.get(key) ?? 0n) + amountMinor);
  };
  for (const adjustment of [...reversal.adjustments, ...original.adjustments]) add(adjustment);
  return [...sums.values()].every((sum) => sum === 0n);
}
