import type { Span } from '../finding';
import { digitsAt } from '../shared/digits';
import type { TextLine } from '../shared/lines';
import type { Trace } from '../shared/trace';

/**
 * Typed records of a NACHA (ACH) file: Nacha Operating Rules, Appendix Three "ACH Record Format Specifications".
 * Column numbers in comments count from 1. Text is kept as written, with trailing blanks removed unless said otherwise;
 * amounts are cents.
 */
type NachaBase = { readonly span: Span; readonly line: number; readonly path: string };

/** Record 1. */
export type FileHeader = NachaBase & {
  readonly kind: 'fileHeader';
  readonly priorityCode: string;
  readonly immediateDestination: string;
  readonly immediateOrigin: string;
  /** YYMMDD. */
  readonly fileDate: string;
  readonly fileTime: string;
  readonly fileIdModifier: string;
  readonly recordSize: string;
  readonly blockingFactor: string;
  readonly formatCode: string;
  readonly destinationName: string;
  readonly originName: string;
  readonly referenceCode: string;
};

/** Columns 5-40 and 64-69 of an IAT batch header, where they mean something else than in every other batch. */
type IatHeader = {
  readonly indicator: string;
  readonly exchangeIndicator: string;
  readonly exchangeReferenceIndicator: string;
  readonly exchangeReference: string;
  readonly destinationCountry: string;
  readonly originatingCurrency: string;
  readonly destinationCurrency: string;
};

/** Record 5. */
export type BatchHeader = NachaBase & {
  readonly kind: 'batchHeader';
  readonly batch: number;
  readonly serviceClass: string;
  readonly companyName: string;
  readonly companyDiscretionary: string;
  readonly companyId: string;
  readonly sec: string;
  readonly entryDescription: string;
  readonly descriptiveDate: string;
  /** YYMMDD, six characters exactly as written: a shifted record must stay visible. */
  readonly effectiveDate: string;
  readonly settlementDate: string;
  readonly originatorStatus: string;
  readonly odfi: string;
  readonly batchNumber: string;
  readonly iat: IatHeader | null;
};

/** Columns of a record 6 that only an ADV batch has; its amount stands in 28-39. */
export type AdvFields = {
  readonly adviceRouting: string;
  readonly fileId: string;
  readonly operatorData: string;
  readonly operatorRouting: string;
  readonly julianDay: string;
  readonly sequence: string;
};

/** Columns of a record 6 that only an IAT batch has; its account stands in 40-74. */
export type IatFields = {
  readonly addendaCount: string;
  readonly reserved: string;
  readonly screening: string;
  readonly secondaryScreening: string;
};

/** Direction of money as seen by the receiving account, by transaction code; `other` codes count in no total. */
export type Direction = 'credit' | 'debit' | 'other';

/** Record 6 with its records 7. One entry is one deposit or withdrawal. */
export type Entry = NachaBase & {
  readonly kind: 'entry';
  readonly batch: number;
  readonly entry: number;
  readonly transactionCode: string;
  readonly direction: Direction;
  /** Columns 4-11, eight digits of the receiving bank; summed into the entry hash. */
  readonly rdfi: string;
  /** The same as a number for adding up; 0 when it is none. */
  readonly routing: number;
  readonly checkDigit: string;
  readonly account: string;
  /** `null` when the amount columns hold no number. */
  readonly amountMinor: bigint | null;
  /** The same for adding up: at most twelve digits, so exact as a number. */
  readonly amountCents: number | null;
  /** Columns 40-54; what they mean depends on the SEC type, see `entryView`. Leading blanks are kept. */
  readonly identification: string;
  /** Columns 55-76; likewise. */
  readonly name: string;
  readonly discretionary: string;
  readonly addendaIndicator: string;
  readonly trace: string;
  readonly adv: AdvFields | null;
  readonly iat: IatFields | null;
  readonly addenda: readonly Addenda[];
  /** TRN segments found in the 05 addenda (CAQH CORE 370 reassociation). */
  readonly traces: readonly Trace[];
};

/** Record 7 types 05, 98 and 99, and every other type (02, 10-18) by its text. */
export type Addenda = NachaBase & {
  readonly kind: 'addenda';
  readonly batch: number;
  readonly entry: number;
  readonly type: string;
  readonly detail: PaymentInfo | Change | Return | OtherAddenda;
};

/** 05: columns 4-83 free text, 84-87 sequence, 88-94 end of the entry's trace number. */
type PaymentInfo = {
  readonly type: 'paymentInfo';
  readonly text: string;
  readonly sequence: string;
  readonly entryTrace: string;
};

/** 98, notification of change. */
export type Change = {
  readonly type: 'change';
  readonly code: string;
  readonly originalTrace: string;
  readonly reserved: string;
  readonly originalRdfi: string;
  readonly correctedData: string;
  readonly trace: string;
};

/** 99, return; dishonoured and contested returns use the same columns, their extra fields stand in `information`. */
export type Return = {
  readonly type: 'return';
  readonly code: string;
  readonly originalTrace: string;
  readonly dateOfDeath: string;
  readonly originalRdfi: string;
  readonly information: string;
  readonly trace: string;
};

/** 02 (terminal data) and 10-18 (IAT parties and banks): columns 4-94 as text, see `iatAddendaView`. */
type OtherAddenda = { readonly type: 'other'; readonly text: string };

/** Control figures as the file states them, digits as written. */
export type StatedTotals = {
  readonly count: string;
  readonly hash: string;
  readonly debit: string;
  readonly credit: string;
};

/** Control figures as computed from the entries: `hash` is the last ten digits of the sum. */
export type ComputedTotals = {
  readonly count: number;
  readonly hash: number;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
};

/** Record 8. */
export type BatchControl = NachaBase & {
  readonly kind: 'batchControl';
  readonly batch: number;
  readonly serviceClass: string;
  readonly stated: StatedTotals;
  readonly computed: ComputedTotals;
  readonly companyId: string;
  readonly authenticationCode: string;
  readonly odfi: string;
  readonly batchNumber: string;
  /** ADV batches use wider amounts (21-40, 41-60) and operator data in place of the company id. */
  readonly adv: boolean;
};

/** Record 9. */
export type FileControl = NachaBase & {
  readonly kind: 'fileControl';
  readonly stated: StatedTotals & { readonly batches: string; readonly blocks: string };
  readonly computed: ComputedTotals & { readonly batches: number };
  readonly adv: boolean;
};

export type NachaRecord = FileHeader | BatchHeader | Entry | Addenda | BatchControl | FileControl;

/** Columns `from` to `to` of a record, counted from 1, without trailing blanks. */
export function columns(text: string, from: number, to: number): string {
  const value = text.slice(from - 1, to);
  return value.endsWith(' ') ? value.trimEnd() : value;
}

/** The same of a record that was not made a text. */
export function columnsOf(record: Pick<TextLine, 'slice'>, from: number, to: number): string {
  const value = record.slice(from - 1, to);
  return value.endsWith(' ') ? value.trimEnd() : value;
}

/** Two digits as the one text there is of them: codes repeat endlessly, and every cut would be a new text. */
const TWO_DIGITS: readonly string[] = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));

/** Two characters of a record, nearly always digits. */
export function twoDigits(record: TextLine, at: number): string {
  const { source, start, end } = record;
  const number = start + at + 2 <= end ? digitsAt(source.codes, start + at, start + at + 2) : -1;
  return number < 0 ? record.slice(at, at + 2) : (TWO_DIGITS[number] as string);
}
