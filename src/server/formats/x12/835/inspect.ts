import { addDecimal, type Decimal, formatDecimal, formatMinor, ZERO } from '@/domain/money';
import { type Inspection, type Inspector, readableAmount, readableCount, type SummaryTable } from '../../inspection';
import type { Claim, FileSummary, Handler835, ProviderAdjustment, TransactionSummary } from './model';
import { create835Reader } from './reader';

/** Transactions listed one by one; further ones are in the totals and counted in `transactionsOmitted`. */
const TRANSACTIONS_LISTED_MAX = 100_000;
/** Rows of the table for people. */
const TRANSACTIONS_SHOWN_MAX = 40;
const REVERSAL = '22';

type Groups = Map<string, bigint>;

/** Counts and control totals of one 835, as of `tieout inspect`. */
export const inspect835: Inspector = async (source, onFinding) => {
  const tally = new Tally();
  const reader = create835Reader({ ...tally.handler(), finding: onFinding }, { contentHash: true });
  for await (const chunk of source) reader.push(chunk);
  return tally.inspection(reader.end());
};

class Tally {
  private charge: Decimal = ZERO;
  private paid: Decimal = ZERO;
  private patient: Decimal = ZERO;
  private plb: Decimal = ZERO;
  private payment: Decimal = ZERO;
  private plbCount = 0;
  private reversals = 0;
  private isBalanced: boolean = true;
  private readonly casClaim: Groups = new Map();
  private readonly casService: Groups = new Map();
  private readonly statuses = new Map<string, number>();
  private readonly versions = new Set<string>();
  private readonly transactions: Transaction[] = [];
  private omitted = 0;

  handler(): Handler835 {
    return {
      claim: (claim) => this.addClaim(claim),
      providerAdjustment: (adjustment) => this.addPlb(adjustment),
      transactionEnd: (summary) => this.addTransaction(summary),
    };
  }

  inspection(file: FileSummary): Inspection {
    const facts = {
      isa: file.isa,
      gs: file.gs,
      st: file.st,
      se: file.se,
      ge: file.ge,
      iea: file.iea,
      segments: file.segments,
      versions: [...this.versions].sort(),
      envelopeIssues: file.envelopeIssues,
      clp: file.claims,
      svc: file.services,
      sumClp03: formatDecimal(this.charge),
      sumClp04: formatDecimal(this.paid),
      sumClp05: formatDecimal(this.patient),
      plbCount: this.plbCount,
      sumPlb: formatDecimal(this.plb),
      sumBpr02: formatDecimal(this.payment),
      allBalanced: file.transactions === 0 ? null : this.isBalanced,
      reversals: this.reversals,
      casByGroup: groupTexts(merge(this.casClaim, this.casService)),
      casByGroupClaimLevel: groupTexts(this.casClaim),
      casByGroupServiceLevel: groupTexts(this.casService),
      clpStatuses: Object.fromEntries(this.statuses),
      transactions: this.transactions,
      transactionsOmitted: this.omitted,
    };
    return { facts, summary: [this.totals(file), this.adjustments(), this.payments()] };
  }

  private addClaim(claim: Claim): void {
    if (claim.status === REVERSAL) this.reversals++;
    this.statuses.set(claim.status, (this.statuses.get(claim.status) ?? 0) + 1);
    for (const { group, amountMinor } of claim.adjustments) addTo(this.casClaim, group, amountMinor);
    for (const line of claim.services) {
      for (const { group, amountMinor } of line.adjustments) addTo(this.casService, group, amountMinor);
    }
  }

  private addPlb(_adjustment: ProviderAdjustment): void {
    this.plbCount++;
  }

  private addTransaction(summary: TransactionSummary): void {
    this.charge = addDecimal(this.charge, summary.chargeSum);
    this.paid = addDecimal(this.paid, summary.paidSum);
    this.patient = addDecimal(this.patient, summary.patientResponsibilitySum);
    this.plb = addDecimal(this.plb, summary.plbSum);
    this.payment = addDecimal(this.payment, summary.header.bpr.amount);
    this.versions.add(summary.header.version);
    if (summary.balanced !== true) this.isBalanced = false;
    if (this.transactions.length < TRANSACTIONS_LISTED_MAX) this.transactions.push(transactionFacts(summary));
    else this.omitted++;
  }

