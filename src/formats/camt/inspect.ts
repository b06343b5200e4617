import { addDecimal, type Decimal, formatDecimal, parseDecimal, subtractDecimal, ZERO } from '@/domain/money';
import type { ByteSource, Finding } from '../finding';
import { counted, readableAmount } from '../inspection';
import { FindingCollector } from '../shared/finding-collector';
import { detached } from '../shared/lines';
import type { Balance, Entry, StatementEnd, StatementKind } from './model';
import { readCamt } from './reader';
import { openingAndClosing, openingGivesClosing } from './totals';

/** Statements and references listed one by one; beyond this only the counts go on and `lists_cut` says so. */
export const LIST_MAX = 10_000;

/** Facts of one statement; sums are exact decimal texts over entries of every status. */
export type CamtStatementFacts = {
  readonly kind: StatementKind;
  entries: number;
  credit: string;
  debit: string;
  tx_details: number;
  reversal_entries: number;
  balances: [string, string, string, string][];
  opening_plus_entries_eq_closing: boolean | null;
  readonly end_to_end_ids: string[];
};

/** Balance of one statement over its booked entries, in the order of `statements`; `null` for a balance it has not. */
type BookedBalance = {
  opening: string | null;
  booked_credit: string;
  booked_debit: string;
  closing: string | null;
  difference: string | null;
};

/** Counts and control totals of one camt file. */
type CamtInspection = {
  namespace: string;
  statements: CamtStatementFacts[];
  booked_balances: BookedBalance[];
  entries: number;
  lists_cut: boolean;
  findings: readonly Finding[];
};

const balanceRow = (balance: Balance): [string, string, string, string] => [
  balance.type,
  balance.amount.text,
  balance.indicator,
  balance.amount.currency,
];

function bookedBalance({ balances, totals: { bookedCredit, bookedDebit } }: StatementEnd): BookedBalance {
  const { opening, closing } = openingAndClosing(balances);
  const difference =
    opening === null || closing === null
      ? null
      : subtractDecimal(closing, subtractDecimal(addDecimal(opening, bookedCredit), bookedDebit));
  const text = (amount: Decimal | null) => (amount === null ? null : formatDecimal(amount));
  return {
    opening: text(opening),
    booked_credit: formatDecimal(bookedCredit),
    booked_debit: formatDecimal(bookedDebit),
    closing: text(closing),
    difference: text(difference),
  };
}

const decimalOf = (text: string): Decimal => parseDecimal(text) ?? ZERO;

class Inspector {
  readonly facts: CamtInspection = {
    namespace: '',
    statements: [],
    booked_balances: [],
    entries: 0,
    lists_cut: false,
    findings: [],
  };
  #statement: CamtStatementFacts | null = null;
  #ids = 0;

  open(kind: StatementKind): void {
    this.#statement = {
      kind,
      entries: 0,
      credit: '0',
      debit: '0',
      tx_details: 0,
      reversal_entries: 0,
      balances: [],
      opening_plus_entries_eq_closing: null,
      end_to_end_ids: [],
    };
    if (this.facts.statements.length < LIST_MAX) this.facts.statements.push(this.#statement);
    else this.facts.lists_cut = true;
  }

  entry(record: Entry): void {
    this.facts.entries += 1;
    for (const { endToEndId } of record.transactions) {
      if (endToEndId === '') continue;
      this.#ids += 1;
      if (this.#ids <= LIST_MAX) this.#statement?.end_to_end_ids.push(detached(endToEndId));
      else this.facts.lists_cut = true;
    }
  }

  close(record: StatementEnd): void {
    if (this.#statement === null) return;
    const { totals, balances } = record;
    this.#statement.entries = totals.entries;
    this.#statement.credit = formatDecimal(totals.credit);
    this.#statement.debit = formatDecimal(totals.debit);
    this.#statement.tx_details = totals.transactions;
    this.#statement.reversal_entries = totals.reversals;
    this.#statement.balances = balances.slice(0, LIST_MAX).map(balanceRow);
    this.#statement.opening_plus_entries_eq_closing = openingGivesClosing(
      balances,
      totals.bookedCredit,
      totals.bookedDebit,
    );
    if (this.facts.booked_balances.length < LIST_MAX) this.facts.booked_balances.push(bookedBalance(record));
    this.#statement = null;
  }
}

/** Counts, control totals and findings of a camt.052, 053 or 054 file. Never throws on content. */
export async function inspectCamt(source: ByteSource): Promise<CamtInspection> {
  const findings = new FindingCollector();
  const inspector = new Inspector();
  for await (const records of readCamt(source, findings)) {
    for (const record of records) {
      if (record.kind === 'message') inspector.facts.namespace = record.namespace;
      else if (record.kind === 'statement') inspector.open(record.type);
      else if (record.kind === 'entry') inspector.entry(record);
      else inspector.close(record);
    }
  }
  inspector.facts.findings = findings.finish();
  return inspector.facts;
}

/** The same facts in a few lines for people; no names, no account numbers. */
export function summarizeCamt(result: CamtInspection): string[] {
  const type = /camt\.\d{3}\.\d{3}\.\d{2}/.exec(result.namespace)?.[0] ?? 'camt without a version';
  const sum = (of: 'credit' | 'debit') =>
    readableAmount(formatDecimal(result.statements.reduce((all, item) => addDecimal(all, decimalOf(item[of])), ZERO)));
  return [
    `${type}: ${counted(result.statements.length, 'statement')}, ${counted(result.entries, 'entry', 'entries')}`,
    `credits ${sum('credit')}, debits ${sum('debit')}, all currencies and statuses alike`,
    ...result.statements.slice(0, STATEMENTS_SHOWN_MAX).flatMap((item, index) => {
      const balance = result.booked_balances[index];
      const counts = `${counted(item.entries, 'entry', 'entries')}, ${counted(item.tx_details, 'transaction')}`;
      return [
        `statement ${index + 1}: ${counts}, ${tieWords(item.opening_plus_entries_eq_closing)}`,
        ...(balance === undefined ? [] : [`  ${balanceLine(balance)}`]),
      ];
    }),
  ];
}

const tieWords = (ties: boolean | null): string =>
  ties === null ? 'no opening and closing balance' : ties ? 'balances tie' : 'balances DO NOT TIE';

/** Statements shown to people; the facts hold them all. */
const STATEMENTS_SHOWN_MAX = 20;

function balanceLine({ opening, booked_credit, booked_debit, closing, difference }: BookedBalance): string {
  const of = (amount: string | null) => (amount === null ? 'not stated' : readableAmount(amount));
  const moved = `booked credits ${of(booked_credit)}, booked debits ${of(booked_debit)}`;
  const off = difference === null ? '' : `, difference ${of(difference)}`;
  return `opening ${of(opening)}, ${moved}, closing ${of(closing)}${off}`;
}
