// Goal: nothing takes more out of an account than its charge unseen, whatever its payers send. Method: histories by chance against an
// oracle that knows only the words of the rules: what is taken back is nothing, a claim is paid once until it is taken back, what an earlier payer
// left to the patient may be paid by a later one, and what passes the charge is held.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AccountBooks, type AccountClaim, isMirror } from './account-books';
import { receivableOf } from './claim-plan';
import type { ClaimFacts } from './facts';
import { RULES_V2 } from './posting-rules.data';
import { claim, reversalOf } from './remit.fixture';

const PAYERS = ['A', 'B', 'C'];
const CHARGE_MINOR = 12_00n;

/** What a payer does next to one account. */
const move = fc.record({
  payer: fc.constantFrom(...PAYERS),
  part: fc.integer({ min: 0, max: 1 }),
  paid: fc.integer({ min: 0, max: 12 }),
  written: fc.integer({ min: 0, max: 12 }),
  patient: fc.integer({ min: 0, max: 6 }),
  does: fc.constantFrom('pays', 'pays', 'takes back', 'tells again'),
  realToo: fc.nat(7).map((n) => n === 0),
});
type Move = typeof move extends fc.Arbitrary<infer M> ? M : never;
type Told = { readonly facts: ClaimFacts; readonly payer: string; readonly control: string; readonly realToo: boolean };

/** What the payers tell, one after the other: what comes again or is taken back is the last claim under the number. */
function toldBy(moves: readonly Move[]): Told[] {
  const told: Told[] = [];
  for (const { payer, part, paid, written, patient, does, realToo } of moves) {
    const control = `${payer}${part}`;
    const last = told.findLast((one) => one.control === control && one.facts.status === '1');
    const adjustments = [`CO-45 ${written}`, ...(patient > 0 ? [`PR-1 ${patient}`] : [])];
    const fresh = claim('12', `${paid}`, adjustments, { balanced: true });
    const isBack = does === 'takes back' && last !== undefined;
    const paying = does === 'tells again' && last !== undefined ? last.facts : fresh;
    told.push({ payer, control, facts: isBack ? reversalOf(last.facts) : paying, realToo: realToo && !isBack });
  }
  return told;
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, one) => all + one, 0n);
const adjusted = ({ adjustments }: ClaimFacts, group: string): bigint =>
  sum(adjustments.filter((one) => one.group === group).map((one) => one.amountMinor));

type Standing = Told & { readonly takenMinor: bigint; readonly patientMinor: bigint };

/** The charge that the account has: of each payer its parts, and once more for what a person called real beside the other. */
function chargeOf(standing: readonly Told[]): bigint {
  const charges = PAYERS.map((payer) => {
    const own = standing.filter((one) => one.payer === payer);
    const parts = new Set(own.filter((one) => !one.realToo).map((one) => one.control));
    return BigInt(parts.size + own.filter((one) => one.realToo).length) * CHARGE_MINOR;
  });
  return charges.reduce((most, one) => (one > most ? one : most));
}

const isAgain = (one: Told, other: Told): boolean =>
  !one.realToo &&
  !other.realToo &&
  one.control === other.control &&
  one.facts.paidMinor > 0n &&
  other.facts.paidMinor > 0n;

function oracle(told: readonly Told[]) {
  const standing: Standing[] = [];
  const held: number[] = [];
  told.forEach((one, at) => {
    if (one.facts.status === '22') {
      const found = standing.findLastIndex(
        (other) => other.control === one.control && isMirror(one.facts, other.facts),
      );
      if (found < 0) held.push(at);
      else standing.splice(found, 1);
      return;
    }
    const [written, left] = [adjusted(one.facts, 'CO'), adjusted(one.facts, 'PR')];
    const takes = one.facts.paidMinor + written + left;
    const over = sum(standing.map((other) => other.takenMinor)) + takes - chargeOf([...standing, one]);
    // An earlier payer's patient part may be paid by this one; its own may not.
    const withPatient = sum(standing.filter((other) => other.payer !== one.payer).map((other) => other.patientMinor));
    const relief = [over, takes, withPatient].reduce((least, amount) => (amount < least ? amount : least));
    const relieved = relief > 0n ? relief : 0n;
    const again = standing.some((other) => isAgain(one, other));
    if (over - relieved > 0n || again) held.push(at);
    else standing.push({ ...one, takenMinor: takes - relieved, patientMinor: left - relieved });
  });
  return {
    held,
    cash: sum(standing.map((one) => one.facts.paidMinor)),
    patient: sum(standing.map((one) => one.patientMinor)),
  };
}

/** The account as the product decides it, each claim when it comes. */
function decided(told: readonly Told[]) {
  const history: AccountClaim[] = [];
  const stopped: AccountClaim[] = [];
  const held: number[] = [];
  let patient = 0n;
  told.forEach(({ facts, payer, control, realToo }, at) => {
    const id = String(at).padStart(3, '0');
    const own: AccountClaim = {
      id,
      parcel: `parcel-${id}`,
      payer,
      control,
      sameAccount: true,
      facts,
      lapsed: false,
      settled: false,
      realToo,
      receivable: receivableOf('Commercial', RULES_V2),
      booked: null,
    };
    const verdict = new AccountBooks([...history, own], RULES_V2, stopped).verdictOf(id);
    if (verdict.kind === 'books') {
      history.push({ ...own, settled: true, booked: verdict.plan.entries });
      patient += verdict.plan.patientMinor;
    } else {
      stopped.push(own);
      held.push(at);
    }
  });
  return { held, patient, cash: sum(history.map((one) => one.facts.paidMinor)) };
}

describe('1,000 random histories', () => {
  it('never pass the charge unseen, and hold and book what the oracle does', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 9 }), (moves) => {
        const told = toldBy(moves);
        expect(decided(told)).toEqual(oracle(told));
      }),
      { numRuns: 1_000 },
    );
  });
});
