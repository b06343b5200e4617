import { daysBetween } from '../business-days';
import { depositKey } from '../ties';
import { type Bounds, compareText, type OpenEntry, type Option, type Proposal } from './entry';
import { equalSubsets, subsetsOf } from './subset';
import { areClose, mayBelong, sameMethod } from './tiers';
import { originatorOf } from './trace';

/** Several entries of one side against one or several of the other: bundled and split payments (domain notes §2.6, tier 5). */

type Found = { readonly proposals: readonly Proposal[]; readonly givenUp: number };

/** Who an entry is from, as far as a combination needs to know; entries of nobody known are only combined with each other. */
const groupOf = (entry: OpenEntry): string => entry.payer ?? entry.originator ?? '';

const keysOf = (entry: OpenEntry): readonly string[] => [
  ...(entry.payer === null ? [] : [`payer ${entry.payer}`]),
  ...(originatorOf(entry) === '' ? [] : [`originator ${originatorOf(entry)}`]),
];

/** Entries looked at for one combination, however few of them fit: an entry of nobody known may go with any. */
const SCANNED_MAX = 1_000;

/** Entries of one side by who they are from, each list by date: a combination is sought among neighbours, never among all. */
class Neighbours {
  readonly #lists = new Map<string, OpenEntry[]>();
  /** Days since 1970 by date text. */
  readonly #days = new Map<string, number>();

  constructor(entries: readonly OpenEntry[]) {
    const byDate = entries
      .filter(({ amountMinor }) => amountMinor > 0n)
      .sort((a, b) => compareText(a.date, b.date) || compareText(a.id, b.id));
    for (const entry of byDate) {
      const keys = keysOf(entry);
      for (const key of [ANYBODY, ...(keys.length === 0 ? [NOBODY] : keys)]) {
        const list = this.#lists.get(key);
        if (list === undefined) this.#lists.set(key, [entry]);
        else list.push(entry);
      }
    }
  }

  /** Those that may be part of it, closest in time first, and no more than the bounds allow. */
  of(one: OpenEntry, bounds: Bounds): readonly OpenEntry[] {
    const keys = keysOf(one);
    const found = new Map<string, OpenEntry>();
    for (const key of keys.length === 0 ? [ANYBODY] : [...keys, NOBODY]) {
      for (const entry of this.#near(this.#lists.get(key) ?? [], one, bounds)) found.set(entry.id, entry);
    }
    const day = this.#dayOf(one.date);
    const distance = (entry: OpenEntry): number => Math.abs(this.#dayOf(entry.date) - day);
    return [...found.values()]
      .sort((a, b) => distance(a) - distance(b) || compareText(a.id, b.id))
      .slice(0, bounds.candidatesMax);
  }

  #near(list: readonly OpenEntry[], one: OpenEntry, bounds: Bounds): OpenEntry[] {
    let right = firstFrom(list, one.date);
    let left = right - 1;
    const day = this.#dayOf(one.date);
    const found: OpenEntry[] = [];
    for (let scanned = 0; scanned < SCANNED_MAX && found.length < bounds.candidatesMax; scanned += 1) {
      const [before, after] = [list[left], list[right]];
      const isAfter =
        after !== undefined &&
        (before === undefined || this.#dayOf(after.date) - day <= day - this.#dayOf(before.date));
      const entry = isAfter ? after : before;
      if (entry === undefined) break;
      if (isAfter) right += 1;
      else left -= 1;
      if (!areClose(one.date, entry.date, bounds)) break;
      if (entry.amountMinor >= one.amountMinor || !mayBelong(one, entry) || !sameMethod(one, entry)) continue;
      found.push(entry);
    }
    return found;
  }

  #dayOf(date: string): number {
    const day = this.#days.get(date) ?? daysBetween('1970-01-01', date);
    this.#days.set(date, day);
    return day;
  }
}

const ANYBODY = '*';
const NOBODY = '';

/** Position of the first entry of this date or a later one. */
function firstFrom(list: readonly OpenEntry[], date: string): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.date ?? '') < date) low = middle + 1;
    else high = middle;
  }
  return low;
}

