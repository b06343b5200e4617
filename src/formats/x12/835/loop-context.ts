import type { FindingLog, FindingRule } from '../finding-log';
import { reportStrangeId } from '../findings';
import type { SegmentView } from '../segment';
import { AmountReader, ExactSum } from './amounts';
import type { RawSegment } from './model';
import { rawSegment } from './segment-records';

/** Totals of one transaction set, gathered while its loops are read. */
export type TransactionSums = {
  readonly charge: ExactSum;
  readonly paid: ExactSum;
  readonly patientResponsibility: ExactSum;
  readonly plb: ExactSum;
  readonly interestByClaim: ExactSum;
  readonly plbInterest: ExactSum;
};

export const newSums = (): TransactionSums => ({
  charge: new ExactSum(),
  paid: new ExactSum(),
  patientResponsibility: new ExactSum(),
  plb: new ExactSum(),
  interestByClaim: new ExactSum(),
  plbInterest: new ExactSum(),
});

/** What the readers of loops share: where findings go, the path they name, the totals they add to. */
export class LoopContext {
  readonly log: FindingLog | null;
  readonly amounts: AmountReader;
  sums: TransactionSums = newSums();
  /** Path of the loop being read, put together only when something is to be reported. */
  pathOf: () => string = () => '';
  /** Sum of the last CAS read, in cents. */
  adjustmentUnits = 0;
  is4010: boolean = false;

  constructor(log: FindingLog | null) {
    this.log = log;
    this.amounts = new AmountReader(log, () => this.pathOf());
  }

  /** A segment that no loop has a field for, kept as it stands. */
  raw(view: SegmentView): RawSegment {
    if (this.log !== null) reportStrangeId(this.log, view, this.pathOf());
    return rawSegment(view);
  }

  report(rule: FindingRule, view: SegmentView, element: string, ...values: string[]): void {
    const place = { offset: view.offset, line: view.number, path: `${this.pathOf()}/${element}` };
    this.log?.add(rule, place, element, ...values);
  }
}
