import type { Addenda, BatchControl, BatchHeader, Entry, FileControl, FileHeader, NachaRecord } from './model';
import { NACHA_WIDTH } from './tokenizer';

/** One column range to fill; numbers are right-aligned with zeros, text is left-aligned with blanks. */
type Column = readonly [from: number, to: number, value: string];

function line(type: string, columns: readonly Column[]): string {
  const chars = Array.from({ length: NACHA_WIDTH }, () => ' ');
  chars[0] = type;
  for (const [from, to, value] of columns) {
    const text = value.slice(0, to - from + 1);
    for (let i = 0; i < text.length; i += 1) chars[from - 1 + i] = text.charAt(i);
  }
  return chars.join('');
}

const digits = (value: bigint | null, width: number): string => (value ?? 0n).toString().padStart(width, '0');

const fileHeader = (record: FileHeader): string =>
  line('1', [
    [2, 3, record.priorityCode],
    [4, 13, record.immediateDestination],
    [14, 23, record.immediateOrigin],
    [24, 29, record.fileDate],
    [30, 33, record.fileTime],
    [34, 34, record.fileIdModifier],
    [35, 37, record.recordSize],
    [38, 39, record.blockingFactor],
    [40, 40, record.formatCode],
    [41, 63, record.destinationName],
    [64, 86, record.originName],
    [87, 94, record.referenceCode],
  ]);

const batchHeader = (record: BatchHeader): string =>
  line('5', [
    [2, 4, record.serviceClass],
    [5, 20, record.companyName],
    [21, 40, record.companyDiscretionary],
    [41, 50, record.companyId],
    [51, 53, record.sec],
    [54, 63, record.entryDescription],
    [64, 69, record.descriptiveDate],
    [70, 75, record.effectiveDate],
    [76, 78, record.settlementDate],
    [79, 79, record.originatorStatus],
    [80, 87, record.odfi],
    [88, 94, record.batchNumber],
  ]);

function entry(record: Entry): string {
  const common: Column[] = [
    [2, 3, record.transactionCode],
    [4, 11, record.rdfi],
    [12, 12, record.checkDigit],
    [79, 79, record.addendaIndicator],
  ];
  if (record.adv !== null) {
    return line('6', [
      ...common,
      [13, 27, record.account],
      [28, 39, digits(record.amountMinor, 12)],
      [40, 48, record.adv.adviceRouting],
      [49, 53, record.adv.fileId],
      [54, 54, record.adv.operatorData],
      [55, 76, record.name],
      [77, 78, record.discretionary],
      [80, 87, record.adv.operatorRouting],
      [88, 90, record.adv.julianDay],
      [91, 94, record.adv.sequence],
    ]);
  }
  common.push([30, 39, digits(record.amountMinor, 10)], [80, 94, record.trace]);
  if (record.iat !== null) {
    return line('6', [
      ...common,
      [13, 16, record.iat.addendaCount],
      [17, 29, record.iat.reserved],
      [40, 74, record.account],
      [77, 77, record.iat.screening],
      [78, 78, record.iat.secondaryScreening],
    ]);
  }
  return line('6', [
    ...common,
    [13, 29, record.account],
    [40, 54, record.identification],
    [55, 76, record.name],
    [77, 78, record.discretionary],
  ]);
}

function addenda(record: Addenda): string {
  const { detail } = record;
  switch (detail.type) {
    case 'paymentInfo':
      return line('7', [
        [2, 3, record.type],
        [4, 83, detail.text],
        [84, 87, detail.sequence],
        [88, 94, detail.entryTrace],
      ]);
    case 'change':
      return line('7', [
        [2, 3, record.type],
        [4, 6, detail.code],
        [7, 21, detail.originalTrace],
        [22, 27, detail.reserved],
        [28, 35, detail.originalRdfi],
        [36, 79, detail.correctedData],
        [80, 94, detail.trace],
      ]);
    case 'return':
      return line('7', [
        [2, 3, record.type],
        [4, 6, detail.code],
        [7, 21, detail.originalTrace],
        [22, 27, detail.dateOfDeath],
        [28, 35, detail.originalRdfi],
        [36, 79, detail.information],
        [80, 94, detail.trace],
      ]);
    case 'other':
      return line('7', [
        [2, 3, record.type],
        [4, 94, detail.text],
      ]);
  }
}

const batchControl = (record: BatchControl): string =>
  line('8', [
    [2, 4, record.serviceClass],
    [5, 10, record.stated.count],
    [11, 20, record.stated.hash],
    ...(record.adv
      ? ([
          [21, 40, record.stated.debit],
          [41, 60, record.stated.credit],
          [61, 79, record.companyId],
        ] as const)
      : ([
          [21, 32, record.stated.debit],
          [33, 44, record.stated.credit],
          [45, 54, record.companyId],
          [55, 73, record.authenticationCode],
        ] as const)),
    [80, 87, record.odfi],
    [88, 94, record.batchNumber],
  ]);

const fileControl = (record: FileControl): string =>
  line('9', [
    [2, 7, record.stated.batches],
    [8, 13, record.stated.blocks],
    [14, 21, record.stated.count],
    [22, 31, record.stated.hash],
    ...(record.adv
      ? ([
          [32, 51, record.stated.debit],
          [52, 71, record.stated.credit],
        ] as const)
      : ([
          [32, 43, record.stated.debit],
          [44, 55, record.stated.credit],
        ] as const)),
  ]);

function linesOf(record: NachaRecord): readonly string[] {
  switch (record.kind) {
    case 'fileHeader':
      return [fileHeader(record)];
    case 'batchHeader':
      return [batchHeader(record)];
    case 'entry':
      return [entry(record), ...record.addenda.map(addenda)];
    case 'addenda':
      return [addenda(record)];
    case 'batchControl':
      return [batchControl(record)];
    case 'fileControl':
      return [fileControl(record)];
  }
}

/**
 * Writes typed records back as a NACHA file: 94 columns, LF, padded with records of 9s to a multiple of ten (Nacha
 * Operating Rules, Appendix One). Control figures are written as stated, so a wrong file stays wrong.
 */
export function* writeNacha(records: Iterable<NachaRecord>): Generator<Uint8Array> {
  let count = 0;
  for (const record of records) {
    const lines = linesOf(record);
    count += lines.length;
    yield Buffer.from(lines.map((text) => `${text}\n`).join(''), 'utf8');
  }
  for (; count % 10 !== 0; count += 1) yield Buffer.from(`${'9'.repeat(NACHA_WIDTH)}\n`, 'latin1');
}
