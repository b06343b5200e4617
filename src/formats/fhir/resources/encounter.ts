/** Encounter (FHIR R4 §8.11) and Appointment (FHIR R4 §12.11). */
import { codeOf, date, element, integer, list, must, placed, text } from '../shapes';
import { base, codeable, coding, identifier, period, quantity, reference } from './datatypes';

const encounterStatus = codeOf(
  'planned',
  'arrived',
  'triaged',
  'in-progress',
  'onleave',
  'finished',
  'cancelled',
  'entered-in-error',
  'unknown',
);

export const encounter = placed({
  ...base,
  identifier: list(identifier),
  status: must(encounterStatus),
  class: must(coding),
  type: list(codeable),
  serviceType: codeable,
  priority: codeable,
  subject: reference,
  basedOn: list(reference),
  participant: list(element({ type: list(codeable), period, individual: reference })),
  appointment: list(reference),
  period,
  length: quantity,
  reasonCode: list(codeable),
  diagnosis: list(element({ condition: must(reference), use: codeable, rank: integer })),
  account: list(reference),
  hospitalization: element({
    preAdmissionIdentifier: identifier,
    origin: reference,
    admitSource: codeable,
    reAdmission: codeable,
    destination: reference,
    dischargeDisposition: codeable,
  }),
  location: list(element({ location: must(reference), status: text, physicalType: codeable, period })),
  serviceProvider: reference,
  partOf: reference,
});

const appointmentStatus = codeOf(
  'proposed',
  'pending',
  'booked',
  'arrived',
  'fulfilled',
  'cancelled',
  'noshow',
  'entered-in-error',
  'checked-in',
  'waitlist',
);

export const appointment = placed({
  ...base,
  identifier: list(identifier),
  status: must(appointmentStatus),
  cancelationReason: codeable,
  serviceCategory: list(codeable),
  serviceType: list(codeable),
  specialty: list(codeable),
  appointmentType: codeable,
  reasonCode: list(codeable),
  reasonReference: list(reference),
  priority: integer,
  description: text,
  supportingInformation: list(reference),
  start: date,
  end: date,
  minutesDuration: integer,
  slot: list(reference),
  created: date,
  comment: text,
  basedOn: list(reference),
  participant: must(
    list(
      element({
        type: list(codeable),
        actor: reference,
        required: codeOf('required', 'optional', 'information-only'),
        status: must(codeOf('accepted', 'declined', 'tentative', 'needs-action')),
        period,
      }),
    ),
  ),
  requestedPeriod: list(period),
});
