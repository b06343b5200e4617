import type { TextRange } from '../shared/lines';
import { amountOf, FieldCursor, readFunds } from './fields';
import type { Account, Bai2Base, FileHeader, Funds, GroupHeader, Summary } from './model';
import type { RecordCode } from './tokenizer';

/** One logical record before it is typed: the bodies of its physical records, and where they stood. */
export type LogicalRecord = {
  readonly code: Exclude<RecordCode, '88'>;
  readonly parts: readonly TextRange[];
  readonly offset: number;
  readonly length: number;
  readonly line: number;
};

/** What a field reader noticed; the reader turns each into a finding at the record's place. */
export type Complaint = 'BAI2_AMOUNT' | 'BAI2_FUNDS_TYPE' | 'BAI2_TYPE_CODE' | 'BAI2_DATE' | 'BAI2_GROUP_STATUS';
export type Complain = (code: Complaint, detail?: string) => void;

/** Summaries read per account: three amounts per type code of the standard, with room for a bank's own. */
const SUMMARIES_MAX = 5_000;

const isDate = (text: string): boolean => /^\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(text);

/** Place fields shared by all typed records of one logical record. */
export const baseOf = (record: LogicalRecord, path: string, cursor: FieldCursor): Bai2Base => ({
  span: { offset: record.offset, length: record.length },
  line: record.line,
  path,
  breaks: cursor.breaks,
});

/** 01: BAI2 "File Header". */
export function readFileHeader(record: LogicalRecord, path: string, complain: Complain): FileHeader {
  const cursor = new FieldCursor(record.parts);
  const fields = {
    sender: cursor.text(),
    receiver: cursor.text(),
    createdDate: cursor.text(),
    createdTime: cursor.text(),
    fileId: cursor.text(),
    recordLength: cursor.text(),
    blockSize: cursor.text(),
    version: cursor.text(),
  };
  if (!isDate(fields.createdDate)) complain('BAI2_DATE');
  return { kind: 'fileHeader', ...baseOf(record, path, cursor), ...fields };
}

/** 02: BAI2 "Group Header". */
export function readGroupHeader(record: LogicalRecord, path: string, complain: Complain): GroupHeader {
  const cursor = new FieldCursor(record.parts);
  const fields = {
    receiver: cursor.text(),
    originator: cursor.text(),
    status: cursor.text(),
    asOfDate: cursor.text(),
    asOfTime: cursor.text(),
    currency: cursor.text(),
    asOfModifier: cursor.text(),
  };
  if (!isDate(fields.asOfDate)) complain('BAI2_DATE');
  if (!/^[1-4]$/.test(fields.status)) complain('BAI2_GROUP_STATUS', `It is ${fields.status.slice(0, 10)}.`);
  return { kind: 'groupHeader', ...baseOf(record, path, cursor), ...fields };
}

export function fundsOf(cursor: FieldCursor, complain: Complain): Funds {
  const funds = readFunds(cursor);
  if (funds !== null) return funds;
  complain('BAI2_FUNDS_TYPE');
  return { type: '' };
}

/** 03: BAI2 "Account Identifier and Summary/Status". */
export function readAccount(record: LogicalRecord, path: string, complain: Complain): Account {
  const cursor = new FieldCursor(record.parts);
  const account = cursor.text();
  const currency = cursor.text();
  const summaries: Summary[] = [];
  while (!cursor.done && summaries.length < SUMMARIES_MAX) {
    const typeCode = cursor.text();
    // A single field left over is the comma that some banks put before the slash.
    if (cursor.done && typeCode === '') break;
    // The same comma before a continuation: what follows it is a type code, not the amount of none.
    if (cursor.isAtBreak && typeCode === '') continue;
    const amountText = cursor.text();
    const amountMinor = amountOf(amountText);
    if (amountText !== '' && amountMinor === null) complain('BAI2_AMOUNT', `Type ${typeCode.slice(0, 3)}.`);
    if (typeCode !== '' && !/^\d{3}$/.test(typeCode)) complain('BAI2_TYPE_CODE');
    summaries.push({ typeCode, amountText, amountMinor, itemCount: cursor.text(), funds: fundsOf(cursor, complain) });
  }
  return { kind: 'account', ...baseOf(record, path, cursor), account, currency, summaries };
}
