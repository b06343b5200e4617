import { usd } from '@/domain/amount';
import { addBusinessDays } from '@/domain/business-days';
import { failure } from '@/domain/failure';
import type { SagaWrite, TieEntry } from '../flow';
import { against, type BankDecision, type BankItem, type Context, ended, journal, lineOf, posted } from './book';
import type { Via } from './facts';
import { keyedParts } from './keys';
import { isDetail } from './line';
import { type DepositMemory, EMPTY, type Keyed, type LineMemory, paired, withDetail, withLine } from './memory';
import type { BankRules } from './rules';

/** A credited line: against the clearing account of its method, where its remit debits the same amount. */
export function bookDeposit(context: Context, memory: ReadonlyMap<string, DepositMemory>): BankDecision {
  const { item, scope, minor } = context;
  // Prenotes and zero-dollar entries announce; no money moved, and a remit of nothing expects none (domain notes §1.2).
  if (minor === 0n) return posted(scope, []);
  if (!booksIt(context)) return takeDetail(context, memory);
  const direct = directAccount(context);
  if (direct !== null) return posted(scope, [against(context, direct.account, `deposit.${direct.id}`)]);
  const key = item.keys[0];
  const before = memory.get(key) ?? EMPTY;
  const after = paired(withLine(before, newLine(context, 'deposit')));
  const line = after.lines.find((each) => each.line === context.facts.line);
  if (line === undefined) throw new Error('the line that was just remembered is gone');
  const settled = line.pending === null ? line : renamed(line, line.pending);
  return {
    ...posted(scope, [draftOf(context)], tiesOf(context, settled)),
    sagas: { [key]: write(withLine(after, settled), 'booked', wakeOf(context)) },
  };
}

/** Whether this source books the line, or only tells more about what another one books. */
function booksIt({ facts, bank, class: of }: Context): boolean {
  const source = sourceOf(facts.via);
  if (of === 'lockbox') return source === bank.books.lockbox;
  if (of === 'ach') return source === bank.books.ach;
  return source === 'statement';
}

const sourceOf = (via: Via): 'statement' | 'nacha' | 'lockbox' =>
  via === 'nacha' || via === 'lockbox' ? via : 'statement';

/** Money that no remit explains: its originator has an account of its own in the rules. */
function directAccount({ facts, rules }: Context): { readonly id: string; readonly account: string } | null {
  const company = facts.originator?.trim().toUpperCase() ?? '';
  const hint = rules.originators.find((row) => row.company === company);
  return hint?.account ? { id: hint.id, account: hint.account } : null;
}

/**
 * The same money as another source books: it ends as a duplicate, and what it knows of its payments is kept for the line. A
 * line that came before learns it by a timer, because only an item that posts may write ties.
 */
function takeDetail(context: Context, memory: ReadonlyMap<string, DepositMemory>): BankDecision {
  const { item, facts, scope, rules, code, minor } = context;
  if (!isDetail(facts.via)) return ended(scope, 'Another file books this money.');
  const parts = keyedParts(facts, rules).parts;
  const sagas: Record<string, SagaWrite<DepositMemory>> = {};
  const single = { id: facts.line, bank: code, totalMinor: minor };
  // Keys: that of the entry's own amount, and for a batch that of its total. Checks of a lockbox have the total only.
  const groups = facts.group === null ? [single] : [single, { ...facts.group, bank: code }];
  const wanted = item.keys.length === 1 ? [groups.at(-1) ?? single] : groups;
  item.keys.forEach((key, at) => {
    const of = wanted[at];
    if (of === undefined) return;
    const detail = { id: of.id, bank: code, totalMinor: of.totalMinor };
    sagas[key] = told(memory.get(key) ?? EMPTY, detail, parts, item.at);
  });
  return {
    kind: 'end',
    as: 'duplicate',
    reason: 'The statement books this money; this tells what it pays.',
    scope,
    sagas,
  };
}

/** Items of a deposit that a statement lists under it (BAI2 116 and 143): no money of their own. */
export function takeItem(context: Context, memory: ReadonlyMap<string, DepositMemory>): BankDecision {
  const { item, facts, rules, code, scope } = context;
  const key = item.keys[0];
  if (facts.group === null) return posted(scope, []);
  const detail = { id: facts.group.id, bank: code, totalMinor: facts.group.totalMinor };
  const saga = told(memory.get(key) ?? EMPTY, detail, keyedParts(facts, rules).parts, item.at);
  return { ...posted(scope, []), sagas: { [key]: saga } };
}

/** Memory with one more detail, and a timer for every line that it completes. */
function told(
  before: DepositMemory,
  detail: { readonly id: string; readonly bank: string; readonly totalMinor: bigint },
  parts: readonly Keyed[],
  at: string,
): SagaWrite<DepositMemory> {
  const more = parts.reduce((memory, part) => withDetail(memory, detail, part), before);
  const after = paired(more);
  const wake: Record<string, string> = {};
  for (const { line, pending } of after.lines) if (pending !== null) wake[`trace:${line}`] = at;
  return write(after, 'told', wake);
}

