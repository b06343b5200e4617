import { type Failure, failure, titleOf } from '@/domain/failure';
import type { AnyFlow, Parcel } from '@/flows/flow';
import { flowOf } from '@/flows/registry';
import type { ParsedParcel } from '../store/canonical';
import type { ParcelQuestion } from './canonicalize/decide';
import { controlOf } from './canonicalize/judged';

/** What a parcel says of itself before it is compared with others: for the stage that judges it, and for who looks at it before. */

const parcelOf = (parcel: ParsedParcel): Parcel<unknown> => ({
  head: parcel.head,
  digest: parcel.digest.toString('hex'),
  span: { offset: Number(parcel.byteOffset), length: Number(parcel.byteLength) },
  path: parcel.path,
  control: controlOf(parcel),
  records: parcel.recordCount,
  businessDate: parcel.businessDate,
  parties: parcel.parties,
  complete: (parcel.incomplete as Failure | null) ?? null,
});

export function questionOf(parcel: ParsedParcel, flow: AnyFlow): ParcelQuestion {
  const asked = parcelOf(parcel);
  return {
    artifactName: parcel.artifactName,
    artifactQuarantined: parcel.artifactState === 'quarantined',
    controlNumberConflict: parcel.artifactFailure === 'CONTROL_NUMBER_CONFLICT',
    decision: parcel.decision,
    judged: asked.complete ?? flow.judge(asked, parcel.artifactName),
    contradiction: flow.identity(asked).conflict ?? failure('PARCEL_CONFLICT', 'parcel', parcel.artifactName),
  };
}

/** Why a parcel cannot take another one's place: it would stop by itself, and the books would hold neither; or two stand there. */
export function unfitOf(parcel: ParsedParcel, contradictsSeveral: boolean): Failure | null {
  const flow = flowOf(parcel.flowCode);
  const { judged, contradiction } = questionOf(parcel, flow);
  if (judged === null) {
    const why = `${contradiction.value} contradicts more than one that is here`;
    return contradictsSeveral ? failure('REPLACEMENT_UNFIT', 'parcel', contradiction.value, { why }) : null;
  }
  if (judged === 'refused') return failure('REPLACEMENT_UNFIT', 'parcel', contradiction.value);
  const why = flow.failures[judged.code]?.title(judged) ?? titleOf(judged);
  return failure('REPLACEMENT_UNFIT', judged.field, judged.value, { why });
}
