import { formatMinor } from '@/domain/money';
import { countOf } from '../shared/digits';
import type { FindingCollector } from '../shared/finding-collector';
import type { RawRecord } from '../shared/fixed-width';
import {
  ADDENDA_TYPES,
  CHANGE_CODES,
  checkDigitOf,
  IAT_TYPE_CODES,
  RETURN_CODES,
  SEC_CODES,
  SERVICE_CLASSES,
} from './codes';
import { type NachaFindingCode, raise } from './findings';
import type { Addenda, BatchControl, BatchHeader, Entry, FileControl, FileHeader, StatedTotals } from './model';
import { isFull } from './plain';
import { differences } from './records';
import { NACHA_WIDTH } from './tokenizer';

const place = (record: {
  readonly span: { readonly offset: number };
  readonly line: number;
  readonly path: string;
}) => ({
  offset: record.span.offset,
  line: record.line,
  path: record.path,
});

/** Last column that must be there, by record type; what follows is blank by the rules and often cut in transfer. */
const REQUIRED_COLUMNS: Readonly<Record<string, number>> = { '1': 40, '5': 94, '6': 94, '7': 94, '8': 94, '9': 55 };

// biome-ignore lint/suspicious/noControlCharactersInRegex: the check is for control characters.
const UNPRINTABLE = /[\u0000-\u001f\u007f]/;
const BEYOND_ASCII = /[^ -~]/;

/** Length and characters of one raw record: Nacha Operating Rules, Appendix One (94 characters, printable). */
export function checkRaw(raw: RawRecord, type: string, path: string, findings: FindingCollector): void {
  if (isFull(raw)) return;
  const { text } = raw;
  const at = { offset: raw.offset, line: raw.line, path };
  if (text.length !== NACHA_WIDTH) {
    if (text.length < (REQUIRED_COLUMNS[type] ?? NACHA_WIDTH)) {
      raise(findings, 'NACHA_RECORD_TRUNCATED', at, `It has ${text.length}.`);
    } else if (text.slice(NACHA_WIDTH).trim() !== '') {
      raise(findings, 'NACHA_RECORD_LENGTH', at, `It has ${text.length}, and the surplus is not blank.`);
    } else raise(findings, 'NACHA_RECORD_LENGTH', at, `It has ${text.length}.`);
  }
  // The first test is the cheap one and lets nearly every record go.
  if (BEYOND_ASCII.test(text) && UNPRINTABLE.test(text)) raise(findings, 'NACHA_CONTROL_CHARACTER', at);
}

export function checkFileHeader(header: FileHeader, findings: FindingCollector): void {
  if (header.immediateDestination.trim() === '') raise(findings, 'NACHA_IMMEDIATE_DESTINATION', place(header));
  const layout = [header.recordSize, header.blockingFactor, header.formatCode];
  if (layout.join(' ') !== '094 10 1')
    raise(findings, 'NACHA_FORMAT_CODE', place(header), `It says ${layout.join(', ')}.`);
}

export function checkBatchHeader(header: BatchHeader, findings: FindingCollector): void {
  if (!SERVICE_CLASSES.has(header.serviceClass)) {
    raise(findings, 'NACHA_SERVICE_CLASS', place(header), `It is ${header.serviceClass}.`);
  }
  if (!SEC_CODES.has(header.sec)) raise(findings, 'NACHA_SEC_UNKNOWN', place(header), `It is ${header.sec}.`);
  // Returns and notifications of change carry zeros, and some originators leave the date to the bank.
  const date = header.effectiveDate.trim();
  if (date !== '' && date !== '000000' && !/^\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(date)) {
    raise(findings, 'NACHA_EFFECTIVE_DATE', place(header));
  }
}

/** Directions a service class admits: 220 credits only, 225 debits only. */
export const EXCLUDED: Readonly<Record<string, Entry['direction'] | undefined>> = { '220': 'debit', '225': 'credit' };

/** One entry with all its addenda; `batch` is null for an entry outside any batch. */
export function checkEntry(entry: Entry, batch: BatchHeader | null, findings: FindingCollector): void {
  const at = place(entry);
  if (entry.direction === 'other') raise(findings, 'NACHA_TRANSACTION_CODE', at, `It is ${entry.transactionCode}.`);
  const digit = checkDigitOf(entry.rdfi);
  if (digit === null) raise(findings, 'NACHA_ROUTING_NUMBER', at);
  else if (entry.checkDigit !== String(digit)) raise(findings, 'NACHA_CHECK_DIGIT', at);
  if (entry.amountMinor === null) raise(findings, 'NACHA_AMOUNT', at);
  if (entry.name.endsWith('0') && /^ *0+$/.test(entry.name)) raise(findings, 'NACHA_NAME_ZEROS', at);
  if (entry.adv === null && entry.name.trim() === '') raise(findings, 'NACHA_NAME_BLANK', at);
  if (entry.adv === null && (entry.addendaIndicator === '1') !== entry.addenda.length > 0) {
    raise(
      findings,
      'NACHA_ADDENDA_INDICATOR',
      at,
      `Indicator ${entry.addendaIndicator}, addenda ${entry.addenda.length}.`,
    );
  }
  if (batch !== null && EXCLUDED[batch.serviceClass] === entry.direction) {
    raise(
      findings,
      'NACHA_SERVICE_DIRECTION',
      at,
      `Service class ${batch.serviceClass}, code ${entry.transactionCode}.`,
    );
  }
}

