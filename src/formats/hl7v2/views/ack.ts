/** ACK: general acknowledgment (HL7 v2 §2.13.1). */
import type { Hl7Message } from '../model';
import { readErr, readMsa } from '../segments/header';
import { all, header, must, type Viewed, ViewLog } from './parts';

/** HL7 table 0008. Enhanced mode adds the commit codes. */
const ACKNOWLEDGMENT_CODES = new Set(['AA', 'AE', 'AR', 'CA', 'CE', 'CR']);

/** An answer to a message we sent; `accepted` only for AA and CA. MSA-2 names the message answered. */
export function viewAck(message: Hl7Message) {
  const log = new ViewLog(message);
  const acknowledgment = must(message, 'MSA', readMsa, log);
  if (acknowledgment) {
    log.required(acknowledgment, 'MSA-1', acknowledgment.code);
    log.required(acknowledgment, 'MSA-2', acknowledgment.controlId);
    log.code(acknowledgment, 'MSA-1', acknowledgment.code, ACKNOWLEDGMENT_CODES);
  }
  const code = acknowledgment?.code;
  const view = {
    header: header(message, log),
    acknowledgment,
    accepted: code === 'AA' || code === 'CA',
    errors: all(message, 'ERR', readErr),
  };
  return { view, findings: log.list() } satisfies Viewed<unknown>;
}
