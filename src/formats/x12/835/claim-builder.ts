import { formatMinor, sumMinor } from '@/domain/money';
import type { FindingRule } from '../finding-log';
import type { SegmentView } from '../segment';
import { readAdjustments } from './adjustments';
import { doLevelsContradict, repeatedLevel } from './balance';
import { append, type Draft, NONE } from './draft';
import { REMIT_FINDINGS } from './findings';
import { AMT, CAS, DTM, MIA, MOA, NM1, PER, QTY, REF, SVC } from './ids';
import type { LoopContext } from './loop-context';
import type { Claim, ClaimGroupKey } from './model';
import { claimParty, qualifiedAmount, qualifiedDate, qualifiedQuantity, reference } from './segment-records';
import { ServiceBuilder } from './service-builder';

/** AMT01 of the interest that PLB L6 pays in one sum. */
const INTEREST = 'I';
/** Remark codes: MIA05 and MIA20–23, MOA03–07. */
const MIA_REMARKS = [5, 20, 21, 22, 23];
const MOA_REMARKS = [3, 4, 5, 6, 7];
/** NM101 of persons and payers; every other party of a claim is a provider. */
const NOT_PROVIDERS = new Set(['QC', 'IL', '74', 'GB', 'TT', 'PR', '03']);

/** A claim without LX above it. */
export const NO_GROUP: ClaimGroupKey = { lx: null, ts301: null, ts302: null };

/** Where a claim stands, which its own bytes do not say. */
export type ClaimPlace = {
  readonly index: number;
  readonly segmentNumber: number;
  readonly path: string;
  readonly header: ClaimGroupKey;
};

/** Fills one claim (loop 2100 with its 2110 lines) segment by segment. One builder serves all claims of a file. */
export class ClaimBuilder {
  private readonly context: LoopContext;
  private readonly service: ServiceBuilder;
  private claim: Draft<Claim> | null = null;
  private inService: boolean = false;
  private end = 0;
  private differenceUnits = 0;
  private claimCasUnits = 0;
  private serviceCasUnits = 0;
  private unbalancedLines = 0;
  /** What is left of CLP03 and CLP04 without the lines; `NaN` when one of them is not a plain amount. */
  private restOfCharge = 0;
  private restOfPaid = 0;

  constructor(context: LoopContext) {
    this.context = context;
    this.service = new ServiceBuilder(context);
  }

  get path(): string {
    return this.claim?.path ?? '';
  }

  /** Takes a CLP. */
  start(view: SegmentView, place: ClaimPlace): void {
    const { amounts, sums } = this.context;
    this.inService = false;
    this.end = view.end;
    this.claimCasUnits = 0;
    this.serviceCasUnits = 0;
    this.unbalancedLines = 0;
    const claim = emptyClaim(view, place);
    this.claim = claim;
    claim.chargeMinor = amounts.read(view, 3, 'required');
    sums.charge.add(amounts);
    const chargeUnits = amounts.units;
    claim.paidMinor = amounts.read(view, 4, 'required');
    sums.paid.add(amounts);
    this.differenceUnits = chargeUnits - amounts.units;
    this.restOfCharge = chargeUnits;
    this.restOfPaid = amounts.units;
    if (view.isEmpty(5)) return;
    claim.patientResponsibilityMinor = amounts.read(view, 5, 'information');
    sums.patientResponsibility.add(amounts);
  }

  /** Takes any later segment of the loop. */
  add(view: SegmentView): void {
    const claim = this.claim!;
    this.end = view.end;
    if (view.id === SVC) {
      this.finishService();
      this.service.start(view, claim.services.length);
      this.inService = true;
    } else if (this.inService) this.service.add(view);
    else if (!this.isKept(view, claim)) claim.other = append(claim.other, this.context.raw(view));
  }

  /** Ends the loop: balances it and hands it over. */
  finish(): Claim {
    this.finishService();
    const claim = this.claim!;
    const start = claim.span.offset;
    claim.span = { offset: start, length: this.end - start };
    const { differenceUnits, claimCasUnits, serviceCasUnits } = this;
    claim.adjustmentLevel = differenceUnits === claimCasUnits + serviceCasUnits ? 'both' : repeatedLevel(claim);
    if (this.context.log !== null) this.check(claim);
    this.claim = null;
    return claim;
  }

  private finishService(): void {
    if (!this.inService) return;
    const { service } = this;
    const claim = this.claim!;
    this.inService = false;
    this.serviceCasUnits += service.casUnits;
    this.restOfCharge -= service.chargeUnits;
    this.restOfPaid -= service.paidUnits;
    const line = service.finish();
    const isBalanced = Number.isNaN(service.differenceUnits + service.casUnits)
      ? line.chargeMinor - line.paidMinor === sumMinor(line.adjustments.map((adjustment) => adjustment.amountMinor))
      : service.differenceUnits === service.casUnits;
    if (!isBalanced) this.unbalancedLines++;
    claim.services = append(claim.services, line);
  }

