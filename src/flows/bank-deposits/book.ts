import { type Asset, usd } from '@/domain/amount';
import { addBusinessDays } from '@/domain/business-days';
import type { DraftLine } from '@/domain/draft';
import { type Failure, failure } from '@/domain/failure';
import type { Master } from '@/domain/master';
import type { Decision, Draft, Item, Scope, TieEntry } from '../flow';
import type { BankEvents, LineClass, LineFacts } from './facts';
import type { DepositMemory } from './memory';
import type { BankRow, BankRules } from './rules';

export type BankItem = Item<BankEvents>;
export type LineItem = Extract<BankItem, { type: keyof BankEvents }>;
export type BankDecision = Decision<DepositMemory>;
type Post = Extract<BankDecision, { kind: 'post' }>;

/** What every line is decided with. */
export type Context = {
  readonly item: LineItem;
  readonly facts: LineFacts;
  readonly master: Master;
  readonly rules: BankRules;
  readonly code: string;
  readonly bank: BankRow;
  readonly class: LineClass;
  readonly payer: string | null;
  readonly scope: Scope;
  /** What the account gained. */
  readonly minor: bigint;
};

export const BOOK_ASSET: Asset = 'USD/2';

/** The bank account by its number; where banks mask it, by its last four digits, when the rules allow that. */
export function bankOf(item: LineItem, master: Master, rules: BankRules): { code: string; bank: BankRow } | Failure {
  const { tail } = item.facts;
  const token = item.tokens.account;
  const code =
    (token && master.lookup('bank-account', token, item.businessDate)) ||
    (rules.tailIsEnough && tail !== '' && master.lookup('bank-account', `*${tail}`, item.businessDate)) ||
    '';
  const bank = Object.hasOwn(rules.banks, code) ? rules.banks[code] : undefined;
  if (bank !== undefined) return { code, bank };
  return failure('BANK_ACCOUNT_UNKNOWN', 'bank.account', `····${tail}`, code === '' ? {} : { code });
}

const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** Marks by which a person says what a line is. */
export const CLASS_MARKS: Readonly<Record<string, LineClass>> = {
  'is-deposit': 'other-credit',
  'is-fee': 'fee',
  'is-sweep': 'sweep',
  'is-payment': 'payment',
  'is-return': 'ach-returned',
};

/** A person's word, then this account's own codes, then those for all accounts, then what the reader took it for. */
export function classOf(item: LineItem, bank: BankRow, rules: BankRules): LineClass {
  const { via, code, class: usual } = item.facts;
  const mark = [...item.judgements].reverse().find((judgement) => Object.hasOwn(CLASS_MARKS, judgement.mark))?.mark;
  if (mark !== undefined) return CLASS_MARKS[mark] as LineClass;
  const family = via.startsWith('camt') ? 'camt' : via;
  return own(bank.codes, code) ?? own(rules.codes, `${family}:${code}`) ?? usual;
}

/** The payer's code, by what the rules say of its ACH company id or by master data. */
export function payerOf(facts: LineFacts, date: string, master: Master, rules: BankRules): string | null {
  const company = facts.originator?.trim().toUpperCase() ?? '';
  if (company === '') return null;
  const hint = rules.originators.find((row) => row.company === company);
  const code = hint?.payer ?? master.lookup('payer', company, date);
  return code !== undefined && code !== null && master.payers.has(code) ? code : null;
}

export function lineOf(
  entity: string,
  account: string,
  rule: string,
  amountMinor: bigint,
  over: Partial<Pick<DraftLine, 'costCenter' | 'affiliate'>> = {},
): DraftLine {
  const none = { costCenter: null, facility: null, payerClass: null, affiliate: null };
  return { entity, account, ...none, ...over, amountMinor, rule };
}

