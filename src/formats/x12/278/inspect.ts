import { type Inspector, readableCount, type SummaryTable } from '../../inspection';
import { CodeTally } from '../loops/code-tally';
import { countTable, makeInspector } from '../loops/inspect';
import type { ReviewNode } from './model';
import { create278Reader } from './reader';

/** Counts of a services review, as of `tieout inspect`; keys as in the published truth records. */
export const inspect278: Inspector = makeInspector(({ options, ...hooks }) => {
  const tally = new ReviewTally();
  const reader = create278Reader({ ...hooks, node: (node) => tally.node(node) }, options);
  return { tally, reader };
});

class ReviewTally extends CodeTally {
  private events = 0;
  private services = 0;
  private decisions = 0;

  constructor() {
    super({ UM: 'Requests by category', HCR: 'Decisions', AAA: 'Rejections by reason' });
  }

  node(node: ReviewNode): void {
    if (node.level === 'EV') this.events++;
    this.services += node.services.length;
    if (node.decision !== null) this.decisions++;
  }

  override tables(): SummaryTable[] {
    const rows = [
      ['Patient events', readableCount(this.events)],
      ['Services', readableCount(this.services)],
      ['Decisions (HCR)', readableCount(this.decisions)],
    ];
    return [countTable('Reviews', rows), ...super.tables()];
  }
}
