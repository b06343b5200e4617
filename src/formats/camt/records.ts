import { type Currency, parseDecimal, SCALE, toMinor } from '@/domain/money';
import type { Span } from '../finding';
import { countOf } from '../shared/digits';
import type { Trace } from '../shared/trace';
import { findTraces } from '../shared/trn';
import type {
  Balance,
  BatchInfo,
  CamtAmount,
  CamtBase,
  Entry,
  Indicator,
  Message,
  StatedSummary,
  Statement,
  StatementKind,
  Transaction,
} from './model';
import { attribute, children, find, type Notice, textAt, type XmlNode } from './xml';

const NO_TRACES: readonly Trace[] = Object.freeze([]);

const scaleIsKnown = (currency: string): currency is Currency => Object.hasOwn(SCALE, currency);

/** `ActiveOrHistoricCurrencyAndAmount`: a decimal text and its `Ccy`; `null` when it is absent or no number. */
function readAmount(node: XmlNode, notice: Notice): CamtAmount | null {
  if (node === undefined) return null;
  const text = textAt(node, notice);
  const decimal = parseDecimal(text);
  if (decimal === null) return null;
  const currency = attribute(node, 'Ccy', notice);
  return { text, decimal, currency, amountMinor: scaleIsKnown(currency) ? toMinor(decimal, currency) : null };
}

function readIndicator(node: XmlNode, notice: Notice): Indicator {
  const text = textAt(node, notice, 'CdtDbtInd');
  return text === 'CRDT' || text === 'DBIT' ? text : '';
}

/** `DateAndDateTimeChoice`, or a plain date as version 02 writes some. */
const readDate = (node: XmlNode, notice: Notice): string =>
  textAt(node, notice, 'Dt') || textAt(node, notice, 'DtTm') || textAt(node, notice);

/** `GrpHdr` from the shell of the whole message. */
export function readMessage(root: XmlNode, namespace: string, base: CamtBase, notice: Notice): Message {
  const body = bodyOf(root);
  const header = find(body, 'GrpHdr');
  return {
    kind: 'message',
    ...base,
    namespace,
    messageId: textAt(header, notice, 'MsgId'),
    createdAt: textAt(header, notice, 'CreDtTm'),
    page: textAt(header, notice, 'MsgPgntn', 'PgNb'),
    isLastPage: textAt(header, notice, 'MsgPgntn', 'LastPgInd') !== 'false',
  };
}

const BODIES = ['BkToCstmrAcctRpt', 'BkToCstmrStmt', 'BkToCstmrDbtCdtNtfctn'] as const;

/** The message body, under `Document` or under an envelope around it. */
function bodyOf(root: XmlNode): XmlNode {
  let at: XmlNode = root;
  for (let depth = 0; depth < 4 && at !== undefined; depth += 1) {
    for (const name of BODIES) {
      const body = find(at, name);
      if (body !== undefined) return body;
    }
    at = find(at, 'Document') ?? find(at, 'Body') ?? find(at, 'Xchg');
  }
  return undefined;
}

/** `Bal` elements whose amount can be read; one that cannot is noticed and left out. */
export function readBalances(node: XmlNode, notice: Notice): readonly Balance[] {
  return children(node, 'Bal').flatMap((balance) => {
    const amount = readAmount(find(balance, 'Amt'), notice);
    if (amount === null) notice('CAMT_AMOUNT', 'In a balance.');
    const type =
      textAt(balance, notice, 'Tp', 'CdOrPrtry', 'Cd') || textAt(balance, notice, 'Tp', 'CdOrPrtry', 'Prtry');
    const date = readDate(find(balance, 'Dt'), notice);
    return amount === null ? [] : [{ type, amount, indicator: readIndicator(balance, notice), date }];
  });
}

/** `TxsSummry`: `TtlNtries`, `TtlCdtNtries`, `TtlDbtNtries`. */
export function readSummary(node: XmlNode, notice: Notice): StatedSummary | null {
  const summary = find(node, 'TxsSummry');
  if (summary === undefined) return null;
  const count = (name: string) => countOf(textAt(summary, notice, name, 'NbOfNtries'));
  const sum = (name: string) => parseDecimal(textAt(summary, notice, name, 'Sum'));
  return {
    entries: count('TtlNtries'),
    credits: count('TtlCdtNtries'),
    debits: count('TtlDbtNtries'),
    sum: sum('TtlNtries'),
    creditSum: sum('TtlCdtNtries'),
    debitSum: sum('TtlDbtNtries'),
  };
}

