import { createHash } from 'node:crypto';
import { type Amount, type Asset, assetOf, nothing } from '@/domain/amount';
import { depositKey } from '@/domain/ties';
import type { Span } from '@/formats/finding';
import type { NewEvent } from '../flow';
import { type BankEvents, type BankEventType, EVENT_TYPES, type LineClass, type LineFacts, type Via } from './facts';
import { CURRENCY_DIGITS } from './type-codes.data';

/** One line as a reader saw it, whatever the format; `lineEvent` makes the same event of the same line in any of them. */
export type Seen = Omit<LineFacts, 'line' | 'tail' | 'amountMinor'> & {
  readonly account: string;
  readonly currency: string;
  readonly date: string | null;
  /** What the account gained; negative when it lost. */
  readonly signedMinor: bigint;
  /** False for what is not booked yet, or only explains another line: such an event has no amount of its own. */
  readonly counts: boolean;
  /** The bank's own reference of the line, or the ACH trace number of the entry. */
  readonly reference: string;
  readonly at: string | null;
  readonly span: Span;
  readonly path: string;
  /** A credit code that takes money away: banks count it among the debits, or less the credits. */
  readonly corrects?: boolean;
  /** Type when it does not follow from the class. */
  readonly type?: BankEventType;
};

/**
 * Payments and other outflows are counted in an asset of their own, so that what comes in is never reduced by what goes out;
 * both are part of a statement's totals.
 */
const OUT = '.OUT';

export const assetFor = (currency: string): Asset => assetOf(`${currency}/${CURRENCY_DIGITS[currency] ?? 2}`);
export const outAsset = (currency: string): Asset => assetOf(`${currency}${OUT}/${CURRENCY_DIGITS[currency] ?? 2}`);

/** Three letters of a currency; what is none is taken for dollars, which BAI2 says an empty one means. */
export const currencyOf = (text: string): string => (/^[A-Z]{3}$/.test(text) ? text : 'USD');

export const tailOf = (account: string): string => account.replace(/[^A-Za-z0-9]/g, '').slice(-4);

const TYPES: Readonly<Record<LineClass, BankEventType>> = {
  ach: 'deposit.received/1',
  wire: 'deposit.received/1',
  lockbox: 'deposit.received/1',
  check: 'deposit.received/1',
  card: 'deposit.received/1',
  'other-credit': 'deposit.received/1',
  'ach-returned': 'deposit.returned/1',
  'check-returned': 'deposit.returned/1',
  fee: 'bank.charged/1',
  sweep: 'bank.transferred/1',
  'payment-returned': 'payment.returned/1',
  payment: 'payment.cleared/1',
  'other-debit': 'bank.moved/1',
  unknown: 'line.unclassified/1',
};

export const digestOf = (...parts: readonly string[]): string => {
  const hash = createHash('sha256');
  // Length before text: two lists of parts never give the same bytes.
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex');
};

/** Numbers lines of one parcel that say the same, from 1: a bank gives two equal deposits of one day the same reference. */
export class LineNumbers {
  readonly #seen = new Map<string, number>();

  next(key: string): number {
    const number = (this.#seen.get(key) ?? 0) + 1;
    this.#seen.set(key, number);
    return number;
  }
}

const LINE_CHARS = 16;

/** What the same line has in common in every report of it: account, day, signed amount, the bank's reference. */
const sameLine = (seen: Seen, amount: string): string =>
  digestOf(depositKey(seen.account), seen.date ?? '', amount, depositKey(seen.reference));

/** Equal amounts of one day are one queue: reports of one payment that share no reference still share these. */
const cellKey = (seen: Seen, minor: bigint): string => `deposit|${seen.date ?? ''}|${seen.currency}|${minor}`;

export function amountOf(seen: Seen, type: BankEventType): Amount {
  if (!seen.counts || type === 'line.unclassified/1') return nothing;
  const asset = type === 'payment.cleared/1' ? outAsset(seen.currency) : assetFor(seen.currency);
  return { asset, minor: seen.signedMinor };
}

export const typeOf = (seen: Seen): BankEventType =>
  seen.type ?? (seen.counts ? TYPES[seen.class] : 'deposit.announced/1');

/** Account and what the payment may be known by; both are encrypted and can only be found by asking for the same text. */
export function identifiersOf(seen: Seen): Readonly<Record<string, string>> {
  const trace = seen.parts.flatMap(({ traces }) => traces)[0]?.text ?? seen.reference;
  return { ...(seen.account === '' ? {} : { account: seen.account }), ...(trace === '' ? {} : { trace }) };
}

/** What `verify` compares: amount and identifiers of the event of this type, from its own bytes. */
export const anew = (
  seen: Seen,
  type: string,
): { readonly amount: Amount; readonly identifiers: Readonly<Record<string, string>> } => {
  const own = EVENT_TYPES.find((each) => each === type) ?? typeOf(seen);
  const counts = own !== 'deposit.item/1' && own !== 'deposit.announced/1' && own !== 'change.noticed/1';
  return { amount: amountOf({ ...seen, counts }, own), identifiers: identifiersOf(seen) };
};

export function lineEvent(seen: Seen, numbers: LineNumbers): NewEvent<BankEvents> {
  const type = typeOf(seen);
  const same = sameLine(seen, `${seen.currency} ${seen.signedMinor}`);
  // Announced lines are numbered apart, or they would take the numbers of booked ones.
  const number = numbers.next(`${seen.counts ? '' : `${type} `}${same}`);
  const line = digestOf(same, String(number)).slice(0, LINE_CHARS);
  const { via, direction, code, originator, description, parts, card, reason, counterpart, group } = seen;
  const facts: LineFacts = {
    via,
    line,
    tail: tailOf(seen.account),
    direction,
    code,
    class: seen.class,
    amountMinor: seen.signedMinor,
    originator,
    description,
    parts,
    card,
    reason,
    counterpart,
    group,
  };
  return {
    type,
    facts,
    amount: amountOf(seen, type),
    at: seen.at,
    ...(seen.date === null ? {} : { businessDate: seen.date }),
    span: seen.span,
    path: seen.path,
    identifiers: identifiersOf(seen),
    order: orderOf(seen, type, line),
    naturalKey: `${seen.counts ? bookOf(seen.via) : type}|${line}|${same}`,
  } as NewEvent<BankEvents>;
}

function orderOf(seen: Seen, type: BankEventType, line: string): readonly [string, ...string[]] {
  if (type !== 'deposit.received/1' && type !== 'deposit.item/1') return [`line|${seen.via}|${line}`];
  const total = seen.group?.totalMinor ?? seen.signedMinor;
  if (type === 'deposit.item/1' || seen.via === 'lockbox') return [cellKey(seen, total)];
  const own = cellKey(seen, seen.signedMinor);
  // A statement may show an ACH batch as one line, or each of its entries.
  return total === seen.signedMinor ? [own] : [own, cellKey(seen, total)];
}

/** Statements of all formats are one book. Other files have their own, or they would take a line from the statement that books it. */
const bookOf = (via: Via): string => (isDetail(via) ? via : 'line');

export const isDetail = (via: Via): boolean => via === 'nacha' || via === 'lockbox';
