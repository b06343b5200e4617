/** ORM O01: general orders (HL7 v2 §4.4.1), read for the link from an order to its charge. */
import type { Hl7Message, Hl7Segment } from '../model';
import { readDg1, readFt1 } from '../segments/financial';
import { readNte } from '../segments/header';
import { readObr, readOrc } from '../segments/order';
import { readPid, readPv1 } from '../segments/patient';
import { first, groups, header, inGroup, readCoverage, type Viewed, ViewLog } from './parts';

const ORDER_MEMBERS = [
  'TQ1',
  'TQ2',
  'OBR',
  'RQD',
  'RQ1',
  'RXO',
  'ODS',
  'ODT',
  'NTE',
  'CTD',
  'DG1',
  'OBX',
  'FT1',
  'CTI',
  'BLG',
];

/** One ORM message: each ORC with its OBR, diagnoses and charges. */
export function viewOrm(message: Hl7Message) {
  const log = new ViewLog(message);
  const orders = groups(message, ['ORC'], ORDER_MEMBERS).map((group) => {
    const order = readOrc(message, group[0] as Hl7Segment);
    log.required(order, 'ORC-1', order.control);
    return Object.assign(order, {
      observation: inGroup(message, group, 'OBR', readObr)[0] ?? null,
      diagnoses: inGroup(message, group, 'DG1', readDg1),
      transactions: inGroup(message, group, 'FT1', readFt1),
      notes: inGroup(message, group, 'NTE', readNte),
    });
  });
  if (orders.length === 0) log.missing('ORC');
  const view = {
    header: header(message, log),
    patient: first(message, 'PID', readPid),
    visit: first(message, 'PV1', readPv1),
    orders,
    ...readCoverage(message),
  };
  return { view, findings: log.list() } satisfies Viewed<unknown>;
}
