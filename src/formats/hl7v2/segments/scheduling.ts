/** SCH, TQ1, RGS, AIS, AIG, AIL, AIP (HL7 v2 chapter 10; TQ1 chapter 4). */
import { coded, contact, entity, identifier, location, many, one, provider, quantity } from '../datatypes';
import { recordReader } from '../record';

/** SCH (HL7 v2 §10.6.2). SCH-2 is the key of the appointment; SCH-11.4 its start until v2.5, TQ1-7 later. */
export const readSch = recordReader({
  placerAppointmentId: (r) => one(r, 1, entity),
  fillerAppointmentId: (r) => one(r, 2, entity),
  occurrence: (r) => r.get(3),
  placerGroup: (r) => one(r, 4, entity),
  scheduleId: (r) => one(r, 5, coded),
  eventReason: (r) => one(r, 6, coded),
  appointmentReason: (r) => one(r, 7, coded),
  appointmentType: (r) => one(r, 8, coded),
  duration: (r) => one(r, 9, quantity),
  durationUnits: (r) => one(r, 10, coded),
  startAt: (r) => r.get(11, 4),
  endAt: (r) => r.get(11, 5),
  placerContacts: (r) => many(r, 12, provider),
  placerPhone: (r) => one(r, 13, contact),
  fillerContacts: (r) => many(r, 16, provider),
  fillerPhone: (r) => one(r, 17, contact),
  enteredBy: (r) => many(r, 20, provider),
  parentPlacerId: (r) => one(r, 23, entity),
  parentFillerId: (r) => one(r, 24, entity),
  fillerStatus: (r) => one(r, 25, coded),
  placerOrders: (r) => many(r, 26, entity),
  fillerOrders: (r) => many(r, 27, entity),
  account: (r) => one(r, 28, identifier),
});

/** TQ1 (HL7 v2 §4.5.4). */
export const readTq1 = recordReader({
  setId: (r) => r.get(1),
  quantity: (r) => one(r, 2, quantity),
  serviceDuration: (r) => one(r, 6, quantity),
  startAt: (r) => r.get(7),
  endAt: (r) => r.get(8),
  priority: (r) => one(r, 9, coded),
});

/** RGS (HL7 v2 §10.6.3): opens a group of resources. */
export const readRgs = recordReader({
  setId: (r) => r.get(1),
  action: (r) => r.get(2),
  groupId: (r) => one(r, 3, coded),
});

/** AIS (HL7 v2 §10.6.4): the service, usually the procedure. */
export const readAis = recordReader({
  setId: (r) => r.get(1),
  action: (r) => r.get(2),
  service: (r) => one(r, 3, coded),
  startAt: (r) => r.get(4),
  offset: (r) => one(r, 5, quantity),
  duration: (r) => one(r, 7, quantity),
  durationUnits: (r) => one(r, 8, coded),
  substitution: (r) => r.get(9),
  status: (r) => one(r, 10, coded),
  placerSupplement: (r) => many(r, 11, coded),
  fillerSupplement: (r) => many(r, 12, coded),
});

/** AIG (HL7 v2 §10.6.5): equipment, trays, implants and other general resources. */
export const readAig = recordReader({
  setId: (r) => r.get(1),
  action: (r) => r.get(2),
  resource: (r) => one(r, 3, coded),
  resourceType: (r) => one(r, 4, coded),
  resourceGroups: (r) => many(r, 5, coded),
  quantity: (r) => one(r, 6, quantity),
  quantityUnits: (r) => one(r, 7, coded),
  startAt: (r) => r.get(8),
  duration: (r) => one(r, 11, quantity),
  durationUnits: (r) => one(r, 12, coded),
  status: (r) => one(r, 14, coded),
});

/** AIL (HL7 v2 §10.6.6): room or other location. */
export const readAil = recordReader({
  setId: (r) => r.get(1),
  action: (r) => r.get(2),
  locations: (r) => many(r, 3, location),
  locationType: (r) => one(r, 4, coded),
  startAt: (r) => r.get(6),
  duration: (r) => one(r, 9, quantity),
  durationUnits: (r) => one(r, 10, coded),
  status: (r) => one(r, 12, coded),
});

/** AIP (HL7 v2 §10.6.7): surgeon, anesthetist and other personnel. */
export const readAip = recordReader({
  setId: (r) => r.get(1),
  action: (r) => r.get(2),
  personnel: (r) => many(r, 3, provider),
  role: (r) => one(r, 4, coded),
  startAt: (r) => r.get(6),
  duration: (r) => one(r, 9, quantity),
  durationUnits: (r) => one(r, 10, coded),
  status: (r) => one(r, 12, coded),
});
