/** BAR P01, P05, P06, P10, P12: accounts added, updated, ended (HL7 v2 §6.4.1, §6.4.5–6). */
import type { Hl7Message, Hl7Segment } from '../model';
import { readDg1, readPr1 } from '../segments/financial';
import { readEvn } from '../segments/header';
import { readPid, readPv1, readPv2 } from '../segments/patient';
import { first, groups, header, inGroup, must, readCoverage, type Viewed, ViewLog } from './parts';

const VISIT_MEMBERS = ['PV2', 'ROL', 'DB1', 'OBX', 'AL1', 'DG1', 'DRG', 'PR1', 'GT1', 'NK1', 'IN1', 'IN2', 'IN3'];

/** One BAR message; the account is PID-18, each visit a PV1 with its diagnoses and procedures. */
export function viewBar(message: Hl7Message) {
  const log = new ViewLog(message);
  const event = first(message, 'EVN', readEvn);
  if (event === null) log.missing('EVN', 'HL7_EVENT_MISSING');
  const view = {
    header: header(message, log),
    event,
    patient: must(message, 'PID', readPid, log),
    visits: groups(message, ['PV1'], VISIT_MEMBERS).map((group) =>
      Object.assign(readPv1(message, group[0] as Hl7Segment), {
        detail: inGroup(message, group, 'PV2', readPv2)[0] ?? null,
        diagnoses: inGroup(message, group, 'DG1', readDg1),
        procedures: inGroup(message, group, 'PR1', readPr1),
      }),
    ),
    accountOnly: first(message, 'PV1', readPv1) === null,
    ...readCoverage(message),
  };
  return { view, findings: log.list() } satisfies Viewed<unknown>;
}
