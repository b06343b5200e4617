import type { FindingCollector, FindingText, Place } from '../shared/finding-collector';

const DECLARE = 'Compare the file with the declared columns of its connection; correct whichever is wrong.';
const RESEND = 'Ask the sender for the file again; do not post any part of it.';
const ASK = 'Ask the sender; the field is kept as written.';

/** Every finding the delimited-file reader can raise: stable code, severity, plain words, cure. */
const CSV_FINDINGS = {
  CSV_EMPTY: { severity: 'error', message: 'The file holds no rows.', cure: RESEND },
  CSV_SYNTAX: {
    severity: 'error',
    message: 'A row cannot be read: a quote is misplaced or the row is too long.',
    cure: 'Check the declared delimiter and quote; a quote inside a quoted field must be doubled.',
  },
  CSV_QUOTE_OPEN: {
    severity: 'error',
    message: 'The file ends inside a quoted field: its end is missing.',
    cure: RESEND,
  },
  CSV_ENCODING: {
    severity: 'warning',
    message: 'A field is not valid UTF-8 and was read as Latin-1.',
    cure: 'Declare the encoding of this connection as Latin-1, or ask the sender for UTF-8.',
  },
  CSV_CONTROL_CHARACTER: { severity: 'warning', message: 'A field holds an unprintable character.', cure: ASK },
  CSV_HEADER_MISSING_COLUMN: { severity: 'error', message: 'The header lacks a declared column.', cure: DECLARE },
  CSV_HEADER_EXTRA_COLUMN: {
    severity: 'warning',
    message: 'The header has a column that is not declared.',
    cure: DECLARE,
  },
  CSV_HEADER_ORDER: {
    severity: 'info',
    message: 'The columns stand in another order than declared; they were read by name.',
    cure: 'Nothing to do; the sender changed the order of the file.',
  },
  CSV_HEADER_DUPLICATE: { severity: 'error', message: 'The header names a column twice.', cure: DECLARE },
  CSV_FIELD_COUNT: { severity: 'error', message: 'A row has another number of fields than the header.', cure: RESEND },
  CSV_REQUIRED: { severity: 'error', message: 'A required field is empty.', cure: ASK },
  CSV_TYPE: { severity: 'error', message: 'A field is not of its declared type.', cure: ASK },
  CSV_AMOUNT_SPELLING: {
    severity: 'info',
    message: 'Amounts of a column are written with thousands, brackets, a sign behind or a currency; they were read.',
    cure: 'Nothing to do. A declared column takes plain decimals only: ask the sender for them before it is declared.',
  },
  CSV_AMOUNT_NOT_READ: {
    severity: 'warning',
    message: 'Fields of an amount column hold no amount; they are not in its sum.',
    cure: 'Look at the rows; ask the sender for plain decimals.',
  },
  CSV_DECIMAL_MARKS: {
    severity: 'warning',
    message: 'A column writes decimals with a point in some rows and with a comma in others.',
    cure: 'Ask the sender which of the two is meant; the sum may be wrong by a factor of a hundred.',
  },
  CSV_SCIENTIFIC: {
    severity: 'warning',
    message: 'A number stands in scientific notation: a spreadsheet has rounded it and its last digits are lost.',
    cure: 'Ask for the file anew, exported with the column as text; the number cannot be matched.',
  },
  CSV_TOTAL_ROW: {
    severity: 'warning',
    message: 'A row of totals states another sum than the rows above it give.',
    cure: 'Ask the sender whether rows are missing.',
  },
  CSV_NO_FINAL_LINE_END: {
    severity: 'warning',
    message: 'The last row has no line end; it may have been cut.',
    cure: 'Compare the last row with the sender’s own; a trailer row would settle it.',
  },
  CSV_TRAILER_MISSING: { severity: 'error', message: 'The declared trailer row is missing.', cure: RESEND },
  CSV_AFTER_TRAILER: { severity: 'error', message: 'A row stands after the trailer row.', cure: RESEND },
  CSV_TRAILER_COUNT: { severity: 'error', message: 'The trailer counts other rows than the file holds.', cure: RESEND },
  CSV_TRAILER_SUM: { severity: 'error', message: 'The trailer states another sum than the rows give.', cure: RESEND },
} as const satisfies Record<string, FindingText>;

type CsvFindingCode = keyof typeof CSV_FINDINGS;

/** Raises one finding; `detail` may hold column names, counts and totals, never field contents. */
export function raise(findings: FindingCollector, code: CsvFindingCode, place: Place, detail = ''): void {
  findings.add(code, CSV_FINDINGS[code], place, detail);
}