const traceKeys = (entry: OpenEntry): readonly string[] => [...entry.traces, ...entry.checks].map(depositKey);

/** Whether a trace or check number of one stands in the other: then it needs no other name. */
const isNamed = (keys: ReadonlySet<string>, entry: OpenEntry): boolean => traceKeys(entry).some((key) => keys.has(key));

/**
 * Candidates that may pay or be paid together: all of one payer, as far as they say whose they are, and of nobody known only
 * those that a trace names. Among entries of anybody some always give the sum by chance. An originator says less than a payer:
 * one clearinghouse sends for many.
 */
function onePayerEach(one: OpenEntry, candidates: readonly OpenEntry[]): readonly (readonly OpenEntry[])[] {
  const names = new Set(traceKeys(one).filter((key) => key !== ''));
  const nameless = candidates.filter((entry) => keysOf(entry).length === 0 && isNamed(names, entry));
  const known = candidates.filter((entry) => keysOf(entry).length > 0);
  const payers = distinct(known.flatMap(({ payer }) => payer ?? []));
  const claimed = new Set<string>();
  const groups = payers.map((payer) => {
    const own = known.filter((entry) => entry.payer === payer);
    const originators = new Set((one.payer === payer ? [one, ...own] : own).map(originatorOf).filter(Boolean));
    const alike = known.filter((entry) => entry.payer === null && originators.has(originatorOf(entry)));
    for (const entry of alike) claimed.add(originatorOf(entry));
    return [...own, ...alike, ...nameless];
  });
  const others = known.filter((entry) => entry.payer === null && !claimed.has(originatorOf(entry)));
  for (const originator of distinct(others.map(originatorOf))) {
    groups.push([...others.filter((entry) => originatorOf(entry) === originator), ...nameless]);
  }
  if (groups.length === 0) groups.push(nameless);
  return groups.filter((group) => group.length > 1);
}

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort(compareText);

/** Reasons in plain words, true of every option; being named by its trace is the strongest of them. */
function reasonsFor(one: OpenEntry, options: readonly (readonly OpenEntry[])[]): readonly string[] {
  const mine = new Set(traceKeys(one).filter((key) => key !== ''));
  const only = (counts: readonly number[]): number | null => (new Set(counts).size === 1 ? (counts[0] ?? null) : null);
  const [what, other] = one.side === 'bank' ? ['remits', 'deposit'] : ['deposits', 'remit'];
  const size = only(options.map((members) => members.length));
  const reasons = [`${size ?? 'The'} ${what} sum to the amount to the cent.`];
  const named = options.map((members) => members.filter((entry) => isNamed(mine, entry)).length);
  if (Math.min(...named) > 0)
    reasons.push(`${only(named) ?? 'Some'} of them carry a trace number that the other side names.`);
  if (options.every((members) => members.every((entry) => keysOf(entry).length > 0)))
    reasons.push(
      keysOf(one).length > 0
        ? 'All are of one payer.'
        : `All ${what} are of one payer; the ${other} does not say whose it is.`,
    );
  if (options.length > 1) reasons.push('Several combinations give the same sum.');
  return reasons;
}

type Answer = {
  readonly solutions: readonly (readonly string[])[];
  readonly complete: boolean;
  readonly nodes: number;
};

/** The combinations of every group, those with fewest members first. All groups together take no more steps than one search may. */
function combinationsOf(one: OpenEntry, candidates: readonly OpenEntry[], bounds: Bounds, nodesMax: number): Answer {
  const solutions = new Map<string, readonly string[]>();
  let nodes = 0;
  let complete = true;
  for (const group of onePayerEach(one, candidates)) {
    const { sideMax: sizeMax, optionsMax: solutionsMax } = bounds;
    const answer = subsetsOf(group, one.amountMinor, { sizeMax, nodesMax: nodesMax - nodes, solutionsMax });
    nodes += answer.nodes;
    complete &&= answer.complete;
    for (const ids of answer.solutions) solutions.set(ids.join('\n'), ids);
  }
  const sorted = [...solutions.values()].sort((a, b) => a.length - b.length || compareText(a.join('\n'), b.join('\n')));
  return { solutions: sorted.slice(0, bounds.optionsMax), complete, nodes };
}