  private totals(file: FileSummary): SummaryTable {
    const amount = (value: Decimal) => readableAmount(formatDecimal(value));
    const balanced = file.transactions === 0 ? 'nothing to balance' : this.isBalanced ? 'yes' : 'NO';
    return {
      title: 'Totals',
      columns: [
        { title: '', align: 'left' },
        { title: '', align: 'right' },
      ],
      rows: [
        ['Interchanges / groups / sets', [file.isa, file.gs, file.st].map(readableCount).join(' / ')],
        ['Segments', readableCount(file.segments)],
        ['Claims', readableCount(file.claims)],
        ['  of them reversals', readableCount(this.reversals)],
        ['Service lines', readableCount(file.services)],
        ['Charged (CLP03)', amount(this.charge)],
        ['Paid on claims (CLP04)', amount(this.paid)],
        ['Provider adjustments (PLB)', amount(this.plb)],
        ['Payments (BPR02)', amount(this.payment)],
        ['Balanced', balanced],
      ],
    };
  }

  private adjustments(): SummaryTable {
    const groups = [...merge(this.casClaim, this.casService).keys()].sort();
    const text = (map: Groups, group: string) => readableAmount(formatMinor(map.get(group) ?? 0n));
    return {
      title: 'Adjustments by group (CAS)',
      columns: [
        { title: 'Group', align: 'left' },
        { title: 'Claim level', align: 'right' },
        { title: 'Service level', align: 'right' },
      ],
      rows: groups.map((group) => [group, text(this.casClaim, group), text(this.casService, group)]),
    };
  }

  private payments(): SummaryTable {
    const shown = this.transactions.slice(0, TRANSACTIONS_SHOWN_MAX);
    const rest = this.transactions.length + this.omitted - shown.length;
    return {
      title: rest === 0 ? 'Payments' : `Payments (first ${shown.length}; ${readableCount(rest)} more)`,
      columns: [
        { title: 'ST', align: 'left' },
        { title: 'Trace', align: 'left' },
        { title: 'Payer', align: 'left' },
        { title: 'Date', align: 'left' },
        { title: 'Claims', align: 'right' },
        { title: 'Paid on claims', align: 'right' },
        { title: 'PLB', align: 'right' },
        { title: 'Payment', align: 'right' },
        { title: 'Balanced', align: 'left' },
      ],
      rows: shown.map((t) => [
        t.st02,
        t.trn02 ?? '',
        t.payer ?? '',
        t.bpr?.date ?? '',
        readableCount(t.clpCount),
        readableAmount(t.sumClp04),
        readableAmount(t.sumPlb),
        t.bpr === null ? 'no BPR' : readableAmount(t.bpr.amount),
        t.balanced === true ? 'yes' : 'NO',
      ]),
    };
  }
}

type Transaction = ReturnType<typeof transactionFacts>;

function transactionFacts(summary: TransactionSummary) {
  const { header } = summary;
  const { bpr, payer, payee } = header;
  return {
    st02: header.st02,
    trn02: orNull(header.trn02),
    trn03: orNull(header.trn03),
    bpr: bpr.present
      ? {
          handling: bpr.handling,
          amount: formatDecimal(bpr.amount),
          cd: bpr.creditDebit,
          method: bpr.method,
          format: bpr.format,
          date: bpr.date,
        }
      : null,
    payer: header.hasPayer ? orNull(payer.name) : null,
    payerId: orNull(payer.id),
    payee: header.hasPayee ? orNull(payee.name) : null,
    payeeIdQualifier: orNull(payee.idQualifier),
    payeeId: orNull(payee.id),
    productionDate: header.productionDate,
    clpCount: summary.claimCount,
    svcCount: summary.serviceCount,
    sumClp03: formatDecimal(summary.chargeSum),
    sumClp04: formatDecimal(summary.paidSum),
    sumClp05: formatDecimal(summary.patientResponsibilitySum),
    sumPlb: formatDecimal(summary.plbSum),
    bprExpected: formatDecimal(summary.expected),
    balanced: summary.balanced,
    contentSha256: summary.contentSha256,
  };
}

const orNull = (text: string): string | null => (text === '' ? null : text);

const addTo = (groups: Groups, group: string, amountMinor: bigint): void => {
  groups.set(group, (groups.get(group) ?? 0n) + amountMinor);
};

function merge(a: Groups, b: Groups): Groups {
  const merged: Groups = new Map(a);
  for (const [group, amountMinor] of b) addTo(merged, group, amountMinor);
  return merged;
}

const groupTexts = (groups: Groups): Record<string, string> =>
  Object.fromEntries([...groups].map(([group, amountMinor]) => [group, formatMinor(amountMinor)]));
