import { type Decimal, formatDecimal, ZERO } from '@/domain/money';
import { Counts, LISTED_MAX } from '../loops/inspect';
import type { SegmentView } from '../segment';
import { unpackId } from '../segment-ids';
import { AmountReader, ExactSum } from './amounts';
import { BPR, CAS, CLP, DTM, N1, PLB, SVC, TRN } from './ids';

/** Amounts of CAS01…19 and PLB01…14: first element and distance to the next. */
const CAS_AMOUNTS = { first: 3, last: 18, step: 3 } as const;
const PLB_PAIRS = { first: 3, last: 13, step: 2 } as const;

/** Different CAS01 summed one by one; the sums of a file of garbage must not grow without end. */
const GROUPS_MAX = 1_000;
const OTHER_GROUPS = '(others)';

/** Exact sums by CAS01. */
export class GroupSums {
  private readonly sums = new Map<string, ExactSum>();

  add(group: string, amounts: AmountReader): void {
    this.of(group).add(amounts);
  }

  merge(other: GroupSums): void {
    for (const [group, sum] of other.sums) this.of(group).addSum(sum);
  }

  private of(group: string): ExactSum {
    const known = this.sums.get(group);
    if (known !== undefined) return known;
    if (this.sums.size >= GROUPS_MAX && group !== OTHER_GROUPS) return this.of(OTHER_GROUPS);
    const sum = new ExactSum();
    this.sums.set(group, sum);
    return sum;
  }

  get groups(): string[] {
    return [...this.sums.keys()];
  }

  text(group: string): string {
    return formatDecimal(this.sums.get(group)?.value() ?? { unscaled: 0n, scale: 2 });
  }

  facts(): Record<string, string> {
    return Object.fromEntries(this.groups.map((group) => [group, this.text(group)]));
  }
}

/** CLP03 − CLP04 of one claim, and its adjustments at both levels. */
type ClaimSums = { readonly difference: ExactSum; readonly atClaim: ExactSum; readonly atService: ExactSum };

type PlbPair = { provider: string; fy: string; reason: string; ref: string | null; amount: string };

/** Shared by the sets of one file: what must stay bounded over all of them. */
export type InspectLimits = { readonly nonNumeric: string[]; pairs: number };

/**
 * Sums the segments of one 835 as they stand in the file. Nothing is placed in a loop, so that a set with loops out of
 * order is still counted and summed in full. Used for the segments outside every set as well.
 */
export class InspectSet {
  readonly charge = new ExactSum();
  readonly paid = new ExactSum();
  readonly patient = new ExactSum();
  readonly plb = new ExactSum();
  readonly payment = new ExactSum();
  readonly casClaim = new GroupSums();
  readonly casService = new GroupSums();
  readonly statuses = new Counts();
  readonly pairs: PlbPair[] = [];
  claims = 0;
  services = 0;
  reversals = 0;
  pairCount = 0;
  private readonly st02: string;
  private readonly limits: InspectLimits;
  private readonly amounts = new AmountReader(null, () => '');
  private bpr: Readonly<Record<'handling' | 'amount' | 'cd' | 'method' | 'format' | 'date', string>> | null = null;
  private bprAmount: Decimal | null = null;
  private trn: readonly (string | null)[] | null = null;
  private payer: readonly (string | null)[] | null = null;
  private payee: readonly (string | null)[] | null = null;
  private date405: string | null = null;
  private claim: ClaimSums | null = null;
  private line: ExactSum | null = null;
  private readonly balancing = { claimPlusService: 0, claimOnly: 0, serviceOnly: 0 };
  private linesBalancing = 0;

  constructor(st02: string, limits: InspectLimits) {
    this.st02 = st02;
    this.limits = limits;
  }

  segment(view: SegmentView): void {
    switch (view.id) {
      case CLP:
        this.addClaim(view);
        return;
      case SVC:
        this.addService(view);
        return;
      case CAS:
        this.addCas(view);
        return;
      case PLB:
        this.addPlb(view);
        return;
      case BPR:
        this.addPayment(view);
        return;
      case TRN:
        this.trn ??= [textOrNull(view, 2), textOrNull(view, 3), textOrNull(view, 4)];
        return;
      case N1:
        if (view.code(1) === 'PR') this.payer ??= [textOrNull(view, 2), textOrNull(view, 4)];
        else if (view.code(1) === 'PE') {
          this.payee ??= [textOrNull(view, 2), textOrNull(view, 3), textOrNull(view, 4)];
        }
        return;
      case DTM:
        if (this.date405 === null && view.code(1) === '405') this.date405 = view.element(2);
        return;
      default:
    }
  }

  /** Ends the last claim. */
  close(): void {
    this.endLine();
    const { claim } = this;
    if (claim === null) return;
    this.claim = null;
    const difference = claim.difference.value();
    if (claim.atClaim.equals(difference)) this.balancing.claimOnly++;
    if (claim.atService.equals(difference)) this.balancing.serviceOnly++;
    claim.atClaim.addSum(claim.atService);
    if (claim.atClaim.equals(difference)) this.balancing.claimPlusService++;
  }

  /** Adds a closed set to these totals. */
  merge(set: InspectSet): void {
    for (const name of ['charge', 'paid', 'patient', 'plb', 'payment'] as const) this[name].addSum(set[name]);
    this.casClaim.merge(set.casClaim);
    this.casService.merge(set.casService);
    this.statuses.merge(set.statuses);
    this.claims += set.claims;
    this.services += set.services;
    this.reversals += set.reversals;
    this.pairCount += set.pairCount;
  }