/** A deposit taken back: the same clearing account and the same key, so that it opens what it had tied. */
export function bookReturn(context: Context, memory: ReadonlyMap<string, DepositMemory>): BankDecision {
  const { item, scope, facts, rules } = context;
  if (context.minor === 0n) return posted(scope, []);
  if (facts.via === 'nacha' && context.bank.books.ach !== 'nacha') {
    return ended(scope, 'The statement books this return.');
  }
  const key = item.keys[0];
  const line = newLine(context, 'return');
  const after = withLine(memory.get(key) ?? EMPTY, line);
  const due = addBusinessDays(item.businessDate, rules.clocks.returnDays);
  return {
    ...posted(scope, [draftOf(context)], entries(line.parts, key, due)),
    sagas: { [key]: { ...write(after, 'returned', {}), concerns: concernsOf(after) } },
  };
}

function newLine(context: Context, kind: LineMemory['kind']): LineMemory {
  const { facts, rules, code, bank, item, payer } = context;
  const { parts, named } = keyedParts(facts, rules);
  return {
    line: facts.line,
    kind,
    bank: code,
    entity: bank.entity,
    clearing: clearingOf(context),
    payer,
    amountMinor: parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
    date: item.businessDate,
    named,
    paired: false,
    pending: null,
    parts: parts.map((part) => ({ ...part, tied: false, moved: 0 })),
    round: 0,
    escalated: false,
  };
}

function clearingOf({ class: of, rules }: Context): string {
  const table: Readonly<Record<string, string>> = rules.clearing;
  return table[of] ?? rules.clearing['other-credit'];
}

/** Bank for what arrived, clearing for what the remit says, and the fee of a card settlement between them. */
function draftOf(context: Context) {
  const { facts, bank, rules, minor } = context;
  const fee = facts.card === null || facts.parts.length !== 1 ? 0n : facts.card.feeMinor;
  const kind = minor < 0n ? 'returned' : 'received';
  return journal(context, `book-${facts.line}`, [
    lineOf(bank.entity, rules.accounts.cardFees, 'deposit.card-fee', fee, { costCenter: bank.costCenter }),
    lineOf(bank.entity, clearingOf(context), `deposit.${kind}`, -(minor + fee)),
  ]);
}

const entries = (parts: readonly Keyed[], tells: string, due?: string): TieEntry[] =>
  parts
    .filter(({ amountMinor }) => amountMinor !== 0n)
    .map(({ key, amountMinor }) => ({
      tie: 'deposit',
      key,
      side: 'bank',
      amount: usd(amountMinor),
      ...(due === undefined ? {} : { due }),
      tells,
    }));

const tiesOf = ({ item, rules }: Context, line: LineMemory): TieEntry[] =>
  entries(line.parts, item.keys[0], addBusinessDays(item.businessDate, rules.clocks.remitDays));

export const renamed = (line: LineMemory, parts: readonly Keyed[]): LineMemory => ({
  ...line,
  named: true,
  pending: null,
  parts: parts.map((part) => ({ ...part, tied: false, moved: line.parts[0]?.moved ?? 0 })),
});

/** Entries that take a line from the keys it was booked under to those that a file told. */
export function movedEntries(line: LineMemory, parts: readonly Keyed[], tells: string, rules: BankRules): TieEntry[] {
  const byKey = new Map<string, bigint>();
  for (const { key, amountMinor } of line.parts) byKey.set(key, (byKey.get(key) ?? 0n) - amountMinor);
  for (const { key, amountMinor } of parts) byKey.set(key, (byKey.get(key) ?? 0n) + amountMinor);
  const all = [...byKey].map(([key, amountMinor]) => ({ key, amountMinor }));
  return entries(all, tells, addBusinessDays(line.date, rules.clocks.remitDays));
}

const wakeOf = ({ item, rules, facts }: Context): Record<string, string> => ({
  [`unapplied:${facts.line}`]: instantOf(item.businessDate, rules.clocks.remitDays, rules),
  [`escalate:${facts.line}`]: instantOf(item.businessDate, rules.clocks.escalateDays, rules),
});

const instantOf = (date: string, days: number, rules: BankRules): string =>
  `${addBusinessDays(date, days)}T${rules.clocks.at}.000Z`;

export const write = (
  memory: DepositMemory,
  step: string,
  wake: Readonly<Record<string, string | null>>,
): SagaWrite<DepositMemory> => ({ memory, step, wake, concerns: concernsOf(memory) });

/** What is wrong with deposits of this day and amount now, though nothing of them is stopped. */
export function concernsOf(memory: DepositMemory) {
  return memory.lines.flatMap((line) => {
    if (line.parts.every(({ tied }) => tied)) return [];
    if (line.kind === 'return') return [failure('DEPOSIT_RETURNED', 'deposit.return', line.payer ?? line.bank)];
    return line.escalated ? [failure('REMIT_OVERDUE', 'deposit.remit', line.payer ?? line.bank)] : [];
  });
}

export type KernelItem = Extract<BankItem, { type: 'saga.due/1' | 'tie.tied/1' }>;
