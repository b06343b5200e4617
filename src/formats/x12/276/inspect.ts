import { type Inspector, readableAmount, readableCount, type SummaryTable } from '../../inspection';
import { AmountSum } from '../loops/amounts';
import { CodeTally } from '../loops/code-tally';
import { countTable, makeInspector } from '../loops/inspect';
import type { InquiryNode } from './model';
import { create276Reader } from './reader';

/** Counts of a claim status request, as of `tieout inspect`; keys as in the published truth records. */
export const inspect276: Inspector = makeInspector(({ options, ...hooks }) => {
  const tally = new InquiryTally();
  const reader = create276Reader({ ...hooks, node: (node) => tally.node(node) }, options);
  return { tally, reader };
});

class InquiryTally extends CodeTally {
  private readonly charge = new AmountSum();
  private inquiries = 0;
  private services = 0;

  constructor() {
    super({});
  }

  node({ inquiries }: InquiryNode): void {
    this.inquiries += inquiries.length;
    for (const { services, chargeMinor } of inquiries) {
      this.services += services.length;
      this.charge.addMinor(chargeMinor);
    }
  }

  override tables(): SummaryTable[] {
    const rows = [
      ['Claims asked about', readableCount(this.inquiries)],
      ['Service lines asked about', readableCount(this.services)],
      ['Charged (AMT*T3)', readableAmount(this.charge.toString())],
    ];
    return [countTable('Inquiries', rows), ...super.tables()];
  }
}
