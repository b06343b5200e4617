import type { Account, Bai2Record, Detail, GroupHeader } from '@/formats/bai2/model';
import { openBai2 } from '@/formats/bai2/reader';
import { TYPE_CODES, typeCodeOf } from '@/formats/bai2/type-codes';
import type { Span } from '@/formats/finding';
import type { Sink, Source } from '../flow';
import type { BankEvents, LineClass, StatementHead } from './facts';
import { anew, currencyOf, type Seen, tailOf } from './line';
import { dateOf, Findings, OpenParcel, type Stated } from './parcel';
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
import { BAI2_CLASSES } from './type-codes.data';

/** BAI2 balance reports (Cash Management Balance Reporting Specifications, Version 2): one parcel per 03 account record. */
export const bai2File: Source<StatementHead, BankEvents> = {
  takes: ({ format }) => format === 'bai2',
  open: (sink) => {
    const reading = new Bai2Reading(sink);
    const reader = openBai2(reading.findings);
    return {
      push: (bytes) => reading.take(reader.push(bytes)),
      end: () => {
        reading.take(reader.end());
        return reading.finish();
      },
    };
  },
  again: ({ bytes, type }, head) => anew(bai2Line(bytes, head), type),
};

/** The record alone, without file and account around it: what is missing there is no finding here. */
export function bai2Line(bytes: Uint8Array, head: StatementHead): Seen {
  const reader = openBai2(new Findings({ finding: () => undefined }));
  const detail = [...reader.push(bytes), ...reader.end()].find((record) => record.kind === 'detail');
  if (detail === undefined) throw new RangeError('The span holds no BAI2 detail record.');
  return seenOf(detail, head);
}

/** 02 as-of modifiers: 1 and 2 are of a closed day, 3 and 4 of the running one (domain notes §2.3: never post those). */
const STATUS: Readonly<Record<string, StatementHead['status']>> = { '1': 'interim', '3': 'same-day', '4': 'same-day' };

function statusOf(group: GroupHeader | null): StatementHead['status'] {
  if (group?.status === '4') return 'test';
  if (group?.status === '2') return 'deleted';
  return STATUS[group?.asOfModifier ?? ''] ?? 'final';
}

function headOf(account: Account, group: GroupHeader | null): StatementHead {
  const total = (code: string) => account.summaries.find((summary) => summary.typeCode === code)?.amountMinor ?? null;
  return {
    via: 'bai2',
    account: account.account,
    tail: tailOf(account.account),
    currency: currencyOf(account.currency || group?.currency || ''),
    date: dateOf(group?.asOfDate ?? ''),
    status: statusOf(group),
    sender: group?.originator ?? '',
    // Statements of one day that begin where another ended continue it; only those with one opening balance (010) contradict.
    slot: total('010')?.toString() ?? '',
    sec: null,
    description: null,
    originator: null,
    creditMinor: total('100')?.toString() ?? null,
    debitMinor: total('400')?.toString() ?? null,
    lines: 0,
  };
}

/** A credit code with a minus takes money away; a debit does, with or without one. */
function signed(detail: Detail, kind: string | undefined): bigint {
  const amount = detail.amountMinor ?? 0n;
  return kind === 'debit' ? (amount < 0n ? amount : -amount) : amount;
}

const BY_DIRECTION: Readonly<Record<string, LineClass>> = { credit: 'other-credit', debit: 'other-debit' };

function seenOf(detail: Detail, head: StatementHead): Seen {
  const known = typeCodeOf(detail.typeCode);
  const kind = known?.kind === 'credit' || known?.kind === 'debit' ? known.kind : undefined;
  const { text } = detail;
  const flat = text.replaceAll('\n', ' ');
  const trns = trnTraces(text.split('\n'), detail.traces);
  const signedMinor = signed(detail, kind);
  const usual = kind === undefined ? 'unknown' : (BAI2_CLASSES[detail.typeCode] ?? BY_DIRECTION[kind] ?? 'unknown');
  return {
    via: 'bai2',
    account: head.account,
    currency: head.currency,
    date: head.date,
    direction: kind === undefined ? 'unknown' : signedMinor < 0n ? 'debit' : 'credit',
    code: detail.typeCode,
    // A credit code that takes money away corrects an earlier deposit.
    class: kind === 'credit' && signedMinor < 0n && usual !== 'fee' && usual !== 'sweep' ? 'check-returned' : usual,
    signedMinor,
    corrects: kind === 'credit' && signedMinor < 0n,
    counts: head.status !== 'same-day',
    reference: detail.bankReference || detail.customerReference,
    originator: originatorIn(trns) ?? companyIn(flat),
    description: isClaimPayment(flat) ? 'HCCLAIMPMT' : null,
    parts: [
      {
        amountMinor: signedMinor,
        traces: distinct([
          ...foundTraces(trns),
          ...textTraces(flat),
          ...reference(detail.customerReference, 'customer-reference'),
        ]),
      },
    ],
    card: cardIn(flat, signedMinor),
    reason: null,
    counterpart: counterpartIn(flat),
    group: null,
    at: null,
    span: detail.span,
    path: detail.path,
  };
}

/** A deposit whose items may follow, and how much of it they have not explained yet. */
type Parent = { readonly line: string; readonly totalMinor: bigint; left: bigint };

