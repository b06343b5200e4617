/** DFT P03 and P11: detail financial transactions (HL7 v2 §6.4.3, §6.4.10). */
import type { Hl7Message, Hl7Segment } from '../model';
import { type Ft1, readDg1, readFt1, readPr1 } from '../segments/financial';
import { readEvn, readNte } from '../segments/header';
import { readOrc } from '../segments/order';
import { readPid, readPv1 } from '../segments/patient';
import { all, first, groups, header, inGroup, must, readCoverage, type Viewed, ViewLog } from './parts';

/** HL7 table 0017: charge, credit, payment, adjustment, co-payment. */
const TRANSACTION_TYPES = new Set(['CG', 'CD', 'PY', 'AJ', 'CO']);

/**
 * One DFT message. Each transaction carries its own procedures and notes. Findings: FT1-4, FT1-6 and FT1-7 are
 * required, amounts and quantities must be numbers, dates must be dates. Signs are left as written; FT1-6 gives the
 * direction.
 */
export function viewDft(message: Hl7Message) {
  const log = new ViewLog(message);
  const transactions = groups(message, ['FT1'], ['FTX', 'NTE', 'PR1', 'ROL', 'DG1', 'DRG']).map((group) => {
    const transaction = readFt1(message, group[0] as Hl7Segment);
    checkFt1(transaction, log);
    return Object.assign(transaction, {
      procedures: inGroup(message, group, 'PR1', readPr1),
      notes: inGroup(message, group, 'NTE', readNte),
    });
  });
  if (transactions.length === 0) log.missing('FT1');
  const view = {
    header: header(message, log),
    event: first(message, 'EVN', readEvn),
    patient: must(message, 'PID', readPid, log),
    visit: first(message, 'PV1', readPv1),
    orders: all(message, 'ORC', readOrc),
    transactions,
    diagnoses: all(message, 'DG1', readDg1),
    ...readCoverage(message),
  };
  return { view, findings: log.list() } satisfies Viewed<unknown>;
}

/** FT1-10 may be empty: many senders mean one. */
function checkFt1(ft1: Ft1, log: ViewLog): void {
  log.required(ft1, 'FT1-4', ft1.transactionDate);
  log.required(ft1, 'FT1-6', ft1.transactionType);
  log.required(ft1, 'FT1-7', ft1.transactionCode);
  log.time(ft1, 'FT1-4', ft1.transactionDate);
  log.time(ft1, 'FT1-5', ft1.postingDate);
  log.code(ft1, 'FT1-6', ft1.transactionType, TRANSACTION_TYPES);
  log.amount(ft1, 'FT1-10', ft1.quantity);
  log.amount(ft1, 'FT1-11', ft1.extendedAmount);
  log.amount(ft1, 'FT1-12', ft1.unitAmount);
  log.amount(ft1, 'FT1-15', ft1.insuranceAmount);
  log.amount(ft1, 'FT1-22', ft1.unitCost);
}
