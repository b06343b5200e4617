import { failure } from '@/domain/failure';
import type { Master } from '@/domain/master';
import type { Scope } from '../flow';
import {
  type BankDecision,
  type BankItem,
  BOOK_ASSET,
  bankOf,
  bookFee,
  bookPayment,
  bookReturnedPayment,
  bookTransfer,
  type Context,
  classOf,
  ended,
  type LineItem,
  lineOf,
  payerOf,
  posted,
  stopped,
} from './book';
import { due, tied } from './clock';
import { bookDeposit, bookReturn, takeItem } from './deposit';
import { lineFacts, statementHead } from './facts';
import { assetFor, outAsset, tailOf } from './line';
import type { DepositMemory } from './memory';
import type { BankRules } from './rules';

const NOWHERE: Scope = { entity: null, facility: null, payer: null };

/**
 * One bank line to one balanced journal: bank against the account of its class. The bank says what cash there is, so a line is
 * booked at once and waits for no remit; what is not known about it stands in clearing under a tie that is still open.
 */
export function decide(
  item: BankItem,
  master: Master,
  rules: BankRules,
  memory: ReadonlyMap<string, DepositMemory>,
): BankDecision {
  switch (item.type) {
    case 'saga.due/1':
      return due(item, rules, memory);
    case 'tie.tied/1':
      return tied(item, rules, memory);
    case 'parcel.whole/1':
      return decideWhole(item, master, rules);
    case 'approval.given/1':
    case 'approval.declined/1':
    case 'posting.confirmed/1':
    case 'posting.refused/1':
      // Nothing of this flow asks for approvals or answers.
      return posted(NOWHERE, []);
    default:
      return decideLine(item, master, rules, memory);
  }
}

function decideLine(
  item: LineItem,
  master: Master,
  rules: BankRules,
  memory: ReadonlyMap<string, DepositMemory>,
): BankDecision {
  // Amounts are texts in storage.
  const facts = lineFacts.parse(item.facts);
  if (item.type === 'change.noticed/1') return noticed(item);
  // Not booked yet: the statement of the closed day brings the money (domain notes §2.3).
  if (item.type === 'deposit.announced/1') return posted(NOWHERE, []);
  const payer = payerOf(facts, item.businessDate, master, rules);
  const found = bankOf(item, master, rules);
  if ('field' in found) return stopped({ ...NOWHERE, payer }, found);
  const { code, bank } = found;
  const scope: Scope = { entity: bank.entity, facility: null, payer };
  const minor = facts.amountMinor;
  const isUnknown = item.type === 'line.unclassified/1';
  const foreign = item.amount.asset;
  if (item.type !== 'deposit.item/1' && !isUnknown && foreign !== assetFor('USD') && foreign !== outAsset('USD')) {
    return stopped(
      scope,
      failure('FOREIGN_CURRENCY', 'line.currency', foreign.split('/')[0] ?? '', { account: bank.name }),
    );
  }
  const context: Context = {
    item,
    facts,
    master,
    rules,
    code,
    bank,
    class: classOf(item, bank, rules),
    payer,
    scope,
    minor,
  };
  if (item.type === 'deposit.item/1') return takeItem(context, memory);
  return decideClass(isUnknown ? directed(context) : context, memory);
}

/** A code of the bank's own says no direction; the class that a rule or a person gives it does. */
function directed(context: Context): Context {
  const takesAway =
    context.class === 'payment' || context.class === 'ach-returned' || context.class === 'check-returned';
  return takesAway || context.class === 'fee' ? { ...context, minor: -context.minor } : context;
}

function decideClass(context: Context, memory: ReadonlyMap<string, DepositMemory>): BankDecision {
  const { facts, scope, bank, item, minor } = context;
  switch (context.class) {
    case 'fee':
      return bookFee(context);
    case 'sweep':
      return bookTransfer(context);
    case 'payment':
      return bookPayment(context);
    case 'payment-returned':
      return facts.via === 'nacha' && bank.books.ach !== 'nacha'
        ? ended(scope, 'The statement books this return.')
        : bookReturnedPayment(context);
    case 'ach-returned':
    case 'check-returned':
      return bookReturn(context, memory);
    case 'unknown':
    case 'other-debit': {
      const code = `${facts.via.startsWith('camt') ? 'camt' : facts.via}:${facts.code}`;
      return stopped(scope, failure('BANK_CODE_UNMAPPED', 'line.code', code, { account: bank.name }));
    }
    default:
      // A person may call a debit a deposit; cash that left is then a deposit taken back.
      return minor < 0n && item.type !== 'deposit.received/1'
        ? bookReturn(context, memory)
        : bookDeposit(context, memory);
  }
}

/** NOC (Nacha Operating Rules, addenda 98): the account that a payment of ours went to has changed. A person must call back. */
function noticed(item: LineItem): BankDecision {
  if (item.judgements.some(({ mark }) => mark === 'handled')) return posted(NOWHERE, []);
  return stopped(NOWHERE, failure('ACCOUNT_CHANGE_NOTICED', 'notice.code', item.facts.reason ?? ''));
}

type Whole = Extract<BankItem, { type: 'parcel.whole/1' }>;

/** A statement that cannot be worked line by line: its net cash may still be real, and then nobody knows yet what it is. */
function decideWhole(item: Whole, master: Master, rules: BankRules): BankDecision {
  const head = statementHead.safeParse(item.parcel.head);
  const tail = head.success ? tailOf(head.data.account) : '';
  const name = `····${tail} ${item.businessDate}`;
  if (!item.judgements.some(({ mark }) => mark === 'unidentified')) {
    return stopped(NOWHERE, failure('STATEMENT_UNBALANCED', 'statement.totals', name));
  }
  const code = master.lookup('bank-account', item.tokens.account ?? `*${tail}`, item.businessDate) ?? '';
  const bank = Object.hasOwn(rules.banks, code) ? rules.banks[code] : undefined;
  if (bank === undefined) return stopped(NOWHERE, failure('BANK_ACCOUNT_UNKNOWN', 'bank.account', `····${tail}`));
  if (item.amount.asset !== BOOK_ASSET) {
    return stopped(NOWHERE, failure('FOREIGN_CURRENCY', 'line.currency', item.amount.asset, { account: bank.name }));
  }
  const { minor } = item.amount;
  const lines = [
    lineOf(bank.entity, bank.account, 'bank', minor),
    lineOf(bank.entity, rules.accounts.unidentified, 'statement.unidentified', -minor),
  ];
  const draft = { ref: 'whole', kind: 'journal', role: 'bank', entity: bank.entity, asset: BOOK_ASSET, lines } as const;
  return posted({ entity: bank.entity, facility: null, payer: null }, minor === 0n ? [] : [draft]);
}
