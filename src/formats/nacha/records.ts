import { minorOf } from '../shared/digits';
import type { RawRecord } from '../shared/fixed-width';
import type { EntryLayout } from './entry';
import {
  type BatchControl,
  type BatchHeader,
  type ComputedTotals,
  columns,
  type FileControl,
  type FileHeader,
  type StatedTotals,
} from './model';

/** Column readers of records 1, 5, 8 and 9, of which a file has few: Nacha Operating Rules, Appendix Three. They judge nothing. */
export function readFileHeader(raw: RawRecord, path: string): FileHeader {
  const { text } = raw;
  return {
    kind: 'fileHeader',
    span: { offset: raw.offset, length: raw.length },
    line: raw.line,
    path,
    priorityCode: columns(text, 2, 3),
    immediateDestination: columns(text, 4, 13),
    immediateOrigin: columns(text, 14, 23),
    fileDate: columns(text, 24, 29),
    fileTime: columns(text, 30, 33),
    fileIdModifier: columns(text, 34, 34),
    recordSize: columns(text, 35, 37),
    blockingFactor: columns(text, 38, 39),
    formatCode: columns(text, 40, 40),
    destinationName: columns(text, 41, 63),
    originName: columns(text, 64, 86),
    referenceCode: columns(text, 87, 94),
  };
}

export function readBatchHeader(raw: RawRecord, path: string, batch: number): BatchHeader {
  const { text } = raw;
  const sec = columns(text, 51, 53);
  const iat =
    sec !== 'IAT'
      ? null
      : {
          indicator: columns(text, 5, 20),
          exchangeIndicator: columns(text, 21, 22),
          exchangeReferenceIndicator: columns(text, 23, 23),
          exchangeReference: columns(text, 24, 38),
          destinationCountry: columns(text, 39, 40),
          originatingCurrency: columns(text, 64, 66),
          destinationCurrency: columns(text, 67, 69),
        };
  return {
    kind: 'batchHeader',
    span: { offset: raw.offset, length: raw.length },
    line: raw.line,
    path,
    batch,
    serviceClass: columns(text, 2, 4),
    companyName: columns(text, 5, 20),
    companyDiscretionary: columns(text, 21, 40),
    companyId: columns(text, 41, 50),
    sec,
    entryDescription: columns(text, 54, 63),
    descriptiveDate: columns(text, 64, 69),
    effectiveDate: text.slice(69, 75),
    settlementDate: columns(text, 76, 78),
    originatorStatus: columns(text, 79, 79),
    odfi: columns(text, 80, 87),
    batchNumber: columns(text, 88, 94),
    iat,
  };
}

/** A notification of change to an international entry says `IATCOR` where the company name stands. */
export const layoutOf = (header: BatchHeader | null): EntryLayout =>
  header?.sec === 'ADV' ? 'adv' : header?.sec === 'IAT' || header?.companyName === 'IATCOR' ? 'iat' : 'common';

export function readBatchControl(
  raw: RawRecord,
  path: string,
  batch: number,
  adv: boolean,
  computed: ComputedTotals,
): BatchControl {
  const { text } = raw;
  return {
    kind: 'batchControl',
    span: { offset: raw.offset, length: raw.length },
    line: raw.line,
    path,
    batch,
    serviceClass: columns(text, 2, 4),
    stated: {
      count: columns(text, 5, 10),
      hash: columns(text, 11, 20),
      debit: adv ? columns(text, 21, 40) : columns(text, 21, 32),
      credit: adv ? columns(text, 41, 60) : columns(text, 33, 44),
    },
    computed,
    companyId: adv ? columns(text, 61, 79) : columns(text, 45, 54),
    authenticationCode: adv ? '' : columns(text, 55, 73),
    odfi: columns(text, 80, 87),
    batchNumber: columns(text, 88, 94),
    adv,
  };
}

export function readFileControl(
  raw: RawRecord,
  path: string,
  adv: boolean,
  computed: FileControl['computed'],
): FileControl {
  const { text } = raw;
  return {
    kind: 'fileControl',
    span: { offset: raw.offset, length: raw.length },
    line: raw.line,
    path,
    stated: {
      batches: columns(text, 2, 7),
      blocks: columns(text, 8, 13),
      count: columns(text, 14, 21),
      hash: columns(text, 22, 31),
      debit: adv ? columns(text, 32, 51) : columns(text, 32, 43),
      credit: adv ? columns(text, 52, 71) : columns(text, 44, 55),
    },
    computed,
    adv,
  };
}

/** Which of the four control figures differ from the computed ones, in the order count, hash, debit, credit. */
export function differences(stated: StatedTotals, computed: ComputedTotals): readonly (keyof StatedTotals)[] {
  const wrong: (keyof StatedTotals)[] = [];
  if (minorOf(stated.count) !== BigInt(computed.count)) wrong.push('count');
  if (minorOf(stated.hash) !== BigInt(computed.hash)) wrong.push('hash');
  if (minorOf(stated.debit) !== computed.debitMinor) wrong.push('debit');
  if (minorOf(stated.credit) !== computed.creditMinor) wrong.push('credit');
  return wrong;
}
