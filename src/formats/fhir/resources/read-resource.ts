/** From a generic resource to its typed record. */
import type { Finding } from '../../finding';
import { FindingLog } from '../findings';
import type { FhirResource } from '../model';
import type { Shape } from '../shapes';
import {
  basic,
  device,
  deviceUseStatement,
  location,
  organization,
  patient,
  practitioner,
  supplyDelivery,
} from './administrative';
import { account, chargeItem, coverage, invoice } from './billing';
import { claim, claimResponse, explanationOfBenefit } from './claim';
import { appointment, encounter } from './encounter';
import { paymentNotice, paymentReconciliation } from './payment';

/** Every type the product reads; all others stay generic (`FhirResource.node`). */
const SHAPES = {
  Account: account,
  Appointment: appointment,
  Basic: basic,
  ChargeItem: chargeItem,
  Claim: claim,
  ClaimResponse: claimResponse,
  Coverage: coverage,
  Device: device,
  DeviceUseStatement: deviceUseStatement,
  Encounter: encounter,
  ExplanationOfBenefit: explanationOfBenefit,
  Invoice: invoice,
  Location: location,
  Organization: organization,
  Patient: patient,
  PaymentNotice: paymentNotice,
  PaymentReconciliation: paymentReconciliation,
  Practitioner: practitioner,
  SupplyDelivery: supplyDelivery,
};

type Shapes = typeof SHAPES;
export type KnownResourceType = keyof Shapes;

/** The typed record of one resource type. */
export type RecordFor<T extends KnownResourceType> = Shapes[T] extends Shape<infer R> ? R : never;

/** A typed record, told apart by `resourceType`. */
type TypedResource = {
  [T in KnownResourceType]: { readonly resourceType: T; readonly record: RecordFor<T> };
}[KnownResourceType];

const isKnown = (type: string): type is KnownResourceType => Object.hasOwn(SHAPES, type);

/**
 * The typed record and what is wrong with it. `typed` is `null` for a type the product does not know, which is no
 * fault. Elements of the wrong form are reported and left out; everything the sender wrote stays in `resource.node`.
 */
export function readResource(resource: FhirResource): { typed: TypedResource | null; findings: Finding[] } {
  const { resourceType } = resource;
  if (!isKnown(resourceType)) return { typed: null, findings: [] };
  const log = new FindingLog();
  const shape: Shape<TypedResource['record']> = SHAPES[resourceType];
  const record = shape.read(resource.node, resource.path, { log, line: resource.line });
  const typed = record === undefined ? null : ({ resourceType, record } as TypedResource);
  return { typed, findings: log.list() };
}
