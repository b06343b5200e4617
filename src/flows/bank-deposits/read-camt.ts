import type { Decimal } from '@/domain/money';
import type {
  BankCode,
  CamtAmount,
  CamtRecord,
  Entry,
  Message,
  Statement,
  StatementEnd,
  Transaction,
} from '@/formats/camt/model';
import { openCamt } from '@/formats/camt/reader';
import type { Sink, Source } from '../flow';
import type { BankEvents, LineClass, Part, StatementHead, TraceFound, Via } from './facts';
import { anew, currencyOf, type Seen, tailOf } from './line';
import { calendarDate, Findings, NOTHING_STATED, OpenParcel } from './parcel';
import {
  cardIn,
  companyIn,
  counterpartIn,
  distinct,
  foundTraces,
  isClaimPayment,
  originatorIn,
  reference,
  textTraces,
  trnTraces,
} from './traces';
import { BAI2_CLASSES, CAMT_CLASSES, CURRENCY_DIGITS } from './type-codes.data';

/**
 * ISO 20022 camt.052, 053 and 054: one parcel per statement, report or notification. Only entries with status BOOK are
 * money; pending, informing and future ones are announced and have no amount.
 */
export const camtFile: Source<StatementHead, BankEvents> = {
  takes: ({ format }) => format === 'camt',
  open: (sink) => {
    const reading = new CamtReading(sink);
    const reader = openCamt(reading.findings);
    return {
      push: (bytes) => reading.take(reader.push(bytes)),
      end: () => {
        reading.take(reader.end());
        return reading.finish();
      },
    };
  },
  again: ({ bytes, type }, head) => anew(camtLine(bytes, head), type),
};

/** The entry alone, inside the elements that the reader expects around it. */
export function camtLine(bytes: Uint8Array, head: StatementHead): Seen {
  const reader = openCamt(new Findings({ finding: () => undefined }));
  const wrapped = Buffer.concat([Buffer.from(OPENING), bytes, Buffer.from(CLOSING)]);
  const entry = [...reader.push(wrapped), ...reader.end()].find((record) => record.kind === 'entry');
  if (entry === undefined) throw new RangeError('The span holds no entry of a camt statement.');
  const seen = seenOf(entry, head);
  if (seen === null) throw new RangeError('The entry of the span has no amount.');
  return seen;
}

const OPENING =
  '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr></GrpHdr><Stmt>';
const CLOSING = '</Stmt></BkToCstmrStmt></Document>';

const VIA: Readonly<Record<Statement['type'], Via>> = { Rpt: 'camt.052', Stmt: 'camt.053', Ntfctn: 'camt.054' };

/** Exact minor units; null when there is no amount or it is finer than its currency. */
function minorOf(amount: CamtAmount | null): bigint | null {
  if (amount === null) return null;
  const { unscaled, scale }: Decimal = amount.decimal;
  const digits = CURRENCY_DIGITS[amount.currency] ?? 2;
  if (scale <= digits) return unscaled * 10n ** BigInt(digits - scale);
  const factor = 10n ** BigInt(scale - digits);
  return unscaled % factor === 0n ? unscaled / factor : null;
}

const day = (text: string): string | null => calendarDate(text.slice(0, 10));

function headOf(statement: Statement, message: Message | null): StatementHead {
  const closing = statement.balances.find(({ type }) => type === 'CLBD');
  const opening = statement.balances.find(({ type }) => type === 'OPBD');
  return {
    via: VIA[statement.type],
    account: statement.account,
    tail: tailOf(statement.account),
    currency: currencyOf(statement.currency || closing?.amount.currency || ''),
    date: day(statement.to) ?? day(closing?.date ?? '') ?? day(statement.createdAt) ?? day(message?.createdAt ?? ''),
    status: statement.type === 'Stmt' ? 'final' : 'notice',
    sender: '',
    // Pages of one statement do not contradict each other, nor do statements that begin where another ended.
    slot: opening ? `${message?.page || '1'}|${opening.amount.text}` : (message?.page ?? ''),
    sec: null,
    description: null,
    originator: null,
    creditMinor: null,
    debitMinor: null,
    lines: 0,
  };
}

function classOf({ domain, family, subFamily, proprietary }: BankCode, side: 'credit' | 'debit'): LineClass {
  // Banks of the United States put their BAI2 code into the proprietary one, which says more than the ISO codes.
  const own = /^\d{3}$/.test(proprietary) ? BAI2_CLASSES[proprietary] : undefined;
  if (own !== undefined) return own;
  const row = CAMT_CLASSES[subFamily] ?? (domain === 'PMNT' || domain === '' ? CAMT_CLASSES[family] : undefined);
  return row?.[side] ?? (side === 'credit' ? 'other-credit' : 'other-debit');
}

const codeText = ({ domain, family, subFamily, proprietary }: BankCode): string =>
  proprietary || [domain, family, subFamily].filter((code) => code !== '').join('.');

/** The carrier of a trace is the bank's choice (domain notes §2.5): every field that may hold one is looked at. */
function tracesOf(item: Transaction): readonly TraceFound[] {
  const text = [...item.unstructured, item.additionalInfo].join(' ');
  return [
    ...foundTraces(trnTraces([...item.unstructured, item.additionalInfo], item.traces)),
    ...item.structured.flatMap((found) => reference(found, 'structured')),
    ...(item.checkNumber === '' ? [] : [{ text: item.checkNumber, how: 'check' as const }]),
    ...reference(item.endToEndId, 'end-to-end'),
    ...reference(item.instructionId, 'customer-reference'),
    ...item.proprietaryReferences.flatMap((found) => reference(found.reference, 'customer-reference')),
    ...textTraces(text),
  ];
}

