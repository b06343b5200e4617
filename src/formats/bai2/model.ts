import type { Span } from '../finding';
import type { Trace } from '../shared/trace';

/**
 * Typed records of a BAI2 file: Cash Management Balance Reporting Specifications, Version 2 (ASC X9.121 keeps the same
 * records). A record is logical: its 88 continuations are joined to it, and its span covers them. Amounts are minor
 * units of the account's currency, as BAI2 writes them without a decimal point.
 */
export type Bai2Base = {
  readonly span: Span;
  /** Number of the first physical record, from 1. */
  readonly line: number;
  readonly path: string;
  /** Fields in each physical record that a continuation cut short, so that a writer can lay the record out again. */
  readonly breaks: readonly number[];
};

/** 01. */
export type FileHeader = Bai2Base & {
  readonly kind: 'fileHeader';
  readonly sender: string;
  readonly receiver: string;
  /** YYMMDD. */
  readonly createdDate: string;
  /** HHMM. */
  readonly createdTime: string;
  readonly fileId: string;
  readonly recordLength: string;
  readonly blockSize: string;
  readonly version: string;
};

/** 02. `status`: 1 update, 2 deletion, 3 correction, 4 test only. */
export type GroupHeader = Bai2Base & {
  readonly kind: 'groupHeader';
  readonly receiver: string;
  readonly originator: string;
  readonly status: string;
  /** YYMMDD. */
  readonly asOfDate: string;
  /** HHMM; 2400 and 9999 mean the end of the day. */
  readonly asOfTime: string;
  /** Empty means the default, USD. */
  readonly currency: string;
  /** 1 interim previous day, 2 final previous day, 3 interim same day, 4 final same day; may be empty. */
  readonly asOfModifier: string;
};

/** Availability of an amount. `Z` (unknown) and the absent one carry no amounts. */
export type Funds =
  | { readonly type: '' | 'Z' | '0' | '1' | '2' }
  /** Immediate, one day, two or more days. */
  | { readonly type: 'S'; readonly amounts: readonly (bigint | null)[] }
  | { readonly type: 'V'; readonly date: string; readonly time: string }
  | { readonly type: 'D'; readonly parts: readonly { readonly days: string; readonly amountMinor: bigint | null }[] };

/** One type, amount, count and availability of an 03 record. */
export type Summary = {
  readonly typeCode: string;
  /** As written: leading zeros and sign kept. */
  readonly amountText: string;
  /** `null` when empty or not a number. */
  readonly amountMinor: bigint | null;
  readonly itemCount: string;
  readonly funds: Funds;
};

/** 03 with its status and summary amounts. */
export type Account = Bai2Base & {
  readonly kind: 'account';
  readonly account: string;
  /** Empty means the group's currency. */
  readonly currency: string;
  readonly summaries: readonly Summary[];
};

/** 16. A line break in `text` marks where an 88 record continued it. */
export type Detail = Bai2Base & {
  readonly kind: 'detail';
  readonly typeCode: string;
  readonly amountText: string;
  readonly amountMinor: bigint | null;
  /** The same for adding up; `null` also when it has more than fifteen digits, so what is here is exact as a number. */
  readonly amountUnits: number | null;
  readonly funds: Funds;
  readonly bankReference: string;
  readonly customerReference: string;
  readonly text: string;
  /** TRN segments found in the text (CAQH CORE 370 reassociation). */
  readonly traces: readonly Trace[];
};

/** 49. `computed` is the sum of all 03 and 16 amounts of the account, `records` counts 03 through 49. */
export type AccountTrailer = Bai2Base & {
  readonly kind: 'accountTrailer';
  readonly stated: bigint | null;
  readonly statedRecords: string;
  readonly computed: bigint;
  readonly records: number;
};

/** 98. `computed` is the sum of the stated 49 totals, `records` counts 02 through 98. */
export type GroupTrailer = Bai2Base & {
  readonly kind: 'groupTrailer';
  readonly stated: bigint | null;
  readonly statedAccounts: string;
  readonly statedRecords: string;
  readonly computed: bigint;
  readonly accounts: number;
  readonly records: number;
};

/** 99. `computed` is the sum of the stated 98 totals, `records` counts 01 through 99. */
export type FileTrailer = Bai2Base & {
  readonly kind: 'fileTrailer';
  readonly stated: bigint | null;
  readonly statedGroups: string;
  readonly statedRecords: string;
  readonly computed: bigint;
  readonly groups: number;
  readonly records: number;
};

export type Bai2Record = FileHeader | GroupHeader | Account | Detail | AccountTrailer | GroupTrailer | FileTrailer;
