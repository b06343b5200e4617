/** SIU S12 to S26: scheduling notifications (HL7 v2 §10.4). The 14 triggers share one structure. */
import type { Hl7Message, Hl7Segment } from '../model';
import { readDg1 } from '../segments/financial';
import { readNte } from '../segments/header';
import { readPid, readPv1 } from '../segments/patient';
import { readAig, readAil, readAip, readAis, readRgs, readSch, readTq1 } from '../segments/scheduling';
import { all, first, groups, header, inGroup, must, type Viewed, ViewLog } from './parts';

const RESOURCES = ['AIS', 'AIG', 'AIL', 'AIP', 'NTE', 'OBX'];

/**
 * One SIU message. Resources inside an RGS group are taken in any order, since senders do not keep the standard's;
 * those of a message without RGS form one group with `group: null`.
 */
export function viewSiu(message: Hl7Message) {
  const log = new ViewLog(message);
  const appointment = must(message, 'SCH', readSch, log);
  const timing = first(message, 'TQ1', readTq1);
  if (appointment) {
    log.required(appointment, 'SCH-2', appointment.fillerAppointmentId ?? appointment.placerAppointmentId);
    log.time(appointment, 'SCH-11.4', appointment.startAt);
  }
  if (timing) log.time(timing, 'TQ1-7', timing.startAt);
  const view = {
    header: header(message, log),
    appointment,
    timing,
    startAt: timing?.startAt ?? appointment?.startAt,
    notes: all(message, 'NTE', readNte),
    patients: all(message, 'PID', readPid),
    visits: all(message, 'PV1', readPv1),
    diagnoses: all(message, 'DG1', readDg1),
    resourceGroups: readResources(message),
  };
  return { view, findings: log.list() } satisfies Viewed<unknown>;
}

function readResources(message: Hl7Message) {
  const grouped = groups(message, ['RGS'], RESOURCES);
  if (grouped.length > 0) {
    return grouped.map((group) => ({
      group: readRgs(message, group[0] as Hl7Segment),
      ...readGroup(message, group),
    }));
  }
  const loose = message.segments.filter((segment) => /^AI[SGLP]$/.test(segment.id));
  return loose.length === 0 ? [] : [{ group: null, ...readGroup(message, loose) }];
}

const readGroup = (message: Hl7Message, group: readonly Hl7Segment[]) => ({
  services: inGroup(message, group, 'AIS', readAis),
  generalResources: inGroup(message, group, 'AIG', readAig),
  locations: inGroup(message, group, 'AIL', readAil),
  personnel: inGroup(message, group, 'AIP', readAip),
});
