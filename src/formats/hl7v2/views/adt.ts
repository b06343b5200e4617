/** ADT: admissions, discharges, updates and merges (HL7 v2 chapter 3). */

import { SegmentReader } from '../fields';
import type { Hl7Message, Hl7Segment } from '../model';
import { readDg1, readPr1 } from '../segments/financial';
import { readEvn } from '../segments/header';
import { readMrg, readPid, readPv1, readPv2 } from '../segments/patient';
import { all, first, groups, header, inGroup, must, readCoverage, type Viewed, ViewLog } from './parts';

/**
 * One ADT message. `merges` pairs each PID with its MRG (A18, A34–A36, A40–A42): PID holds the survivor, MRG the
 * retired identifiers; the direction is never guessed.
 */
export function viewAdt(message: Hl7Message) {
  const log = new ViewLog(message);
  const event = first(message, 'EVN', readEvn);
  if (event) log.time(event, 'EVN-2', event.recordedAt);
  else log.missing('EVN', 'HL7_EVENT_MISSING');
  const visit = first(message, 'PV1', readPv1);
  if (visit) {
    log.time(visit, 'PV1-44', visit.admittedAt);
    log.time(visit, 'PV1-45', visit.dischargedAt);
  }
  const view = {
    header: header(message, log),
    event,
    patient: hasPatient(message) ? must(message, 'PID', readPid, log) : first(message, 'PID', readPid),
    visit,
    visitDetail: first(message, 'PV2', readPv2),
    diagnoses: all(message, 'DG1', readDg1),
    procedures: all(message, 'PR1', readPr1),
    merges: readMerges(message),
    ...readCoverage(message),
  };
  return { view, findings: log.list() } satisfies Viewed<unknown>;
}

/** A20 tells the state of a bed, of nobody who lies in it (HL7 v2 §3.3.20). */
const WITHOUT_PATIENT: ReadonlySet<string> = new Set(['A20']);

function hasPatient(message: Hl7Message): boolean {
  const [header] = message.segments;
  return header?.id !== 'MSH' || !WITHOUT_PATIENT.has(new SegmentReader(message, header).text(9, 2).trim());
}

function readMerges(message: Hl7Message) {
  return groups(message, ['PID'], ['PD1', 'ARV', 'MRG', 'PV1'])
    .map((group) => ({
      surviving: readPid(message, group[0] as Hl7Segment),
      retired: inGroup(message, group, 'MRG', readMrg),
    }))
    .filter((pair) => pair.retired.length > 0);
}