/** One entry of one side and two or more of the other. */
export function oneToMany(entries: readonly OpenEntry[], side: OpenEntry['side'], bounds: Bounds): Found {
  const proposals: Proposal[] = [];
  let givenUp = 0;
  const others = new Neighbours(entries.filter((entry) => entry.side !== side));
  let left = bounds.totalNodesMax;
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  for (const one of entries.filter((entry) => entry.side === side && entry.amountMinor > 0n)) {
    const candidates = others.of(one, bounds);
    if (candidates.length < 2) continue;
    const answer = combinationsOf(one, candidates, bounds, Math.min(bounds.nodesMax, left));
    left -= answer.nodes;
    if (!answer.complete && answer.solutions.length < bounds.optionsMax) givenUp += 1;
    if (answer.solutions.length === 0) continue;
    const options = answer.solutions.map(
      (ids): Option => (side === 'bank' ? { bank: [one.id], remit: ids } : { bank: ids, remit: [one.id] }),
    );
    proposals.push({
      tier: 5,
      certain: false,
      confidence: options.length === 1 && answer.complete ? 'likely' : 'possible',
      options,
      differenceMinor: 0n,
      reasons: reasonsFor(
        one,
        answer.solutions.map((ids) => ids.flatMap((id) => byId.get(id) ?? [])),
      ),
    });
  }
  return { proposals, givenUp };
}

/** Two or more of both sides, within one payer and only where few enough are open that every combination can be tried. */
export function manyToMany(entries: readonly OpenEntry[], bounds: Bounds): Found {
  const groups = new Map<string, { bank: OpenEntry[]; remit: OpenEntry[] }>();
  for (const entry of entries) {
    const key = groupOf(entry);
    if (key === '' || entry.amountMinor <= 0n) continue;
    const group = groups.get(key) ?? { bank: [], remit: [] };
    groups.set(key, group);
    group[entry.side].push(entry);
  }
  const proposals: Proposal[] = [];
  let givenUp = 0;
  for (const key of [...groups.keys()].sort(compareText)) {
    const { bank, remit } = groups.get(key) ?? { bank: [], remit: [] };
    if (bank.length < 2 || remit.length < 2) continue;
    if (bank.length > bounds.sideMax || remit.length > bounds.sideMax) {
      givenUp += 1;
      continue;
    }
    const { sideMax: sizeMax, nodesMax, optionsMax: solutionsMax } = bounds;
    const answer = equalSubsets(bank, remit, { sizeMax, nodesMax, solutionsMax });
    if (!answer.complete) givenUp += 1;
    const options = answer.solutions
      .map(({ left, right }): Option => ({ bank: left, remit: right }))
      .filter((option) => isWithin(option, entries, bounds));
    if (options.length === 0) continue;
    proposals.push({
      tier: 5,
      certain: false,
      confidence: 'possible',
      options,
      differenceMinor: 0n,
      reasons: [
        `${options[0]?.bank.length} deposits and ${options[0]?.remit.length} remits of one payer give the same sum.`,
        ...(options.length > 1 ? ['Several combinations give the same sum.'] : []),
      ],
    });
  }
  return { proposals, givenUp };
}

/** All dates of a combination lie within one window. */
function isWithin(option: Option, entries: readonly OpenEntry[], bounds: Bounds): boolean {
  const ids = new Set([...option.bank, ...option.remit]);
  const dates = entries.flatMap((entry) => (ids.has(entry.id) ? [entry.date] : [])).sort(compareText);
  return areClose(dates[0] ?? '', dates.at(-1) ?? '', bounds);
}
