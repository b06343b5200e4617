import type { SegmentView } from '../segment';
import { unpackId } from '../segment-ids';
import type { AmountReader } from './amounts';
import type {
  ClaimParty,
  QualifiedAmount,
  QualifiedDate,
  QualifiedQuantity,
  QualifiedRemark,
  RawSegment,
  Reference,
} from './model';

/** Most elements the model has fields for; a segment that says more is kept raw instead. */
const FIELDS = { reference: 3, date: 2, amount: 2, quantity: 2, remark: 2, party: 9 } as const;

export function rawSegment(view: SegmentView): RawSegment {
  const elements: string[][] = [];
  for (let index = 1; index <= view.count; index++) elements.push(view.components(index));
  while (elements.length > 0 && elements[elements.length - 1]!.length === 0) elements.pop();
  return { id: view.id === 0 ? view.element(0) : unpackId(view.id), span: view.whole(), elements };
}

/** The readers below return `null` when the segment carries more than the record can hold. */
export const reference = (view: SegmentView): Reference | null =>
  view.hasMoreThan(FIELDS.reference)
    ? null
    : { qualifier: view.code(1), value: view.element(2), description: view.element(3) };

export const qualifiedDate = (view: SegmentView): QualifiedDate | null =>
  view.hasMoreThan(FIELDS.date) ? null : { qualifier: view.code(1), value: view.element(2) };

export const qualifiedAmount = (view: SegmentView, amounts: AmountReader): QualifiedAmount | null =>
  view.hasMoreThan(FIELDS.amount)
    ? null
    : { qualifier: view.code(1), amountMinor: amounts.read(view, 2, 'information') };

export const qualifiedQuantity = (view: SegmentView): QualifiedQuantity | null =>
  view.hasMoreThan(FIELDS.quantity) ? null : { qualifier: view.code(1), quantity: view.element(2) };

export const qualifiedRemark = (view: SegmentView): QualifiedRemark | null =>
  view.hasMoreThan(FIELDS.remark) ? null : { qualifier: view.code(1), code: view.code(2) };

export const claimParty = (view: SegmentView): ClaimParty | null =>
  view.hasMoreThan(FIELDS.party)
    ? null
    : {
        span: view.whole(),
        entity: view.code(1),
        entityType: view.code(2),
        last: view.element(3),
        first: view.element(4),
        middle: view.element(5),
        prefix: view.element(6),
        suffix: view.element(7),
        idQualifier: view.code(8),
        id: view.element(9),
      };