/** The bank's line and what stands against it; lines of nothing are left out. */
export function journal(context: Context, ref: string, others: readonly DraftLine[]): Draft {
  const { bank, minor, facts } = context;
  const lines = [lineOf(bank.entity, bank.account, 'bank', minor), ...others].filter((line) => line.amountMinor !== 0n);
  return {
    ref,
    kind: 'journal',
    role: 'bank',
    entity: bank.entity,
    asset: BOOK_ASSET,
    lines,
    description: `Bank ${bank.name} ${facts.code}`,
  };
}

/** One line against one account. */
export const against = (
  context: Context,
  account: string,
  rule: string,
  over: Partial<Pick<DraftLine, 'costCenter' | 'affiliate'>> = {},
): Draft =>
  journal(context, `book-${context.facts.line}`, [lineOf(context.bank.entity, account, rule, -context.minor, over)]);

export const posted = (scope: Scope, drafts: readonly Draft[], ties: readonly TieEntry[] = []): Post => ({
  kind: 'post',
  scope,
  drafts,
  ...(ties.length === 0 ? {} : { ties }),
});

export const ended = (scope: Scope, reason: string): BankDecision => ({ kind: 'end', as: 'duplicate', reason, scope });

/** A line that stops holds up nobody: the next one of the same day and amount is another deposit. */
export const stopped = (scope: Scope, cause: Failure): BankDecision => ({
  kind: 'stop',
  failure: cause,
  scope,
  queue: 'aside',
});

export function bookFee(context: Context): BankDecision {
  const { bank, rules } = context;
  return posted(context.scope, [
    against(context, rules.accounts.bankFees, 'bank.fee', { costCenter: bank.costCenter }),
  ]);
}

/** A payment that cleared is booked by whoever made it: twice would be twice the cash. */
export function bookPayment(context: Context): BankDecision {
  const { bank, rules, scope } = context;
  if (bank.payments === 'erp') return ended(scope, 'The ERP books its own payments when they clear.');
  return posted(scope, [against(context, rules.accounts.payments, 'bank.payment')]);
}

export const bookReturnedPayment = (context: Context): BankDecision =>
  posted(context.scope, [against(context, context.rules.accounts.payments, 'bank.payment-returned')]);

/**
 * Money between own accounts stands in the transfer account until the other account's statement shows it too. Between legal
 * entities it is owed: each must balance by itself, so due-to and due-from stand against the bank.
 */
export function bookTransfer(context: Context): BankDecision {
  const { bank, rules, minor, scope, item, facts } = context;
  const other = counterpartOf(context);
  const amount = minor < 0n ? -minor : minor;
  const tie: TieEntry = {
    tie: 'transfer',
    key: `${item.businessDate}|${amount}`,
    side: minor < 0n ? 'out' : 'in',
    amount: usd(minor),
    due: addBusinessDays(item.businessDate, rules.clocks.transferDays),
  };
  if (other === null || other.entity === bank.entity) {
    return posted(scope, [against(context, rules.accounts.transfers, 'bank.transfer')], [tie]);
  }
  const { dueFrom, dueTo } = rules.accounts;
  const [account, rule] = minor < 0n ? [dueFrom, 'bank.transfer.due-from'] : [dueTo, 'bank.transfer.due-to'];
  const draft = journal(context, `book-${facts.line}`, [
    lineOf(bank.entity, account, rule, -minor, { affiliate: other.entity }),
  ]);
  return posted(scope, [draft], [tie]);
}

/** Money that leaves goes where its account is swept to; what arrives comes from the account whose last digits the line names. */
function counterpartOf({ bank, facts, minor, master, rules, item }: Context): BankRow | null {
  const named = facts.counterpart && master.lookup('bank-account', `*${facts.counterpart}`, item.businessDate);
  const byName = named ? own(rules.banks, named) : undefined;
  if (byName !== undefined) return byName;
  return minor < 0n && bank.sweepsTo !== null ? (own(rules.banks, bank.sweepsTo) ?? null) : null;
}
