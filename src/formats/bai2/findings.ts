import type { FindingCollector, FindingText, Place } from '../shared/finding-collector';

const RESEND = 'Ask the bank for the file again; do not post any part of it.';
const ASK = 'Ask the bank; the record is kept as written.';

/** Every finding the BAI2 reader can raise: stable code, severity, plain words, cure. */
const BAI2_FINDINGS = {
  BAI2_NO_RECORDS: {
    severity: 'error',
    message: 'The file holds no BAI2 records.',
    cure: 'Check that the file is a BAI2 file and was not wrapped or converted on the way.',
  },
  BAI2_UNKNOWN_RECORD: {
    severity: 'error',
    message: 'A line starts like a record, but its code is not 01, 02, 03, 16, 49, 88, 98 or 99.',
    cure: ASK,
  },
  BAI2_STRAY_TEXT: {
    severity: 'error',
    message: 'A line belongs to no record.',
    cure: 'Check that no text was put before or between the records in transfer.',
  },
  BAI2_WRAPPED_TEXT: {
    severity: 'info',
    message: 'Text of a record goes on in the next line without an 88 record; it was joined.',
    cure: 'Nothing to do; the bank or a mail program broke the line.',
  },
  BAI2_CONTINUATION_MARK: {
    severity: 'warning',
    message: 'A continuation record has a colon where its comma belongs.',
    cure: 'Nothing to do; tell the bank when it happens often.',
  },
  BAI2_RECORD_TOO_LONG: {
    severity: 'error',
    message: 'A record, its continuations included, is longer than the reader accepts.',
    cure: 'Check that the file is a BAI2 file; line ends may have been lost together with the slashes.',
  },
  BAI2_UNCLOSED: {
    severity: 'warning',
    message: 'A header or trailer record is not closed by a slash.',
    cure: 'The file may have been cut here; totals decide whether it is whole.',
  },
  BAI2_FILE_HEADER_MISSING: { severity: 'error', message: 'The file does not begin with an 01 record.', cure: RESEND },
  BAI2_FILE_TRAILER_MISSING: {
    severity: 'error',
    message: 'The file has no 99 record: its end is missing.',
    cure: RESEND,
  },
  BAI2_AFTER_TRAILER: { severity: 'error', message: 'A record stands after the 99 record.', cure: RESEND },
  BAI2_GROUP_HEADER_MISSING: {
    severity: 'error',
    message: 'An 03 or 98 record stands outside any group.',
    cure: RESEND,
  },
  BAI2_GROUP_TRAILER_MISSING: {
    severity: 'error',
    message: 'A group has no 98 record: its end is missing.',
    cure: RESEND,
  },
  BAI2_ACCOUNT_HEADER_MISSING: {
    severity: 'error',
    message: 'A 16 or 49 record stands outside any account.',
    cure: RESEND,
  },
  BAI2_ACCOUNT_TRAILER_MISSING: {
    severity: 'error',
    message: 'An account has no 49 record: its end is missing.',
    cure: RESEND,
  },
  BAI2_AMOUNT: { severity: 'error', message: 'An amount is not a whole number of minor units.', cure: ASK },
  BAI2_FUNDS_TYPE: {
    severity: 'warning',
    message: 'The funds type is not one of S, V, D, Z, 0, 1, 2, or its fields are not valid.',
    cure: 'Availability is unknown for this amount; the amount itself is used.',
  },
  BAI2_TYPE_CODE: { severity: 'error', message: 'A transaction type code is not three digits.', cure: ASK },
  BAI2_DATE: { severity: 'error', message: 'A date is not YYMMDD.', cure: ASK },
  BAI2_GROUP_STATUS: { severity: 'error', message: 'The group status is not 1, 2, 3 or 4.', cure: ASK },
  BAI2_TEST_GROUP: {
    severity: 'warning',
    message: 'The group is marked as a test.',
    cure: 'Do not post it; ask the bank when it was meant to be real.',
  },
  BAI2_ACCOUNT_TOTAL: { severity: 'error', message: 'The control total of an account is wrong.', cure: RESEND },
  BAI2_ACCOUNT_RECORDS: { severity: 'error', message: 'The record count of an account is wrong.', cure: RESEND },
  BAI2_GROUP_TOTAL: { severity: 'error', message: 'The control total of a group is wrong.', cure: RESEND },
  BAI2_GROUP_ACCOUNTS: { severity: 'error', message: 'The account count of a group is wrong.', cure: RESEND },
  BAI2_GROUP_RECORDS: { severity: 'error', message: 'The record count of a group is wrong.', cure: RESEND },
  BAI2_FILE_TOTAL: { severity: 'error', message: 'The control total of the file is wrong.', cure: RESEND },
  BAI2_FILE_GROUPS: { severity: 'error', message: 'The group count of the file is wrong.', cure: RESEND },
  BAI2_FILE_RECORDS: { severity: 'error', message: 'The record count of the file is wrong.', cure: RESEND },
} as const satisfies Record<string, FindingText>;

export type Bai2FindingCode = keyof typeof BAI2_FINDINGS;

/** Raises one finding; `detail` may hold counts, totals and codes, never account numbers or text. */
export function raise(findings: FindingCollector, code: Bai2FindingCode, place: Place, detail = ''): void {
  findings.add(code, BAI2_FINDINGS[code], place, detail);
}