class Bai2Reading {
  readonly findings: Findings;
  readonly #sink: Sink<StatementHead, BankEvents>;
  #group: GroupHeader | null = null;
  #head: StatementHead | null = null;
  #parcel = new OpenParcel();
  #start: Span = { offset: 0, length: 0 };
  #path = '';
  /** By the code that its items name it by. */
  #parents = new Map<string, Parent>();
  /** Items that came before the deposit they belong to. */
  #early = new Map<string, Seen[]>();
  #accounts = 0;

  constructor(sink: Sink<StatementHead, BankEvents>) {
    this.#sink = sink;
    this.findings = new Findings(sink);
  }

  take(records: readonly Bai2Record[]): void {
    for (const record of records) {
      if (record.kind === 'groupHeader') this.#group = record;
      else if (record.kind === 'account') this.#open(record);
      else if (record.kind === 'detail') this.#line(record);
      else if (record.kind === 'accountTrailer') this.#close(record.span);
    }
  }

  finish() {
    // An account without its trailer makes the file incomplete; its lines still need a parcel to stand in.
    if (this.#head !== null) this.#close({ offset: this.#start.offset, length: this.#start.length });
    return this.findings.judged();
  }

  #open(account: Account): void {
    if (this.#head !== null) this.#close(this.#start);
    this.#head = headOf(account, this.#group);
    this.#accounts += 1;
    this.#start = account.span;
    this.#path = account.path;
    this.#parcel = new OpenParcel();
    this.#parents = new Map();
    this.#early = new Map();
    const { date, status, currency } = this.#head;
    this.#parcel.say(account.account, date ?? '', status, currency);
    for (const { typeCode, amountText, itemCount } of account.summaries)
      this.#parcel.say(typeCode, amountText, itemCount);
  }

  #line(detail: Detail): void {
    const head = this.#head;
    if (head === null || detail.amountMinor === null) return;
    const { typeCode, amountText, bankReference, customerReference } = detail;
    this.#parcel.say(typeCode, amountText, bankReference, customerReference, detail.text.replace(/\s+/g, ' ').trim());
    const known = TYPE_CODES[typeCode];
    // A total that a bank writes among the lines repeats them.
    if (known?.level === 'summary') {
      const place = { offset: detail.span.offset, line: detail.line, path: detail.path };
      this.findings.add('BANK_TOTAL_AS_LINE', TOTAL_AS_LINE, place, `Type ${typeCode}.`);
      return;
    }
    const seen = seenOf(detail, head);
    if (known?.partOf === undefined || !seen.counts) this.#count(seen);
    else this.#item(seen, known.partOf);
  }

  #count(seen: Seen): void {
    const event = this.#parcel.emit(seen, this.#sink);
    if (!seen.counts || seen.signedMinor <= 0n) return;
    const parent: Parent = { line: event.facts.line, totalMinor: seen.signedMinor, left: seen.signedMinor };
    this.#parents.set(seen.code, parent);
    const early = this.#early.get(seen.code) ?? [];
    const sum = early.reduce((total, item) => total + item.signedMinor, 0n);
    if (early.length === 0 || sum !== seen.signedMinor) return;
    this.#early.delete(seen.code);
    for (const item of early) this.#explain(item, parent);
  }

  /** 116 and 143 are inside a 115 or 142 of the same account and are never counted beside it (domain notes §2.3). */
  #item(seen: Seen, partOf: string): void {
    const parent = this.#parents.get(partOf);
    if (parent !== undefined && seen.signedMinor <= parent.left) this.#explain(seen, parent);
    else {
      const early = this.#early.get(partOf) ?? [];
      early.push(seen);
      this.#early.set(partOf, early);
    }
  }

  #explain(seen: Seen, parent: Parent): void {
    parent.left -= seen.signedMinor;
    const group = { id: parent.line, totalMinor: parent.totalMinor };
    this.#parcel.emit({ ...seen, counts: false, type: 'deposit.item/1', group }, this.#sink);
  }

  #close(end: Span): void {
    const head = this.#head;
    if (head === null) return;
    for (const [partOf, items] of this.#early) {
      const parent = this.#parents.get(partOf);
      // Without any deposit of their kind the items are all that the bank says of the money.
      for (const item of items) {
        if (parent === undefined) this.#parcel.emit(item, this.#sink);
        else this.#explain(item, parent);
      }
    }
    const span = { offset: this.#start.offset, length: end.offset + end.length - this.#start.offset };
    const stated: Stated = { credit: minorOf(head.creditMinor), debit: minorOf(head.debitMinor) };
    this.#sink.parcelEnd(this.#parcel.end(head, { span, path: this.#path }, stated, this.findings.taken()));
    this.#head = null;
  }
}

const minorOf = (text: string | null): bigint | null => {
  if (text === null) return null;
  const minor = BigInt(text);
  // Some banks write the total of debits with a minus.
  return minor < 0n ? -minor : minor;
};

const TOTAL_AS_LINE = {
  severity: 'warning',
  message: 'A line carries the code of a total; it repeats other lines and is not counted.',
  cure: 'Ask the bank for detail lines where the account shows none.',
} as const;
