import type { Decimal } from '@/domain/money';
import type { Span } from '../finding';
import type { Trace } from '../shared/trace';

/**
 * Typed records of ISO 20022 cash management messages camt.052 (account report), camt.053 (statement) and camt.054
 * (debit/credit notification), versions .001.02 to .001.13; element names in comments are those of the standard.
 */
export type CamtBase = { readonly span: Span; readonly line: number; readonly path: string };

/** `Rpt` in camt.052, `Stmt` in camt.053, `Ntfctn` in camt.054. */
export type StatementKind = 'Rpt' | 'Stmt' | 'Ntfctn';

/** `CdtDbtInd`; empty when absent or anything else. */
export type Indicator = 'CRDT' | 'DBIT' | '';

/** An amount as written, its exact value, and its minor units where the product knows the currency's scale. */
export type CamtAmount = {
  readonly text: string;
  readonly decimal: Decimal;
  readonly currency: string;
  readonly amountMinor: bigint | null;
};

/** `GrpHdr`. */
export type Message = CamtBase & {
  readonly kind: 'message';
  /** Namespace of the root element; empty when it has none. */
  readonly namespace: string;
  readonly messageId: string;
  readonly createdAt: string;
  /** `MsgPgntn`; empty when the message is not paged. */
  readonly page: string;
  readonly isLastPage: boolean;
};

/** `Bal`: type code (`OPBD`, `CLBD`, `CLAV` …), amount, direction, date. */
export type Balance = {
  readonly type: string;
  readonly amount: CamtAmount;
  readonly indicator: Indicator;
  readonly date: string;
};

/** What `TxsSummry` states; a figure that is absent is `null`. */
export type StatedSummary = {
  readonly entries: number | null;
  readonly credits: number | null;
  readonly debits: number | null;
  readonly sum: Decimal | null;
  readonly creditSum: Decimal | null;
  readonly debitSum: Decimal | null;
};

/** Head of one `Rpt`, `Stmt` or `Ntfctn`, given before its entries; its span ends where the first entry begins. */
export type Statement = CamtBase & {
  readonly kind: 'statement';
  readonly type: StatementKind;
  readonly statement: number;
  readonly id: string;
  readonly electronicSequence: string;
  readonly legalSequence: string;
  readonly createdAt: string;
  readonly from: string;
  readonly to: string;
  /** `Acct/Id`: IBAN, else the other identification. */
  readonly account: string;
  readonly currency: string;
  readonly balances: readonly Balance[];
  readonly summary: StatedSummary | null;
};

/** `BkTxCd`: the ISO domain codes and the bank's own code, which in the United States is often the BAI code. */
export type BankCode = {
  readonly domain: string;
  readonly family: string;
  readonly subFamily: string;
  readonly proprietary: string;
};

/** `NtryDtls/Btch`. */
export type BatchInfo = { readonly count: number | null; readonly total: CamtAmount | null };

/** `TxDtls`. */
export type Transaction = CamtBase & {
  readonly transaction: number;
  readonly endToEndId: string;
  readonly instructionId: string;
  readonly transactionId: string;
  readonly servicerReference: string;
  readonly checkNumber: string;
  readonly proprietaryReferences: readonly { readonly type: string; readonly reference: string }[];
  /** `Amt`, or in version 02 `AmtDtls/TxAmt/Amt`. */
  readonly amount: CamtAmount | null;
  readonly indicator: Indicator;
  readonly debtor: string;
  readonly creditor: string;
  /** `RmtInf/Ustrd`, each kept apart. */
  readonly unstructured: readonly string[];
  /** `RmtInf/Strd/CdtrRefInf/Ref`. */
  readonly structured: readonly string[];
  readonly additionalInfo: string;
  /** TRN segments in the remittance text (CAQH CORE 370 reassociation). */
  readonly traces: readonly Trace[];
};

/** `Ntry` with its transactions. One entry is one deposit or withdrawal; transactions explain it and are not summed. */
export type Entry = CamtBase & {
  readonly kind: 'entry';
  readonly statement: number;
  readonly entry: number;
  readonly reference: string;
  /** `null` when missing or not a number. */
  readonly amount: CamtAmount | null;
  /** Already turned around for a reversal: it is the direction of this entry. */
  readonly indicator: Indicator;
  readonly isReversal: boolean;
  /** `BOOK`, `PDNG`, `INFO`, `FUTR`. */
  readonly status: string;
  readonly bookingDate: string;
  readonly valueDate: string;
  readonly servicerReference: string;
  readonly bankCode: BankCode;
  readonly batches: readonly BatchInfo[];
  readonly additionalInfo: string;
  readonly transactions: readonly Transaction[];
  /** TRN segments in the entry's own text. */
  readonly traces: readonly Trace[];
};

/** Sums of one statement, exact, whatever the status or currency; `booked…` count only `BOOK`. */
export type StatementTotals = {
  readonly entries: number;
  readonly credits: number;
  readonly debits: number;
  readonly credit: Decimal;
  readonly debit: Decimal;
  readonly bookedCredit: Decimal;
  readonly bookedDebit: Decimal;
  readonly reversals: number;
  readonly transactions: number;
};

/** End of one statement, with what it added up to and all its balances; its span is the whole element. */
export type StatementEnd = CamtBase & {
  readonly kind: 'statementEnd';
  readonly type: StatementKind;
  readonly statement: number;
  readonly balances: readonly Balance[];
  readonly summary: StatedSummary | null;
  readonly totals: StatementTotals;
};

export type CamtRecord = Message | Statement | Entry | StatementEnd;
