import type { SegmentView } from '../segment';
import { REMIT_FINDINGS } from './findings';
import type { LoopContext } from './loop-context';
import type { ProviderAdjustment } from './model';

/** First pair of reason and amount, and the distance to the next. */
const PAIR_FIRST = 3;
const PAIR_STEP = 2;
/** Interest; its sum must be the negative of the claims' AMT*I. */
const INTEREST = 'L6';
/** X12 element 426 has two characters. */
const REASON_LENGTH_MAX = 2;
const ALPHANUMERIC = /^[A-Za-z0-9 ]*$/;

/**
 * Reads every pair of one PLB that has a reason or an amount (six by the standard, more are read as well) and adds them
 * to the totals. `path` is that of the segment.
 */
export function readPairs(view: SegmentView, context: LoopContext, path: string): ProviderAdjustment[] {
  const { amounts, sums } = context;
  const pairs: ProviderAdjustment[] = [];
  for (let index = PAIR_FIRST; index <= view.count; index += PAIR_STEP) {
    if (view.isEmpty(index) && view.isEmpty(index + 1)) continue;
    const [reason = '', reference = ''] = view.components(index);
    if (reason === '') {
      context.report(REMIT_FINDINGS.adjustmentIncomplete, view, `PLB${String(index).padStart(2, '0')}`);
    }
    if (reason.length > REASON_LENGTH_MAX && (reason.trim().length > REASON_LENGTH_MAX || !ALPHANUMERIC.test(reason))) {
      context.report(REMIT_FINDINGS.reasonMalformed, view, `PLB${String(index).padStart(2, '0')}`);
    }
    const amountMinor = amounts.read(view, index + 1, 'required');
    sums.plb.add(amounts);
    if (reason === INTEREST) sums.plbInterest.add(amounts);
    pairs.push({
      span: view.whole(),
      pairSpan: view.spanAcross(index, index + 1),
      amountSpan: view.span(index + 1),
      providerId: view.element(1),
      fiscalYearEnd: view.element(2),
      reason,
      reference,
      amountMinor,
      segmentNumber: view.number,
      pair: (index - PAIR_FIRST) / PAIR_STEP + 1,
      path,
    });
  }
  return pairs;
}