export function readStatement(
  node: XmlNode,
  type: StatementKind,
  statement: number,
  base: CamtBase,
  notice: Notice,
): Statement {
  const account = find(node, 'Acct');
  return {
    kind: 'statement',
    ...base,
    type,
    statement,
    id: textAt(node, notice, 'Id'),
    electronicSequence: textAt(node, notice, 'ElctrncSeqNb'),
    legalSequence: textAt(node, notice, 'LglSeqNb'),
    createdAt: textAt(node, notice, 'CreDtTm'),
    from: textAt(node, notice, 'FrToDt', 'FrDtTm') || textAt(node, notice, 'FrToDt', 'FrDt'),
    to: textAt(node, notice, 'FrToDt', 'ToDtTm') || textAt(node, notice, 'FrToDt', 'ToDt'),
    account:
      textAt(account, notice, 'Id', 'IBAN') ||
      textAt(account, notice, 'Id', 'Othr', 'Id') ||
      textAt(account, notice, 'Id', 'PrtryAcct', 'Id'),
    currency: textAt(account, notice, 'Ccy'),
    balances: readBalances(node, notice),
    summary: readSummary(node, notice),
  };
}

const partyName = (parties: XmlNode, role: string, notice: Notice): string =>
  textAt(parties, notice, role, 'Nm') || textAt(parties, notice, role, 'Pty', 'Nm');

function tracesIn(texts: readonly string[]): readonly Trace[] {
  const traces = texts.every((text) => text === '') ? NO_TRACES : findTraces(texts);
  return traces;
}

/** `TxDtls` of one entry. */
export function readTransaction(node: XmlNode, transaction: number, base: CamtBase, notice: Notice): Transaction {
  const refs = find(node, 'Refs');
  const parties = find(node, 'RltdPties');
  const unstructured = children(find(node, 'RmtInf'), 'Ustrd').map((text) => textAt(text, notice));
  const additionalInfo = textAt(node, notice, 'AddtlTxInf');
  return {
    ...base,
    transaction,
    endToEndId: textAt(refs, notice, 'EndToEndId'),
    instructionId: textAt(refs, notice, 'InstrId'),
    transactionId: textAt(refs, notice, 'TxId'),
    servicerReference: textAt(refs, notice, 'AcctSvcrRef'),
    checkNumber: textAt(refs, notice, 'ChqNb'),
    proprietaryReferences: children(refs, 'Prtry').map((item) => ({
      type: textAt(item, notice, 'Tp'),
      reference: textAt(item, notice, 'Ref'),
    })),
    amount: readAmount(find(node, 'Amt') ?? find(node, 'AmtDtls', 'TxAmt', 'Amt'), notice),
    indicator: readIndicator(node, notice),
    debtor: partyName(parties, 'Dbtr', notice),
    creditor: partyName(parties, 'Cdtr', notice),
    unstructured,
    structured: children(find(node, 'RmtInf'), 'Strd').flatMap((item) => {
      const reference = textAt(item, notice, 'CdtrRefInf', 'Ref');
      return reference === '' ? [] : [reference];
    }),
    additionalInfo,
    traces: tracesIn([...unstructured, additionalInfo]),
  };
}

/** Where an entry stands, and the transactions that were cut out of it. */
type EntryPlace = {
  readonly statement: number;
  readonly entry: number;
  readonly base: CamtBase;
  readonly transactions: readonly Transaction[];
};

/** `Ntry` from its shell; `Sts` is text up to version 07 and a choice of code or proprietary text from 08 on. */
export function readEntry(node: XmlNode, place: EntryPlace, notice: Notice): Entry {
  const code = find(node, 'BkTxCd');
  const additionalInfo = textAt(node, notice, 'AddtlNtryInf');
  return {
    kind: 'entry',
    ...place.base,
    statement: place.statement,
    entry: place.entry,
    reference: textAt(node, notice, 'NtryRef'),
    amount: readAmount(find(node, 'Amt'), notice),
    indicator: readIndicator(node, notice),
    isReversal: textAt(node, notice, 'RvslInd') === 'true' || textAt(node, notice, 'RvslInd') === '1',
    status: textAt(node, notice, 'Sts', 'Cd') || textAt(node, notice, 'Sts', 'Prtry') || textAt(node, notice, 'Sts'),
    bookingDate: readDate(find(node, 'BookgDt'), notice),
    valueDate: readDate(find(node, 'ValDt'), notice),
    servicerReference: textAt(node, notice, 'AcctSvcrRef'),
    bankCode: {
      domain: textAt(code, notice, 'Domn', 'Cd'),
      family: textAt(code, notice, 'Domn', 'Fmly', 'Cd'),
      subFamily: textAt(code, notice, 'Domn', 'Fmly', 'SubFmlyCd'),
      proprietary: textAt(code, notice, 'Prtry', 'Cd'),
    },
    batches: children(node, 'NtryDtls').flatMap((details) => readBatch(details, notice)),
    additionalInfo,
    transactions: place.transactions,
    traces: tracesIn([additionalInfo]),
  };
}

function readBatch(details: XmlNode, notice: Notice): readonly BatchInfo[] {
  const batch = find(details, 'Btch');
  if (batch === undefined) return [];
  return [{ count: countOf(textAt(batch, notice, 'NbOfTxs')), total: readAmount(find(batch, 'TtlAmt'), notice) }];
}

/** The span and path shared by all records; `line` counts entries, because XML has no records of its own. */
export const baseOf = (span: Span, line: number, path: string): CamtBase => ({ span, line, path });
