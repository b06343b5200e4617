import type { FindingCollector, FindingText, Place } from '../shared/finding-collector';

const RESEND = 'Ask the bank for the file again; do not post any part of it.';
const ASK = 'Compare the record with the bank’s own file description; its columns may differ from the standard ones.';

/** Every finding the lockbox reader can raise: stable code, severity, plain words, cure. */
const LOCKBOX_FINDINGS = {
  LOCKBOX_EMPTY: { severity: 'error', message: 'The file holds no lockbox records.', cure: RESEND },
  LOCKBOX_RECORD_TYPE: { severity: 'error', message: 'A record type is not 1, 2, 4, 5, 6, 7, 8 or 9.', cure: ASK },
  LOCKBOX_RECORD_LENGTH: { severity: 'warning', message: 'A record is longer than the layout.', cure: ASK },
  LOCKBOX_RECORD_TRUNCATED: { severity: 'error', message: 'A record ends before its last number.', cure: RESEND },
  LOCKBOX_HEADER_MISSING: { severity: 'error', message: 'The file does not begin with a record 1.', cure: RESEND },
  LOCKBOX_TRAILER_MISSING: {
    severity: 'error',
    message: 'The file has no record 9: its end is missing.',
    cure: RESEND,
  },
  LOCKBOX_AFTER_TRAILER: { severity: 'error', message: 'A record stands after the record 9.', cure: RESEND },
  LOCKBOX_BATCH_OPEN: {
    severity: 'error',
    message: 'Checks are followed by no batch total: the end of the batch is missing.',
    cure: RESEND,
  },
  LOCKBOX_OVERFLOW_WITHOUT_CHECK: {
    severity: 'error',
    message: 'A record 4 has no record 6 before it.',
    cure: RESEND,
  },
  LOCKBOX_OVERFLOW_BATCH: {
    severity: 'warning',
    message: 'A record 4 names another batch or item than the check before it.',
    cure: 'Invoice numbers may belong to another check; look at the images before applying them.',
  },
  LOCKBOX_AMOUNT: { severity: 'error', message: 'An amount is not a number.', cure: ASK },
  LOCKBOX_BATCH_COUNT: { severity: 'error', message: 'The check count of a batch is wrong.', cure: RESEND },
  LOCKBOX_BATCH_AMOUNT: { severity: 'error', message: 'The amount of a batch is wrong.', cure: RESEND },
  LOCKBOX_SERVICE_COUNT: { severity: 'error', message: 'The check count of a lockbox is wrong.', cure: RESEND },
  LOCKBOX_SERVICE_AMOUNT: { severity: 'error', message: 'The amount of a lockbox is wrong.', cure: RESEND },
  LOCKBOX_FILE_RECORDS: { severity: 'error', message: 'The record count of the file is wrong.', cure: RESEND },
} as const satisfies Record<string, FindingText>;

export type LockboxFindingCode = keyof typeof LOCKBOX_FINDINGS;

/** Raises one finding; `detail` may hold counts and totals, never names or account numbers. */
export function raise(findings: FindingCollector, code: LockboxFindingCode, place: Place, detail = ''): void {
  findings.add(code, LOCKBOX_FINDINGS[code], place, detail);
}