  /** Adjustments of both levels together. */
  casBoth(): GroupSums {
    const both = new GroupSums();
    both.merge(this.casClaim);
    both.merge(this.casService);
    return both;
  }

  facts() {
    const expected = new ExactSum();
    expected.addSum(this.paid);
    expected.subtractSum(this.plb);
    const { bpr, payee } = this;
    const bprExpected = expected.value();
    return {
      st02: this.st02,
      trn02: this.trn?.[0] ?? null,
      trn03: this.trn?.[1] ?? null,
      trn04: this.trn?.[2] ?? null,
      bpr,
      payer: this.payer?.[0] ?? null,
      payerId: this.payer?.[1] ?? null,
      payee: payee?.[0] ?? null,
      payeeNpi: payee?.[1] === 'XX' ? (payee[2] ?? null) : null,
      payeeIdQualifier: payee?.[1] ?? null,
      payeeId: payee?.[2] ?? null,
      productionDate: this.date405,
      clpCount: this.claims,
      svcCount: this.services,
      sumClp03: formatDecimal(this.charge.value()),
      sumClp04: formatDecimal(this.paid.value()),
      sumClp05: formatDecimal(this.patient.value()),
      casClaim: this.casClaim.facts(),
      casService: this.casService.facts(),
      plb: this.pairs,
      sumPlb: formatDecimal(this.plb.value()),
      bpr02: this.bprAmount === null ? null : formatDecimal(this.bprAmount),
      bprExpected: formatDecimal(bprExpected),
      balanced: this.bprAmount === null ? null : expected.equals(this.bprAmount),
      claimsBalancing: this.balancing,
      linesBalancing: this.linesBalancing,
      clpStatuses: this.statuses.facts(),
    };
  }

  private addClaim(view: SegmentView): void {
    this.close();
    const { amounts } = this;
    const claim: ClaimSums = { difference: new ExactSum(), atClaim: new ExactSum(), atService: new ExactSum() };
    this.claim = claim;
    this.claims++;
    const status = view.code(2);
    this.statuses.add(status);
    if (status === '22') this.reversals++;
    this.read(view, 3);
    this.charge.add(amounts);
    claim.difference.add(amounts);
    this.read(view, 4);
    this.paid.add(amounts);
    claim.difference.subtract(amounts);
    this.read(view, 5);
    this.patient.add(amounts);
  }

  private addService(view: SegmentView): void {
    this.endLine();
    this.services++;
    this.line = new ExactSum();
    this.read(view, 2);
    this.line.add(this.amounts);
    this.read(view, 3);
    this.line.subtract(this.amounts);
  }

  private addCas(view: SegmentView): void {
    const { amounts, line, claim } = this;
    if (line === null && claim === null) return;
    const group = view.code(1);
    for (let index: number = CAS_AMOUNTS.first; index <= CAS_AMOUNTS.last; index += CAS_AMOUNTS.step) {
      if (view.isEmpty(index)) continue;
      this.read(view, index);
      if (line === null) {
        this.casClaim.add(group, amounts);
        claim!.atClaim.add(amounts);
      } else {
        this.casService.add(group, amounts);
        line.subtract(amounts);
        claim?.atService.add(amounts);
      }
    }
  }

  private addPlb(view: SegmentView): void {
    this.close();
    const { limits } = this;
    for (let index: number = PLB_PAIRS.first; index <= PLB_PAIRS.last; index += PLB_PAIRS.step) {
      if (view.isEmpty(index) && view.isEmpty(index + 1)) continue;
      this.read(view, index + 1);
      this.plb.add(this.amounts);
      this.pairCount++;
      if (++limits.pairs > LISTED_MAX) continue;
      this.pairs.push({
        provider: view.element(1),
        fy: view.element(2),
        reason: view.part(index, 1),
        ref: view.part(index, 2) || null,
        amount: view.element(index + 1),
      });
    }
  }

  /** The first BPR is the payment of the set; a further one only adds to the sum of the file. */
  private addPayment(view: SegmentView): void {
    const isNumber = this.read(view, 2);
    this.payment.add(this.amounts);
    if (this.bpr !== null) return;
    const amount = new ExactSum();
    amount.add(this.amounts);
    this.bprAmount = amount.value();
    this.bpr = {
      handling: view.code(1),
      amount: isNumber ? formatDecimal(this.bprAmount) : view.element(2),
      cd: view.code(3),
      method: view.code(4),
      format: view.code(5),
      date: view.element(16),
    };
  }

  private endLine(): void {
    const { line } = this;
    this.line = null;
    if (line?.equals(ZERO)) this.linesBalancing++;
  }

  /** Reads an amount into `amounts`; false when the element holds none, which then counts as 0. */
  private read(view: SegmentView, index: number): boolean {
    const { amounts, limits } = this;
    amounts.read(view, index, 'information');
    if (!Number.isNaN(view.minor(index)) || amounts.exact !== null) return true;
    const text = view.element(index);
    if (text !== '' && limits.nonNumeric.length < LISTED_MAX) {
      limits.nonNumeric.push(`${unpackId(view.id)}${String(index).padStart(2, '0')}=${text}`);
    }
    return false;
  }
}

function textOrNull(view: SegmentView, index: number): string | null {
  const text = view.element(index);
  return text === '' ? null : text;
}
