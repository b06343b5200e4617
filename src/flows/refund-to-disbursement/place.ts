import { type Failure, failure } from '@/domain/failure';
import type { Master } from '@/domain/master';
import type { RequestFacts } from './contract';
import type { Place } from './memory';

/** Where the money of a refund belongs: the facility that was named, and the payer when one is paid. */
export function placeOf(
  facts: Pick<RequestFacts, 'kind' | 'facility' | 'payer'>,
  master: Master,
  on: string,
): Place | Failure {
  const code = master.facilities.has(facts.facility) ? facts.facility : master.lookup('facility', facts.facility, on);
  const facility = code === undefined ? undefined : master.facilities.get(code);
  if (facility === undefined) return failure('REFUND_FACILITY_UNKNOWN', 'request.facility', facts.facility || '(none)');
  const { entity, costCenter } = facility;
  const where = { entity, facility: facility.code, costCenter };
  if (facts.kind === 'patient') return { ...where, payer: null, payerClass: null };
  const name = facts.payer ?? '';
  const known = master.payers.get(name) ?? master.payers.get(master.lookup('payer', name, on) ?? '');
  if (known === undefined) return failure('PAYER_UNKNOWN', 'payer', name || '(none)');
  return { ...where, payer: known.code, payerClass: known.payerClass };
}
