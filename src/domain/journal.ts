import type { DraftLine } from './draft';
import { type Failure, failure } from './failure';
import { absMinor, formatMinor, sumMinor } from './money';

const MADE_HERE: unique symbol = Symbol('journal');

/** One line as an ERP takes it: exactly one side is filled, or neither when its draft lines cancel out. */
export type JournalLine = {
  /** 1-based within its entity, ordered by account and then by the other dimensions. */
  readonly lineNo: number;
  readonly account: string;
  readonly costCenter: string | null;
  readonly facility: string | null;
  readonly payerClass: string | null;
  readonly affiliate: string | null;
  /** Further dimensions, of kinds that have any. */
  readonly dims?: Readonly<Record<string, string>>;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
  /** False when the line nets to zero: it is not sent to the ERP, but it keeps its number so that drill-back works. */
  readonly sent: boolean;
};

/** A balanced set of lines of one legal entity. Only `createJournal` can make one. */
export type Journal = {
  readonly entity: string;
  readonly lines: readonly JournalLine[];
  /** Total debits in minor units, which equal total credits. */
  readonly debitMinor: bigint;
  readonly [MADE_HERE]: true;
};

/** Where a draft line went. */
export type LineAddress = { readonly entity: string; readonly lineNo: number };

export type JournalResult =
  /** `journals` are ordered by entity; `lineOf[i]` is where `lines[i]` went. */
  | { readonly ok: true; readonly journals: readonly Journal[]; readonly lineOf: readonly LineAddress[] }
  /** The first entity (in code order) that does not balance, and debits minus credits in minor units. */
  | { readonly ok: false; readonly entity: string; readonly differenceMinor: bigint; readonly failure: Failure };

type Group = { readonly first: DraftLine; amountMinor: bigint; readonly indexes: number[] };

/**
 * Groups draft lines by (entity, account, cost center, facility, payer class, affiliate), nets each group to a debit
 * or a credit, and returns one journal per legal entity. Refuses the whole set when one entity's debits and credits
 * differ: a legal entity that does not balance by itself cannot be closed. No lines make no journals.
 */
export function createJournal(lines: readonly DraftLine[]): JournalResult {
  const entities = groupByEntity(lines);
  const journals: Journal[] = [];
  const lineOf: LineAddress[] = new Array(lines.length);
  for (const entity of [...entities.keys()].sort(compareText)) {
    const groups = [...(entities.get(entity)?.values() ?? [])].sort((a, b) => compareLines(a.first, b.first));
    const differenceMinor = sumMinor(groups.map((group) => group.amountMinor));
    if (differenceMinor !== 0n) return unbalanced(entity, differenceMinor);
    groups.forEach((group, at) => {
      for (const index of group.indexes) lineOf[index] = { entity, lineNo: at + 1 };
    });
    const made = groups.map((group, at) => journalLine(group, at + 1));
    const debitMinor = sumMinor(made.map((line) => line.debitMinor));
    journals.push(Object.freeze({ entity, lines: Object.freeze(made), debitMinor, [MADE_HERE]: true as const }));
  }
  return { ok: true, journals, lineOf };
}

/** Everything that keeps two lines of one entity apart, as one text. */
export const dimensionsOf = (
  line: Pick<DraftLine, 'account' | 'costCenter' | 'facility' | 'payerClass' | 'affiliate' | 'dims'>,
): string =>
  JSON.stringify([
    line.account,
    line.costCenter,
    line.facility,
    line.payerClass,
    line.affiliate,
    ...(line.dims ? [Object.entries(line.dims).sort()] : []),
  ]);

function groupByEntity(lines: readonly DraftLine[]): Map<string, Map<string, Group>> {
  const entities = new Map<string, Map<string, Group>>();
  lines.forEach((line, index) => {
    const groups = entities.get(line.entity) ?? new Map<string, Group>();
    entities.set(line.entity, groups);
    const key = dimensionsOf(line);
    const group = groups.get(key) ?? { first: line, amountMinor: 0n, indexes: [] };
    groups.set(key, group);
    group.amountMinor += line.amountMinor;
    group.indexes.push(index);
  });
  return entities;
}

function journalLine(group: Group, lineNo: number): JournalLine {
  const { account, costCenter, facility, payerClass, affiliate, dims } = group.first;
  return Object.freeze({
    lineNo,
    account,
    costCenter,
    facility,
    payerClass,
    affiliate,
    ...(dims ? { dims } : {}),
    debitMinor: group.amountMinor > 0n ? group.amountMinor : 0n,
    creditMinor: group.amountMinor < 0n ? absMinor(group.amountMinor) : 0n,
    sent: group.amountMinor !== 0n,
  });
}

function unbalanced(entity: string, differenceMinor: bigint): JournalResult {
  const cause = failure('JOURNAL_UNBALANCED', 'journal', entity, { difference: formatMinor(differenceMinor) });
  return { ok: false, entity, differenceMinor, failure: cause };
}

// Code-point order, not the locale's: the same lines must get the same numbers on every machine.
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** No value sorts before any value. */
const compareOptional = (a: string | null, b: string | null): number => {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  return compareText(a, b);
};

function compareLines(a: DraftLine, b: DraftLine): number {
  return (
    compareText(a.account, b.account) ||
    compareOptional(a.facility, b.facility) ||
    compareOptional(a.costCenter, b.costCenter) ||
    compareOptional(a.payerClass, b.payerClass) ||
    compareOptional(a.affiliate, b.affiliate)
  );
}
