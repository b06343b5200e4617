import { type Decimal, formatDecimal } from '@/domain/money';
import type { Finding } from '../../finding';
import { type Inspection, type Inspector, readableAmount, readableCount, type SummaryTable } from '../../inspection';
import { FileTally } from '../loops/inspect';
import type { SegmentView } from '../segment';
import { GE, GS, IEA, ISA, SE, ST } from '../segment-ids';
import { type InspectLimits, InspectSet } from './inspect-set';
import type { FileSummary } from './model';
import { create835Reader, REMITTANCE } from './reader';

/** Transactions listed one by one; further ones are in the totals and counted in `transactionsOmitted`. */
const TRANSACTIONS_LISTED_MAX = 100_000;
/** Rows of the table for people. */
const TRANSACTIONS_SHOWN_MAX = 40;

/** Counts and control totals of one 835, as of `tieout inspect`. */
export const inspect835: Inspector = async (source, onFinding) => {
  const tally = new Tally(onFinding);
  for await (const chunk of source) tally.push(chunk);
  return tally.end();
};

type Transaction = ReturnType<InspectSet['facts']> & { contentSha256: string | null };

const byText = (a: string, b: string): number => (a < b ? -1 : 1);

class Tally {
  private readonly file = new FileTally();
  private readonly reader: ReturnType<typeof create835Reader>;
  private readonly limits: InspectLimits = { nonNumeric: [], pairs: 0 };
  /** Totals of the file. Segments that stand in no remittance are read into it directly. */
  private readonly all = new InspectSet('', this.limits);
  private set: InspectSet | null = null;
  private isBalanced: boolean = true;
  private sets = 0;
  private readonly transactions: Transaction[] = [];
  /** Sets the reader has ended, in the order in which they are tallied; a last one without trailer it ends first. */
  private hashed = 0;
  private lastHash: string | null = null;

  constructor(onFinding: (finding: Finding) => void) {
    const handler = {
      finding: onFinding,
      interchange: this.file.interchange.bind(this.file),
      transactionEnd: ({ contentSha256 }: { readonly contentSha256: string | null }) => this.keepHash(contentSha256),
    };
    this.reader = create835Reader(handler, {
      contentHash: true,
      onSegment: (view) => this.segment(view),
      onProblem: (_, span) => this.file.problem(span),
    });
  }

  push(chunk: Uint8Array): void {
    this.file.bytes(chunk);
    this.reader.push(chunk);
  }

  end(): Inspection {
    const summary = this.reader.end();
    this.closeSet();
    this.all.close();
    const { all, file, sets, transactions } = this;
    const { leading_text, fragment_no_isa, envelope_issues, ...envelope } = file.facts(summary);
    const facts = {
      ...envelope,
      leadingText: leading_text,
      ...(fragment_no_isa ? { fragmentNoIsa: true } : {}),
      envelopeIssues: envelope_issues,
      st835: sets,
      clp: all.claims,
      svc: all.services,
      sumClp03: formatDecimal(all.charge.value()),
      sumClp04: formatDecimal(all.paid.value()),
      sumClp05: formatDecimal(all.patient.value()),
      plbCount: all.pairCount,
      sumPlb: formatDecimal(all.plb.value()),
      sumBpr02: formatDecimal(all.payment.value()),
      allBalanced: sets === 0 ? null : this.isBalanced,
      reversals: all.reversals,
      casByGroup: all.casBoth().facts(),
      casByGroupClaimLevel: all.casClaim.facts(),
      casByGroupServiceLevel: all.casService.facts(),
      clpStatuses: all.statuses.facts(),
      nonNumericAmounts: this.limits.nonNumeric,
      transactions,
      transactionsOmitted: sets - transactions.length,
    };
    return { facts, summary: [this.totals(summary), this.adjustments(), this.payments()] };
  }

  private segment(view: SegmentView): void {
    this.file.segment(view);
    switch (view.id) {
      case ST:
        this.closeSet();
        this.all.close();
        if (view.element(1) === REMITTANCE) this.openSet(view.element(2));
        return;
      case SE:
      case GE:
      case GS:
      case IEA:
      case ISA:
        this.closeSet();
        this.all.close();
        return;
      default:
        (this.set ?? this.all).segment(view);
    }
  }

  private openSet(st02: string): void {
    this.sets++;
    this.set = new InspectSet(st02, this.limits);
  }

  private closeSet(): void {
    const { set, transactions } = this;
    if (set === null) return;
    this.set = null;
    set.close();
    this.all.merge(set);
    const facts = { ...set.facts(), contentSha256: this.lastHash };
    if (facts.balanced !== true) this.isBalanced = false;
    if (transactions.length < TRANSACTIONS_LISTED_MAX) transactions.push(facts);
  }

  private keepHash(contentSha256: string | null): void {
    const transaction = this.transactions[this.hashed++];
    if (transaction === undefined) this.lastHash = contentSha256;
    else transaction.contentSha256 = contentSha256;
  }

  private totals(summary: FileSummary): SummaryTable {
    const { all } = this;
    const amount = (value: Decimal) => readableAmount(formatDecimal(value));
    const balanced = this.sets === 0 ? 'nothing to balance' : this.isBalanced ? 'yes' : 'NO';
    return {
      title: 'Totals',
      columns: [
        { title: '', align: 'left' },
        { title: '', align: 'right' },
      ],
      rows: [
        ['Interchanges / groups / sets', [summary.isa, summary.gs, summary.st].map(readableCount).join(' / ')],
        ...this.file.usageRows(),
        ['Segments', readableCount(summary.segments)],
        ['Claims', readableCount(all.claims)],
        ['  of them reversals', readableCount(all.reversals)],
        ['Service lines', readableCount(all.services)],
        ['Charged (CLP03)', amount(all.charge.value())],
        ['Paid on claims (CLP04)', amount(all.paid.value())],
        ['Provider adjustments (PLB)', amount(all.plb.value())],
        ['Payments (BPR02)', amount(all.payment.value())],
        ['Balanced', balanced],
      ],
    };
  }

  private adjustments(): SummaryTable {
    const { all } = this;
    return {
      title: 'Adjustments by group (CAS)',
      columns: [
        { title: 'Group', align: 'left' },
        { title: 'Claim level', align: 'right' },
        { title: 'Service level', align: 'right' },
      ],
      rows: all
        .casBoth()
        .groups.toSorted(byText)
        .map((group) => [group, readableAmount(all.casClaim.text(group)), readableAmount(all.casService.text(group))]),
    };
  }

  private payments(): SummaryTable {
    const shown = this.transactions.slice(0, TRANSACTIONS_SHOWN_MAX);
    const rest = this.sets - shown.length;
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
        t.bpr02 === null ? 'no BPR' : readableAmount(t.bpr02),
        t.balanced === true ? 'yes' : 'NO',
      ]),
    };
  }
}
