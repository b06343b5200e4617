import type { FindingCollector, FindingText, Place } from '../shared/finding-collector';

const RESEND = 'Ask the sender for the file again; do not post any part of it.';
const ASK = 'Ask the sending bank; the record is kept as written.';

/** Every finding the NACHA reader can raise: stable code, severity, plain words, cure. */
const NACHA_FINDINGS = {
  NACHA_EMPTY: { severity: 'error', message: 'The file holds no ACH records.', cure: RESEND },
  NACHA_RECORD_TYPE: {
    severity: 'error',
    message: 'A record starts with something other than 1, 5, 6, 7, 8 or 9.',
    cure: 'Check that the file is a NACHA file and that no line was broken in transfer.',
  },
  NACHA_RECORD_LENGTH: {
    severity: 'warning',
    message: 'A record is not 94 characters long.',
    cure: 'Blanks were cut or added in transfer; have the sender keep records at 94 characters.',
  },
  NACHA_RECORD_TRUNCATED: {
    severity: 'error',
    message: 'A record ends before its last required column.',
    cure: RESEND,
  },
  NACHA_SHIFTED: {
    severity: 'error',
    message:
      'The file is one line, and no record begins at this 94th character: one was lost or added before it. The rest was not read.',
    cure: 'Look at the record before; have the sender keep records at 94 characters, or end them with a line end.',
  },
  NACHA_CONTROL_CHARACTER: {
    severity: 'warning',
    message: 'A record holds an unprintable character.',
    cure: ASK,
  },
  NACHA_FILE_HEADER_MISSING: { severity: 'error', message: 'The file has no record 1.', cure: RESEND },
  NACHA_FILE_HEADER_ORDER: {
    severity: 'error',
    message: 'A record 1 stands after other records.',
    cure: 'One file must hold one file; split joined files before sending, or ask for the file again.',
  },
  NACHA_IMMEDIATE_DESTINATION: {
    severity: 'error',
    message: 'The file header names no immediate destination.',
    cure: ASK,
  },
  NACHA_FORMAT_CODE: {
    severity: 'error',
    message: 'Record size, blocking factor or format code of the file header is not 094, 10, 1.',
    cure: 'The file says it uses another layout; confirm the layout with the bank before reading it.',
  },
  NACHA_FILE_CONTROL_MISSING: {
    severity: 'error',
    message: 'The file has no record 9: its end is missing.',
    cure: RESEND,
  },
  NACHA_RECORD_AFTER_CONTROL: {
    severity: 'error',
    message: 'A record stands after the file control.',
    cure: RESEND,
  },
  NACHA_BATCH_HEADER_MISSING: {
    severity: 'error',
    message: 'A record 6, 7 or 8 stands outside any batch.',
    cure: RESEND,
  },
  NACHA_BATCH_CONTROL_MISSING: {
    severity: 'error',
    message: 'A batch has no record 8: its end is missing.',
    cure: RESEND,
  },
  NACHA_SERVICE_CLASS: {
    severity: 'error',
    message: 'The service class of a batch is not 200, 220, 225 or 280.',
    cure: ASK,
  },
  NACHA_SERVICE_DIRECTION: {
    severity: 'warning',
    message: 'A batch holds entries in a direction its service class excludes.',
    cure: ASK,
  },
  NACHA_SEC_UNKNOWN: {
    severity: 'warning',
    message: 'The standard entry class of a batch is not known.',
    cure: 'Entries are read by the common columns; check them against the bank’s description.',
  },
  NACHA_EFFECTIVE_DATE: {
    severity: 'warning',
    message: 'The effective entry date is not a date.',
    cure: 'The batch header may be shifted by a column; compare it with the bank’s own screen.',
  },
  NACHA_TRANSACTION_CODE: {
    severity: 'error',
    message: 'A transaction code is not known, so the entry is neither credit nor debit.',
    cure: ASK,
  },
  NACHA_ROUTING_NUMBER: { severity: 'error', message: 'A routing number is not eight digits.', cure: ASK },
  NACHA_CHECK_DIGIT: { severity: 'warning', message: 'The check digit of a routing number is wrong.', cure: ASK },
  NACHA_AMOUNT: { severity: 'error', message: 'An amount is not a number.', cure: ASK },
  NACHA_NAME_ZEROS: { severity: 'warning', message: 'The receiver’s name is all zeros.', cure: ASK },
  NACHA_NAME_BLANK: { severity: 'warning', message: 'The receiver’s name is blank.', cure: ASK },
  NACHA_ADDENDA_INDICATOR: {
    severity: 'warning',
    message: 'The addenda indicator does not agree with the addenda present.',
    cure: 'Payment information may have been dropped on the way; ask the bank for the addenda.',
  },
  NACHA_ADDENDA_WITHOUT_ENTRY: {
    severity: 'error',
    message: 'A record 7 has no record 6 before it.',
    cure: RESEND,
  },
  NACHA_ADDENDA_TYPE: { severity: 'warning', message: 'The addenda type is not known.', cure: ASK },
  NACHA_ADDENDA_TRACE: {
    severity: 'warning',
    message: 'An addenda carries another trace number than its entry.',
    cure: 'The addenda may belong to another entry; check before matching by it.',
  },
  NACHA_IAT_TYPE_CODE: { severity: 'warning', message: 'The IAT transaction type code is not known.', cure: ASK },
  NACHA_CHANGE_CODE: { severity: 'warning', message: 'The change code is not known.', cure: ASK },
  NACHA_RETURN_CODE: { severity: 'warning', message: 'The return reason code is not known.', cure: ASK },
  NACHA_BATCH_COUNT: {
    severity: 'error',
    message: 'The batch control counts other records than the batch holds.',
    cure: RESEND,
  },
  NACHA_BATCH_HASH: { severity: 'error', message: 'The entry hash of a batch is wrong.', cure: RESEND },
  NACHA_BATCH_DEBIT: { severity: 'error', message: 'The debit total of a batch is wrong.', cure: RESEND },
  NACHA_BATCH_CREDIT: { severity: 'error', message: 'The credit total of a batch is wrong.', cure: RESEND },
  NACHA_BATCH_IDENTITY: {
    severity: 'warning',
    message: 'Batch header and batch control name different batches.',
    cure: 'A header or control may be missing between them; compare with the bank’s own screen.',
  },
  NACHA_FILE_BATCHES: {
    severity: 'error',
    message: 'The file control counts other batches than the file holds.',
    cure: RESEND,
  },
  NACHA_FILE_COUNT: {
    severity: 'error',
    message: 'The file control counts other entries and addenda than the file holds.',
    cure: RESEND,
  },
  NACHA_FILE_HASH: { severity: 'error', message: 'The entry hash of the file is wrong.', cure: RESEND },
  NACHA_FILE_DEBIT: { severity: 'error', message: 'The debit total of the file is wrong.', cure: RESEND },
  NACHA_FILE_CREDIT: { severity: 'error', message: 'The credit total of the file is wrong.', cure: RESEND },
  NACHA_BLOCK_COUNT: {
    severity: 'warning',
    message: 'The file control counts other blocks of ten than the file holds.',
    cure: 'Padding was cut or added in transfer; totals decide whether the file is whole.',
  },
  NACHA_PADDING: {
    severity: 'info',
    message: 'The file is not padded to a multiple of ten records.',
    cure: 'Nothing to do when the totals agree.',
  },
} as const satisfies Record<string, FindingText>;

export type NachaFindingCode = keyof typeof NACHA_FINDINGS;

/** Raises one finding; `detail` may hold counts, totals and codes, never names or account numbers. */
export function raise(findings: FindingCollector, code: NachaFindingCode, place: Place, detail = ''): void {
  findings.add(code, NACHA_FINDINGS[code], place, detail);
}