/** Codes inside one addenda, and whether it belongs to its entry; `entry` is null for an orphan. */
export function checkAddenda(addenda: Addenda, entry: Entry | null, findings: FindingCollector): void {
  const at = place(addenda);
  const { detail, type } = addenda;
  if (!ADDENDA_TYPES.has(type)) raise(findings, 'NACHA_ADDENDA_TYPE', at, `It is ${type}.`);
  if (detail.type === 'change' && !CHANGE_CODES.has(detail.code)) {
    raise(findings, 'NACHA_CHANGE_CODE', at, `It is ${detail.code}.`);
  }
  if (detail.type === 'return' && !RETURN_CODES.has(detail.code)) {
    raise(findings, 'NACHA_RETURN_CODE', at, `It is ${detail.code}.`);
  }
  if (type === '10' && detail.type === 'other' && !IAT_TYPE_CODES.has(detail.text.slice(0, 3))) {
    raise(findings, 'NACHA_IAT_TYPE_CODE', at, `It is ${detail.text.slice(0, 3)}.`);
  }
  if (entry !== null && detail.type === 'paymentInfo' && entry.trace.slice(-7) !== detail.entryTrace) {
    raise(findings, 'NACHA_ADDENDA_TRACE', at);
  }
}

const BATCH_TOTALS: Readonly<Record<keyof StatedTotals, NachaFindingCode>> = {
  count: 'NACHA_BATCH_COUNT',
  hash: 'NACHA_BATCH_HASH',
  debit: 'NACHA_BATCH_DEBIT',
  credit: 'NACHA_BATCH_CREDIT',
};

const FILE_TOTALS: Readonly<Record<keyof StatedTotals, NachaFindingCode>> = {
  count: 'NACHA_FILE_COUNT',
  hash: 'NACHA_FILE_HASH',
  debit: 'NACHA_FILE_DEBIT',
  credit: 'NACHA_FILE_CREDIT',
};

const computedText = (control: BatchControl | FileControl, figure: keyof StatedTotals): string => {
  const { computed } = control;
  switch (figure) {
    case 'count':
      return String(computed.count);
    case 'hash':
      return String(computed.hash);
    case 'debit':
      return formatMinor(computed.debitMinor);
    case 'credit':
      return formatMinor(computed.creditMinor);
  }
};

const difference = (control: BatchControl | FileControl, figure: keyof StatedTotals): string =>
  `It says ${statedText(control, figure)}, the records give ${computedText(control, figure)}.`;

/** Money as money, where the columns hold digits; whatever else they hold is shown as it stands. */
function statedText({ stated }: BatchControl | FileControl, figure: keyof StatedTotals): string {
  const text = stated[figure].trim();
  const isMoney = (figure === 'debit' || figure === 'credit') && /^\d{1,18}$/.test(text);
  return isMoney ? formatMinor(BigInt(text)) : text === '' ? 'nothing' : text;
}

/** Stated against computed totals of one batch; `header` is null when the control closes no batch. */
export function checkBatchControl(control: BatchControl, header: BatchHeader | null, findings: FindingCollector): void {
  for (const figure of differences(control.stated, control.computed)) {
    raise(findings, BATCH_TOTALS[figure], place(control), difference(control, figure));
  }
  if (header === null) return;
  const different = [
    ['service class', header.serviceClass === control.serviceClass],
    ['company id', control.adv || header.companyId.trim() === control.companyId.trim()],
    ['bank', header.odfi === control.odfi],
    ['batch number', header.batchNumber === control.batchNumber],
  ].flatMap(([name, same]) => (same === true ? [] : [String(name)]));
  if (different.length > 0)
    raise(findings, 'NACHA_BATCH_IDENTITY', place(control), `Different: ${different.join(', ')}.`);
}

/** Stated against computed totals of the file; `records` counts every record of the file, padding included. */
export function checkFileControl(control: FileControl, records: number, findings: FindingCollector): void {
  const at = place(control);
  for (const figure of differences(control.stated, control.computed)) {
    raise(findings, FILE_TOTALS[figure], at, difference(control, figure));
  }
  if (countOf(control.stated.batches) !== control.computed.batches) {
    raise(
      findings,
      'NACHA_FILE_BATCHES',
      at,
      `It says ${control.stated.batches}, the file holds ${control.computed.batches}.`,
    );
  }
  const blocks = Math.ceil(records / 10);
  if (countOf(control.stated.blocks) !== blocks) {
    raise(findings, 'NACHA_BLOCK_COUNT', at, `It says ${control.stated.blocks}, the file holds ${blocks}.`);
  }
  if (records % 10 !== 0) raise(findings, 'NACHA_PADDING', at, `It holds ${records} records.`);
}
