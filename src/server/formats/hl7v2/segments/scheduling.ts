/** SCH, TQ1, RGS, AIS, AIG, AIL, AIP (HL7 v2 chapter 10; TQ1 chapter 4). */
import { coded, contact, entity, identifier, location, many, one, provider, quantity } from '../datatypes';
import type { SegmentReader } from '../fields';

/** SCH (HL7 v2 §10.6.2). SCH-2 is the key of the appointment; SCH-11.4 its start until v2.5, TQ1-7 later. */
export const readSch = (r: SegmentReader) => ({
  placerAppointmentId: one(r, 1, entity),
  fillerAppointmentId: one(r, 2, entity),
  occurrence: r.get(3),
  placerGroup: one(r, 4, entity),
  scheduleId: one(r, 5, coded),
  eventReason: one(r, 6, coded),
  appointmentReason: one(r, 7, coded),
  appointmentType: one(r, 8, coded),
  duration: one(r, 9, quantity),
  durationUnits: one(r, 10, coded),
  startAt: r.get(11, 4),
  endAt: r.get(11, 5),
  placerContacts: many(r, 12, provider),
  placerPhone: one(r, 13, contact),
  fillerContacts: many(r, 16, provider),
  fillerPhone: one(r, 17, contact),
  enteredBy: many(r, 20, provider),
  parentPlacerId: one(r, 23, entity),
  parentFillerId: one(r, 24, entity),
  fillerStatus: one(r, 25, coded),
  placerOrders: many(r, 26, entity),
  fillerOrders: many(r, 27, entity),
  account: one(r, 28, identifier),
});

/** TQ1 (HL7 v2 §4.5.4). */
export const readTq1 = (r: SegmentReader) => ({
  setId: r.get(1),
  quantity: one(r, 2, quantity),
  serviceDuration: one(r, 6, quantity),
  startAt: r.get(7),
  endAt: r.get(8),
  priority: one(r, 9, coded),
});

/** RGS (HL7 v2 §10.6.3): opens a group of resources. */
export const readRgs = (r: SegmentReader) => ({ setId: r.get(1), action: r.get(2), groupId: one(r, 3, coded) });

/** AIS (HL7 v2 §10.6.4): the service, usually the procedure. */
export const readAis = (r: SegmentReader) => ({
  setId: r.get(1),
  action: r.get(2),
  service: one(r, 3, coded),
  startAt: r.get(4),
  offset: one(r, 5, quantity),
  duration: one(r, 7, quantity),
  durationUnits: one(r, 8, coded),
  substitution: r.get(9),
  status: one(r, 10, coded),
  placerSupplement: many(r, 11, coded),
  fillerSupplement: many(r, 12, coded),
});

/** AIG (HL7 v2 §10.6.5): equipment, trays, implants and other general resources. */
export const readAig = (r: SegmentReader) => ({
  setId: r.get(1),
  action: r.get(2),
  resource: one(r, 3, coded),
  resourceType: one(r, 4, coded),
  resourceGroups: many(r, 5, coded),
  quantity: one(r, 6, quantity),
  quantityUnits: one(r, 7, coded),
  startAt: r.get(8),
  duration: one(r, 11, quantity),
  durationUnits: one(r, 12, coded),
  status: one(r, 14, coded),
});

/** AIL (HL7 v2 §10.6.6): room or other location. */
export const readAil = (r: SegmentReader) => ({
  setId: r.get(1),
  action: r.get(2),
  locations: many(r, 3, location),
  locationType: one(r, 4, coded),
  startAt: r.get(6),
  duration: one(r, 9, quantity),
  durationUnits: one(r, 10, coded),
  status: one(r, 12, coded),
});

/** AIP (HL7 v2 §10.6.7): surgeon, anesthetist and other personnel. */
export const readAip = (r: SegmentReader) => ({
  setId: r.get(1),
  action: r.get(2),
  personnel: many(r, 3, provider),
  role: one(r, 4, coded),
  startAt: r.get(6),
  duration: one(r, 9, quantity),
  durationUnits: one(r, 10, coded),
  status: one(r, 12, coded),
});
