import { formatMinor } from '@/domain/money';
import { type Inspector, readableAmount, readableCount, type SummaryTable } from '../../inspection';
import { AmountSum } from '../loops/amounts';
import { CodeTally } from '../loops/code-tally';
import { countTable, LISTED_MAX, makeInspector } from '../loops/inspect';
import type { SegmentView } from '../segment';
import type { PremiumPayment } from './model';
import { create820Reader } from './reader';

/** Payments in the table for people. */
const PAYMENTS_SHOWN_MAX = 40;
const BPR_ELEMENTS = [1, 2, 3, 4];

/** Counts and control totals of a premium payment, as of `tieout inspect`; keys as in the published truth records. */
export const inspect820: Inspector = makeInspector(({ options, ...hooks }) => {
  const tally = new PremiumTally();
  const reader = create820Reader({ ...hooks, payment: (payment) => tally.payment(payment) }, options);
  return { tally, reader };
});

class PremiumTally extends CodeTally {
  private readonly bpr: string[][] = [];
  private readonly paid = new AmountSum();
  private readonly adjusted = new AmountSum();
  private readonly shown: PremiumPayment[] = [];
  private payments = 0;
  private items = 0;

  constructor() {
    super({});
  }

  override segment(view: SegmentView, id: string): void {
    super.segment(view, id);
    if (id === 'RMR') {
      this.items++;
      this.paid.add(view.element(4));
    } else if (id === 'ADX') this.adjusted.add(view.element(1));
    else if (id === 'BPR' && this.bpr.length < LISTED_MAX) {
      this.bpr.push(BPR_ELEMENTS.map((index) => view.element(index)));
    }
  }

  payment(payment: PremiumPayment): void {
    this.payments++;
    if (this.shown.length < PAYMENTS_SHOWN_MAX) this.shown.push(payment);
  }

  override facts(): Record<string, unknown> {
    // A set from before BPR states nothing that could be compared.
    const totals =
      this.bpr.length === 0
        ? {}
        : { bpr: this.bpr, sum_rmr04: this.paid.toString(), sum_adx01: this.adjusted.toString() };
    return { ...super.facts(), ...totals };
  }

  override tables(): SummaryTable[] {
    const rest = this.payments - this.shown.length;
    return [
      countTable('Premiums', [
        ['Remittance items (RMR)', readableCount(this.items)],
        ['Paid on items (RMR04)', readableAmount(this.paid.toString())],
        ['Adjustments (ADX01)', readableAmount(this.adjusted.toString())],
      ]),
      {
        title: rest === 0 ? 'Payments' : `Payments (first ${this.shown.length}; ${readableCount(rest)} more)`,
        columns: [
          { title: 'Trace', align: 'left' },
          { title: 'Payer', align: 'left' },
          { title: 'Receiver', align: 'left' },
          { title: 'Date', align: 'left' },
          { title: 'Payment', align: 'right' },
          { title: 'Currency', align: 'left' },
        ],
        rows: this.shown.map(({ trace, payer, receiver, date, currency, hasPayment, amountMinor }) => [
          trace,
          payer?.last ?? '',
          receiver?.last ?? '',
          date,
          hasPayment ? readableAmount(formatMinor(amountMinor)) : 'no BPR',
          currency || 'USD',
        ]),
      },
    ];
  }
}
