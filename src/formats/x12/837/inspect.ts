import { type Inspector, readableAmount, readableCount, type SummaryTable } from '../../inspection';
import { AmountSum } from '../loops/amounts';
import { Counts, countTable, makeInspector, type SetTally } from '../loops/inspect';
import type { SegmentView } from '../segment';
import { packId } from '../segment-ids';
import { chargeElement } from './line-builder';
import type { ClaimContext, SubmittedClaim } from './model';
import { create837Reader } from './reader';

const CLAIM_IDS_LISTED_MAX = 50;
/** Payers in the table for people. */
const PAYERS_SHOWN_MAX = 40;
const PAYERS_MAX = 1_000;
const [CLM, HL, SE] = [packId('CLM'), packId('HL'), packId('SE')];

/** Counts and control totals of a claim file, as of `tieout inspect`; keys as in the published truth records. */
export const inspect837: Inspector = makeInspector(({ options, ...hooks }) => {
  const tally = new ClaimTally();
  const reader = create837Reader(
    {
      ...hooks,
      setStart: () => tally.setStart(),
      setEnd: () => tally.endClaim(),
      claim: (claim, context) => tally.claim(claim, context),
    },
    options,
  );
  return { tally, reader };
});

class ClaimTally implements SetTally {
  private readonly kinds = new Counts();
  private readonly frequencies = new Counts();
  private readonly claimIds: string[] = [];
  private readonly charge = new AmountSum();
  private readonly lineCharges = new AmountSum();
  private readonly ofLines = new AmountSum();
  private readonly payers = new Map<string, { claims: number; charge: AmountSum }>();
  private claimCharge: string | null = null;
  private sets = 0;
  private hl = 0;
  private claims = 0;
  private lines = 0;
  private tied = 0;

  setStart(): void {
    this.sets++;
  }

  segment(view: SegmentView, id: string): void {
    if (view.id === CLM) this.startClaim(view);
    else if (view.id === HL) {
      this.hl++;
      this.endClaim();
    } else if (view.id === SE) this.endClaim();
    else {
      const at = chargeElement(view.id);
      if (at > 0) this.line(view, id, at);
    }
  }

  /** Ends the claim whose lines are being added up. */
  endClaim(): void {
    if (this.claimCharge === null) return;
    const stated = new AmountSum();
    stated.add(this.claimCharge);
    this.claimCharge = null;
    stated.subtract(this.ofLines);
    if (stated.isZero()) this.tied++;
  }

  claim({ chargeMinor }: SubmittedClaim, { subscriber }: ClaimContext): void {
    const name = subscriber?.payer?.last || 'payer not named';
    let payer = this.payers.get(name);
    if (payer === undefined) {
      if (this.payers.size >= PAYERS_MAX) return;
      payer = { claims: 0, charge: new AmountSum() };
      this.payers.set(name, payer);
    }
    payer.claims++;
    payer.charge.addMinor(chargeMinor);
  }

  facts(): Record<string, unknown> {
    return {
      st837: this.sets,
      hl: this.hl,
      claims: this.claims,
      claim_ids: this.claimIds,
      total_clm02: this.charge.toString(),
      clm05_3_frequency: this.frequencies.facts(),
      service_lines: this.lines,
      line_kinds: this.kinds.facts(),
      total_line_charges: this.lineCharges.toString(),
      claims_where_lines_sum_to_clm02: this.tied,
    };
  }

  tables(): SummaryTable[] {
    const { charge, lineCharges } = this;
    const untied = this.claims - this.tied;
    return [
      countTable('Claims', [
        ['Claims', readableCount(this.claims)],
        ['Charged (CLM02)', readableAmount(charge.toString())],
        ['Service lines', readableCount(this.lines)],
        ['Charged on lines (SV1, SV2, SV3)', readableAmount(lineCharges.toString())],
        ['Claims whose lines tie to CLM02', `${readableCount(this.tied)}${untied === 0 ? '' : ` (${untied} do not)`}`],
        ...this.frequencies.rows((frequency) => `Frequency ${frequency}${FREQUENCIES[frequency] ?? ''}`),
      ]),
      this.payerTable(),
    ];
  }

  private payerTable(): SummaryTable {
    const payers = [...this.payers];
    const shown = payers.slice(0, PAYERS_SHOWN_MAX);
    const rest = payers.length - shown.length;
    return {
      title: rest === 0 ? 'By payer' : `By payer (first ${shown.length}; ${readableCount(rest)} more)`,
      columns: [
        { title: 'Payer', align: 'left' },
        { title: 'Claims', align: 'right' },
        { title: 'Charged', align: 'right' },
      ],
      rows: shown.map(([name, { claims, charge }]) => [name, readableCount(claims), readableAmount(charge.toString())]),
    };
  }

  private startClaim(view: SegmentView): void {
    this.endClaim();
    this.claims++;
    this.claimCharge = view.element(2);
    this.charge.add(this.claimCharge);
    this.ofLines.clear();
    this.frequencies.add(view.part(5, 3));
    if (this.claimIds.length < CLAIM_IDS_LISTED_MAX) this.claimIds.push(view.element(1));
  }

  private line(view: SegmentView, id: string, at: number): void {
    this.lines++;
    this.kinds.add(id);
    const charge = view.element(at);
    this.lineCharges.add(charge);
    if (this.claimCharge !== null) this.ofLines.add(charge);
  }
}

/** CLM05-3 of most claims (NUBC form locator 4, third digit). */
const FREQUENCIES: Readonly<Record<string, string>> = {
  1: ' (original)',
  7: ' (replacement)',
  8: ' (void)',
};