  private isKept(view: SegmentView, claim: Draft<Claim>): boolean {
    switch (view.id) {
      case CAS:
        claim.adjustments = readAdjustments(view, this.context, claim.adjustments);
        this.claimCasUnits += this.context.adjustmentUnits;
        return true;
      case NM1:
        return keepParty(view, claim);
      case DTM: {
        const date = qualifiedDate(view);
        if (date !== null) claim.dates = append(claim.dates, date);
        return date !== null;
      }
      case REF: {
        const record = reference(view);
        if (record !== null) claim.references = append(claim.references, record);
        return record !== null;
      }
      case AMT:
        return this.keepAmount(view, claim);
      case MIA:
        if (claim.inpatient !== null) return false;
        claim.inpatient = view.rest(1);
        claim.remarkCodes = withRemarks(claim.remarkCodes, claim.inpatient, MIA_REMARKS);
        return true;
      case MOA:
        if (claim.outpatient !== null) return false;
        claim.outpatient = view.rest(1);
        claim.remarkCodes = withRemarks(claim.remarkCodes, claim.outpatient, MOA_REMARKS);
        return true;
      case PER:
        claim.contacts = append(claim.contacts, view.rest(1));
        return true;
      case QTY: {
        const quantity = qualifiedQuantity(view);
        if (quantity !== null) claim.quantities = append(claim.quantities, quantity);
        return quantity !== null;
      }
      default:
        return false;
    }
  }

  private keepAmount(view: SegmentView, claim: Draft<Claim>): boolean {
    const { amounts, sums } = this.context;
    const amount = qualifiedAmount(view, amounts);
    if (amount === null) return false;
    claim.amounts = append(claim.amounts, amount);
    if (amount.qualifier === INTEREST) sums.interestByClaim.add(amounts);
    return true;
  }

  private check(claim: Claim): void {
    const level = claim.adjustmentLevel;
    if (claim.services.length > 0) this.checkLines(claim);
    if (level === 'both' && this.unbalancedLines === 0) return;
    const atClaim = sumMinor(claim.adjustments.map((adjustment) => adjustment.amountMinor));
    const atService = sumMinor(claim.services.flatMap((line) => line.adjustments.map((a) => a.amountMinor)));
    const amounts = [claim.chargeMinor, claim.paidMinor, atClaim, atService].map((amount) => formatMinor(amount));
    if (level === 'none' && doLevelsContradict(claim)) {
      this.report(REMIT_FINDINGS.levelsContradict, claim, formatMinor(atClaim), formatMinor(atService));
    } else if (level === 'none') this.report(REMIT_FINDINGS.claimOutOfBalance, claim, ...amounts);
    else if (level !== 'both') this.report(REMIT_FINDINGS.repeatedAdjustments, claim, level);
    else if (atClaim === 0n) this.report(REMIT_FINDINGS.lineOutOfBalance, claim, `${this.unbalancedLines}`);
  }

  /** The charges of the lines are those of the claim, their payments too, before or after what is adjusted at its level. */
  private checkLines(claim: Claim): void {
    const { restOfCharge, restOfPaid, claimCasUnits } = this;
    if (restOfCharge === 0 && (restOfPaid === 0 || restOfPaid === -claimCasUnits)) return;
    const charge = sumMinor(claim.services.map((line) => line.chargeMinor));
    const paid = sumMinor(claim.services.map((line) => line.paidMinor));
    const atClaim = sumMinor(claim.adjustments.map((adjustment) => adjustment.amountMinor));
    const isPaid = paid === claim.paidMinor || paid === claim.paidMinor + atClaim;
    if (charge === claim.chargeMinor && isPaid) return;
    const amounts = [charge, claim.chargeMinor, paid, claim.paidMinor].map((amount) => formatMinor(amount));
    this.report(REMIT_FINDINGS.linesNotClaim, claim, ...amounts);
  }

  private report(rule: FindingRule, claim: Claim, ...values: string[]): void {
    const place = { offset: claim.span.offset, line: claim.segmentNumber, path: claim.path };
    this.context.log?.add(rule, place, ...values);
  }
}

function emptyClaim(view: SegmentView, place: ClaimPlace): Draft<Claim> {
  return {
    index: place.index,
    span: view.whole(),
    segmentNumber: place.segmentNumber,
    path: place.path,
    claimId: view.element(1),
    status: view.code(2),
    chargeMinor: 0n,
    paidMinor: 0n,
    patientResponsibilityMinor: null,
    filingIndicator: view.code(6),
    payerClaimControlNumber: view.element(7),
    facilityType: view.code(8),
    frequency: view.code(9),
    patientStatus: view.code(10),
    drg: view.code(11),
    drgWeight: view.element(12),
    dischargeFraction: view.element(13),
    claimIdSpan: view.span(1),
    chargeSpan: view.span(3),
    paidSpan: view.span(4),
    adjustments: NONE,
    adjustmentLevel: 'both',
    services: NONE,
    parties: NONE,
    providerIds: NONE,
    inpatient: null,
    outpatient: null,
    remarkCodes: NONE,
    references: NONE,
    dates: NONE,
    contacts: NONE,
    amounts: NONE,
    quantities: NONE,
    header: place.header,
    other: NONE,
  };
}

function keepParty(view: SegmentView, claim: Draft<Claim>): boolean {
  const party = claimParty(view);
  if (party === null) return false;
  claim.parties = append(claim.parties, party);
  if (party.id !== '' && !NOT_PROVIDERS.has(party.entity)) {
    const provider = { entity: party.entity, qualifier: party.idQualifier, id: party.id };
    claim.providerIds = append(claim.providerIds, provider);
  }
  return true;
}

/** `elements` begins with element 01. */
function withRemarks(codes: string[], elements: readonly string[], positions: readonly number[]): string[] {
  let all = codes;
  for (const position of positions) {
    const code = elements[position - 1];
    if (code !== undefined && code !== '') all = append(all, code);
  }
  return all;
}
