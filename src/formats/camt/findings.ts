import type { FindingCollector, FindingText, Place } from '../shared/finding-collector';

const RESEND = 'Ask the bank for the file again; do not post any part of it.';
const ASK = 'Ask the bank; the entry is kept as written.';
const SECURITY = 'Treat the file as hostile: quarantine it and tell the security officer before opening it anywhere.';

/** Every finding the camt reader can raise: stable code, severity, plain words, cure. */
const CAMT_FINDINGS = {
  XML_DOCTYPE_REFUSED: {
    severity: 'error',
    message: 'The file holds a document type or entity declaration, which no ISO 20022 message may have.',
    cure: SECURITY,
  },
  XML_ENCODING_REFUSED: {
    severity: 'error',
    message: 'The file is written in a character encoding other than UTF-8, ASCII, ISO-8859-1 or Windows-1252.',
    cure: 'Ask the bank to send UTF-8, which ISO 20022 requires.',
  },
  XML_ENCODING_INVALID: {
    severity: 'warning',
    message: 'Bytes that are not valid UTF-8 were read as ISO-8859-1.',
    cure: 'Names may look wrong; amounts and references are not affected. Tell the bank.',
  },
  XML_NOT_WELL_FORMED: { severity: 'error', message: 'The file is not well-formed XML.', cure: RESEND },
  XML_TRUNCATED: { severity: 'error', message: 'The file ends inside an element: its end is missing.', cure: RESEND },
  XML_TOO_DEEP: {
    severity: 'error',
    message: 'Elements are nested deeper than any ISO 20022 message needs.',
    cure: SECURITY,
  },
  XML_TOO_LARGE: {
    severity: 'error',
    message: 'One element, tag or comment is larger than the reader accepts.',
    cure: 'Ask the bank to split the statement; when it is no statement, treat the file as hostile.',
  },
  XML_ENTITY_UNKNOWN: {
    severity: 'warning',
    message: 'Text refers to an entity that XML does not define; it is kept as written.',
    cure: ASK,
  },
  CAMT_NO_STATEMENT: {
    severity: 'error',
    message: 'No account report (camt.052), statement (camt.053) or notification (camt.054) could be read in the file.',
    cure: 'Check message type and version; of these three, versions .001.02 to .001.13 are read.',
  },
  CAMT_NAMESPACE: {
    severity: 'error',
    message: 'The message names no namespace, so it is not recognised as any version of camt; its elements were read.',
    cure: 'Ask the bank for the file with its namespace; compare the totals with the bank’s own.',
  },
  CAMT_VERSION: {
    severity: 'warning',
    message: 'The namespace is not camt.052, 053 or 054 in versions .001.02 to .001.13.',
    cure: 'Elements known to this reader were read; compare the totals with the bank’s own.',
  },
  CAMT_AMOUNT: { severity: 'error', message: 'An amount is missing or not a decimal number.', cure: ASK },
  CAMT_DIRECTION: { severity: 'error', message: 'An amount is marked neither credit nor debit.', cure: ASK },
  CAMT_STATUS: {
    severity: 'warning',
    message: 'The status of an entry is not booked, pending, information or future.',
    cure: 'The entry is not counted as booked; ask the bank.',
  },
  CAMT_CURRENCY: {
    severity: 'warning',
    message: 'Entries of one statement have several currencies, so their sum means nothing.',
    cure: 'Use the entries one by one; ask the bank for one statement per currency.',
  },
  CAMT_BALANCE: {
    severity: 'error',
    message: 'Opening balance and booked entries do not give the closing balance.',
    cure: RESEND,
  },
  CAMT_SUMMARY_COUNT: { severity: 'error', message: 'The statement counts other entries than it holds.', cure: RESEND },
  CAMT_SUMMARY_SUM: {
    severity: 'error',
    message: 'The statement states another sum than its entries give.',
    cure: RESEND,
  },
  CAMT_BATCH_COUNT: {
    severity: 'warning',
    message: 'A batch entry counts other transactions than it lists.',
    cure: 'The bank may send the details in a separate file; the entry’s own amount stands.',
  },
  CAMT_BATCH_SUM: {
    severity: 'warning',
    message: 'The listed transactions do not add up to their entry.',
    cure: 'Charges or other currencies may explain it; do not split the deposit by these amounts unseen.',
  },
} as const satisfies Record<string, FindingText>;

export type CamtFindingCode = keyof typeof CAMT_FINDINGS;

/** Raises one finding; `detail` may hold counts, totals and codes, never names or account numbers. */
export function raise(findings: FindingCollector, code: CamtFindingCode, place: Place, detail = ''): void {
  findings.add(code, CAMT_FINDINGS[code], place, detail);
}
