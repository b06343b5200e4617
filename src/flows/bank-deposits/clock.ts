import type { Scope } from '../flow';
import { type BankDecision, BOOK_ASSET, lineOf, posted } from './book';
import { concernsOf, type KernelItem, movedEntries, renamed, write } from './deposit';
import { type DepositMemory, type LineMemory, withLine } from './memory';
import type { BankRules } from './rules';

/** What the flow does when a clock runs out, and when a deposit has met its remit. */

const scopeOf = (line: LineMemory): Scope => ({ entity: line.entity, facility: null, payer: line.payer });
const NOWHERE: Scope = { entity: null, facility: null, payer: null };

type Due = Extract<KernelItem, { type: 'saga.due/1' }>;
type Tied = Extract<KernelItem, { type: 'tie.tied/1' }>;

/** Timers are named after what they are for and the line they were set for. */
export function due(item: Due, rules: BankRules, memory: ReadonlyMap<string, DepositMemory>): BankDecision {
  const [what = '', id = ''] = item.facts.timer.split(':', 2);
  for (const key of item.keys) {
    const state = memory.get(key);
    const line = state?.lines.find((each) => each.line === id);
    if (state === undefined || line === undefined) continue;
    if (what === 'trace' && line.pending !== null) return learn(key, state, line, rules);
    if (what === 'unapplied') return moveOut(key, state, line, rules);
    if (what === 'escalate') return escalate(key, state, line);
  }
  return posted(NOWHERE, []);
}

/** A file told what the line pays: its entries move to those keys, and may meet their remits at once. */
function learn(key: string, state: DepositMemory, line: LineMemory, rules: BankRules): BankDecision {
  const parts = line.pending ?? [];
  const after = withLine(state, renamed(line, parts));
  return {
    ...posted(scopeOf(line), [], movedEntries(line, parts, key, rules)),
    sagas: { [key]: write(after, 'named', {}) },
  };
}

/**
 * No remit came in time: what has not met one leaves clearing, which would otherwise fill with old items (domain notes §2.7).
 * Also a deposit whose remit says another amount moves as a whole, since nobody knows yet which of the two is right.
 */
function moveOut(key: string, state: DepositMemory, line: LineMemory, rules: BankRules): BankDecision {
  const open = line.parts.filter(({ tied, moved }) => !tied && moved === 0);
  const minor = open.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  if (line.kind === 'return' || minor <= 0n) return posted(scopeOf(line), []);
  const round = line.round + 1;
  const parts = line.parts.map((part) => (open.includes(part) ? { ...part, moved: round } : part));
  const { unapplied, unidentified } = rules.accounts;
  const account = line.payer === null ? unidentified : unapplied;
  const draft = {
    ref: `unapplied-${line.line}-${round}`,
    kind: 'journal',
    role: 'unapplied',
    entity: line.entity,
    asset: BOOK_ASSET,
    lines: [
      lineOf(line.entity, line.clearing, 'deposit.unapplied.clearing', minor),
      lineOf(line.entity, account, 'deposit.unapplied', -minor),
    ],
    description: 'Deposit without remit',
  } as const;
  return {
    ...posted(scopeOf(line), [draft]),
    sagas: { [key]: write(withLine(state, { ...line, round, parts }), 'unapplied', {}) },
  };
}

/** The payer's own clock has run out as well: somebody has to call. */
function escalate(key: string, state: DepositMemory, line: LineMemory): BankDecision {
  if (line.kind === 'return' || line.parts.every(({ tied }) => tied)) return posted(scopeOf(line), []);
  const after = withLine(state, { ...line, escalated: true });
  return { ...posted(scopeOf(line), []), sagas: { [key]: write(after, 'escalated', {}) } };
}

/** A key came to zero: what of it stands in unapplied comes back to clearing, which then is zero for this key too. */
export function tied(item: Tied, rules: BankRules, memory: ReadonlyMap<string, DepositMemory>): BankDecision {
  const drafts = [];
  const sagas: Record<string, ReturnType<typeof write>> = {};
  let scope = NOWHERE;
  for (const key of item.keys) {
    let state = memory.get(key);
    if (state === undefined || item.facts.tie !== 'deposit') continue;
    const wake: Record<string, null> = {};
    for (const line of state.lines) {
      const met = line.parts.filter((part) => part.key === item.facts.key && !part.tied);
      if (met.length === 0) continue;
      scope = scopeOf(line);
      drafts.push(...met.filter(({ moved }) => moved > 0).map((part) => backOf(line, part, rules)));
      const parts = line.parts.map((part) => (met.includes(part) ? { ...part, tied: true, moved: 0 } : part));
      if (parts.every((part) => part.tied)) {
        wake[`unapplied:${line.line}`] = null;
        wake[`escalate:${line.line}`] = null;
      }
      state = withLine(state, { ...line, parts });
    }
    if (state !== memory.get(key)) sagas[key] = { ...write(state, 'tied', wake), concerns: concernsOf(state) };
  }
  return { ...posted(scope, drafts), sagas };
}

function backOf(line: LineMemory, part: LineMemory['parts'][number], rules: BankRules) {
  const { unapplied, unidentified } = rules.accounts;
  const account = line.payer === null ? unidentified : unapplied;
  const at = line.parts.indexOf(part);
  return {
    ref: `applied-${line.line}-${part.moved}-${at}`,
    kind: 'journal',
    role: 'unapplied',
    entity: line.entity,
    asset: BOOK_ASSET,
    lines: [
      lineOf(line.entity, account, 'deposit.applied', part.amountMinor),
      lineOf(line.entity, line.clearing, 'deposit.applied.clearing', -part.amountMinor),
    ],
    description: 'Remit of an unapplied deposit came',
  } as const;
}