/** One part per transaction when they explain the entry to the cent; else one part that holds all that was found. */
function partsOf(entry: Entry, signedMinor: bigint): Part[] {
  const own = distinct([
    ...foundTraces(trnTraces([entry.additionalInfo], entry.traces)),
    ...textTraces(entry.additionalInfo),
  ]);
  const each = entry.transactions.map((item): Part | null => {
    const minor = minorOf(item.amount);
    if (minor === null || item.amount?.currency !== entry.amount?.currency) return null;
    const isOpposite = item.indicator !== '' && item.indicator !== entry.indicator;
    const isNegative = isOpposite !== signedMinor < 0n;
    return { amountMinor: isNegative ? -minor : minor, traces: distinct(tracesOf(item)) };
  });
  const parts = each.filter((part) => part !== null);
  const sum = parts.reduce((total, { amountMinor }) => total + amountMinor, 0n);
  if (parts.length > 1 && parts.length === each.length && sum === signedMinor) return parts;
  return [{ amountMinor: signedMinor, traces: distinct([...own, ...entry.transactions.flatMap(tracesOf)]) }];
}

function seenOf(entry: Entry, head: StatementHead): Seen | null {
  const minor = minorOf(entry.amount);
  if (minor === null || entry.amount === null || entry.indicator === '') return null;
  const side = entry.indicator === 'CRDT' ? 'credit' : 'debit';
  const signedMinor = side === 'credit' ? minor : -minor;
  const texts = [
    entry.additionalInfo,
    ...entry.transactions.flatMap((item) => [...item.unstructured, item.additionalInfo]),
  ];
  const text = texts.join(' ');
  const traces = [...entry.traces, ...entry.transactions.flatMap((item) => item.traces)];
  const usual = classOf(entry.bankCode, side);
  const reversed: LineClass = side === 'credit' ? 'payment-returned' : 'ach-returned';
  return {
    via: head.via,
    account: head.account,
    currency: currencyOf(entry.amount.currency),
    date: day(entry.bookingDate) ?? day(entry.valueDate) ?? head.date,
    direction: side,
    code: codeText(entry.bankCode),
    class: entry.isReversal && usual !== 'fee' && usual !== 'sweep' ? reversed : usual,
    signedMinor,
    counts: entry.status === 'BOOK',
    reference: entry.servicerReference || onlyReference(entry.transactions),
    originator: originatorIn(traces) ?? companyIn(text),
    description: isClaimPayment(text) ? 'HCCLAIMPMT' : null,
    parts: partsOf(entry, signedMinor),
    card: cardIn(text, signedMinor),
    reason: entry.isReversal ? 'reversal' : null,
    counterpart: counterpartIn(text),
    group: null,
    at: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(entry.bookingDate)
      ? new Date(entry.bookingDate).toISOString()
      : null,
    span: entry.span,
    path: entry.path,
  };
}

/** Some banks give the servicer's reference with the only transaction instead of the entry. */
const onlyReference = (transactions: readonly Transaction[]): string =>
  transactions.length === 1 ? (transactions[0]?.servicerReference ?? '') : '';

class CamtReading {
  readonly findings: Findings;
  readonly #sink: Sink<StatementHead, BankEvents>;
  #message: Message | null = null;
  #open: { readonly statement: Statement; readonly head: StatementHead; readonly parcel: OpenParcel } | null = null;

  constructor(sink: Sink<StatementHead, BankEvents>) {
    this.#sink = sink;
    this.findings = new Findings(sink);
  }

  take(records: readonly CamtRecord[]): void {
    for (const record of records) {
      if (record.kind === 'message') this.#message = record;
      else if (record.kind === 'statement') this.#start(record);
      else if (record.kind === 'entry') this.#entry(record);
      else this.#close(record);
    }
  }

  finish() {
    this.#close(null);
    return this.findings.judged();
  }

  #start(statement: Statement): void {
    this.#close(null);
    const head = headOf(statement, this.#message);
    const parcel = new OpenParcel();
    parcel.say(head.via, head.account, head.date ?? '', head.currency);
    for (const { type, amount, indicator, date } of statement.balances) parcel.say(type, amount.text, indicator, date);
    this.#open = { statement, head, parcel };
  }

  #entry(entry: Entry): void {
    if (this.#open === null) return;
    const { head, parcel } = this.#open;
    const { domain, family, subFamily, proprietary } = entry.bankCode;
    parcel.say(
      entry.amount?.text ?? '',
      entry.amount?.currency ?? '',
      entry.indicator,
      entry.status,
      entry.bookingDate,
    );
    parcel.say(entry.servicerReference, domain, family, subFamily, proprietary, entry.additionalInfo);
    for (const item of entry.transactions) {
      parcel.say(item.endToEndId, item.servicerReference, item.checkNumber, item.amount?.text ?? '');
      parcel.say(...item.unstructured, ...item.structured, item.additionalInfo);
    }
    const seen = seenOf(entry, head);
    if (seen !== null) parcel.emit(seen, this.#sink);
  }

  #close(end: StatementEnd | null): void {
    const open = this.#open;
    if (open === null) return;
    this.#open = null;
    const span = end?.span ?? open.statement.span;
    const { head, parcel, statement } = open;
    // Opening, closing and summary are compared by the reader, in every currency; what it found is in its findings.
    this.#sink.parcelEnd(parcel.end(head, { span, path: statement.path }, NOTHING_STATED, this.findings.taken()));
  }
}
