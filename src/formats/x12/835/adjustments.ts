import type { SegmentView } from '../segment';
import { append } from './draft';
import { REMIT_FINDINGS } from './findings';
import type { LoopContext } from './loop-context';
import type { Adjustment } from './model';

/** First element of the first CAS triple (reason, amount, quantity) and the distance to the next. */
const TRIPLE_FIRST = 2;
const TRIPLE_STEP = 3;

/** CAS01 of 005010. CR (correction and reversal) only existed in 004010. */
const GROUPS = new Set(['CO', 'PR', 'OA', 'PI']);
const GROUP_4010 = 'CR';

/**
 * Reads the triples of one CAS (up to six by the standard, more are read as well) behind those of `before` and returns
 * the list. Their sum in cents is left in `context.adjustmentUnits`, `NaN` when one of them is not a plain amount.
 */
export function readAdjustments(view: SegmentView, context: LoopContext, before: Adjustment[]): Adjustment[] {
  const { amounts } = context;
  const group = view.code(1);
  if (!GROUPS.has(group) && !(context.is4010 && group === GROUP_4010)) {
    context.report(REMIT_FINDINGS.groupUnknown, view, 'CAS01');
  }
  let list = before;
  let units = 0;
  for (let index = TRIPLE_FIRST; index <= view.count; index += TRIPLE_STEP) {
    const reason = view.code(index);
    if (reason === '') {
      if (view.isEmpty(index + 1)) continue;
      context.report(REMIT_FINDINGS.adjustmentIncomplete, view, `CAS${String(index).padStart(2, '0')}`);
    }
    const amountMinor = amounts.read(view, index + 1, 'required');
    units += amounts.units;
    const hasQuantity = !view.isEmpty(index + 2);
    list = append(list, {
      group,
      reason,
      amountMinor,
      quantity: hasQuantity ? view.code(index + 2) : null,
      span: view.spanAcross(index, hasQuantity ? index + 2 : index + 1),
    });
  }
  context.adjustmentUnits = units;
  return list;
}
