import { addDecimal, type Decimal, formatDecimal, parseDecimal, ZERO } from '@/domain/money';
import type { ByteSource, Finding } from '../finding';
import { FindingCollector } from '../shared/finding-collector';
import { detached } from '../shared/lines';
import type { Balance, Entry, StatementEnd, StatementKind } from './model';
import { readCamt } from './reader';
import { openingGivesClosing } from './totals';

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

/** Counts and control totals of one camt file. */
type CamtInspection = {
  namespace: string;
  statements: CamtStatementFacts[];
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

const decimalOf = (text: string): Decimal => parseDecimal(text) ?? ZERO;

class Inspector {
  readonly facts: CamtInspection = { namespace: '', statements: [], entries: 0, lists_cut: false, findings: [] };
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
    this.#statement.opening_plus_entries_eq_closing = openingGivesClosing(balances, totals.credit, totals.debit);
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
  const type = /camt\.\d{3}\.\d{3}\.\d{2}/.exec(result.namespace)?.[0] ?? 'unknown message';
  const credit = result.statements.reduce((sum, item) => addDecimal(sum, decimalOf(item.credit)), ZERO);
  const debit = result.statements.reduce((sum, item) => addDecimal(sum, decimalOf(item.debit)), ZERO);
  return [
    `${type}: ${result.statements.length} statements, ${result.entries} entries`,
    `credits ${formatDecimal(credit)}, debits ${formatDecimal(debit)}, all currencies and statuses alike`,
    ...result.statements.slice(0, 20).map((item, index) => {
      const ties = item.opening_plus_entries_eq_closing;
      const balance = ties === null ? 'no opening and closing balance' : ties ? 'balances tie' : 'balances DO NOT TIE';
      return `statement ${index + 1}: ${item.entries} entries, ${item.tx_details} transactions, ${balance}`;
    }),
  ];
}
