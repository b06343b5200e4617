import { type Inspector, readableCount, type SummaryTable } from '../../inspection';
import { CodeTally } from '../loops/code-tally';
import { countTable, makeInspector } from '../loops/inspect';
import type { EligibilityNode } from './model';
import { createEligibilityReader } from './reader';

/** Counts of an eligibility inquiry or answer, as of `tieout inspect`; keys as in the published truth records. */
export const inspectEligibility: Inspector = makeInspector(({ options, ...hooks }) => {
  const tally = new EligibilityTally();
  const reader = createEligibilityReader({ ...hooks, node: (node) => tally.node(node) }, options);
  return { tally, reader };
});

class EligibilityTally extends CodeTally {
  private people = 0;
  private inquiries = 0;
  private benefits = 0;
  private rejections = 0;

  constructor() {
    super({ EB: 'Benefits by information', AAA: 'Rejections by reason' });
  }

  node(node: EligibilityNode): void {
    if (node.level === '22' || node.level === '23') this.people++;
    this.inquiries += node.inquiries.length;
    this.benefits += node.benefits.length;
    this.rejections += node.rejections.length;
  }

  override tables(): SummaryTable[] {
    const rows = [
      ['Subscribers and dependents', readableCount(this.people)],
      ['Questions (EQ)', readableCount(this.inquiries)],
      ['Benefits (EB)', readableCount(this.benefits)],
      ['Rejections (AAA)', readableCount(this.rejections)],
    ];
    return [countTable('Eligibility', rows), ...super.tables()];
  }
}
