import { addBusinessDays } from '../business-days';
import type { Edge } from './components';
import type { Bounds, OpenEntry, Tier } from './entry';
import { checkKey, exactTrace, originatorOf, traceVariants } from './trace';

/**
 * The rungs of the ladder that match one bank line with one remit (domain notes §2.6). Each gives the texts that two entries
 * must have in common, and what else must hold; nothing is compared with everything.
 */
export type Rung = {
  readonly tier: Tier;
  readonly keys: (entry: OpenEntry) => readonly string[];
  /** Whether the dates must lie within the window of the bounds. */
  readonly isDated: boolean;
  /** Whether amounts must be equal; the rung of differing amounts wants them unequal. */
  readonly isEqual: boolean;
  readonly reason: string;
};

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

/** Neither side contradicts the other: an originator or payer that is named on both must be the same. */
export function mayBelong(a: OpenEntry, b: OpenEntry): boolean {
  if (a.payer !== null && b.payer !== null) return a.payer === b.payer;
  const [mine, yours] = [originatorOf(a), originatorOf(b)];
  return mine === '' || yours === '' || mine === yours;
}

/** Methods are told apart only when both are known: a check never comes by ACH. */
const sameMethod = (a: OpenEntry, b: OpenEntry): boolean =>
  a.method === null || b.method === null || a.method === b.method;

const payerKey = (entry: OpenEntry): readonly string[] => {
  const own = originatorOf(entry);
  return [...(entry.payer === null ? [] : [`payer ${entry.payer}`]), ...(own === '' ? [] : [`originator ${own}`])];
};

const exact: Rung = {
  tier: 1,
  // Trace numbers are unique for one payer only, so without TRN03 on both sides a trace is not enough.
  keys: (entry) => {
    const own = originatorOf(entry);
    return own === ''
      ? []
      : unique(entry.traces.map(exactTrace).filter((trace) => trace !== '')).map((t) => `${own} ${t}`);
  },
  isDated: false,
  isEqual: true,
  reason: 'Payer id, trace number and amount are equal.',
};

const normalised: Rung = {
  tier: 2,
  keys: (entry) => unique(entry.traces.flatMap(traceVariants)),
  isDated: true,
  isEqual: true,
  reason: 'The trace number is the same apart from blanks, leading zeros or a cut, and the amount is equal.',
};

const check: Rung = {
  tier: 3,
  // A remit paid by check names the check as its trace (TRN02).
  keys: (entry) =>
    unique(
      [...entry.checks, ...(entry.side === 'remit' && entry.method === 'check' ? entry.traces : [])]
        .map(checkKey)
        .filter((key) => key !== ''),
    ),
  isDated: false,
  isEqual: true,
  reason: 'Check number and amount are equal.',
};

const payer: Rung = {
  tier: 4,
  keys: payerKey,
  isDated: true,
  isEqual: true,
  reason: 'Payer and amount are equal, the dates lie close, and there is no other candidate.',
};

const differs: Rung = {
  tier: 6,
  keys: (entry) => unique([...entry.traces.flatMap(traceVariants), ...check.keys(entry)]),
  isDated: false,
  isEqual: false,
  reason: 'The trace number is the same and the amounts differ.',
};

export const SINGLE_RUNGS: readonly Rung[] = [exact, normalised, check, payer];
export const DIFFERING_RUNG: Rung = differs;

/** Last day of the window that begins on a date. Few dates occur in many entries, so each is counted once per set of bounds. */
const WINDOWS = new WeakMap<Bounds, Map<string, string>>();

function windowEnd(date: string, bounds: Bounds): string {
  const known = WINDOWS.get(bounds) ?? new Map<string, string>();
  WINDOWS.set(bounds, known);
  const end = known.get(date) ?? addBusinessDays(date, bounds.windowDays, bounds.holidays);
  known.set(date, end);
  return end;
}

/** Whether two dates are at most that many business days apart, whichever comes first. */
export function areClose(a: string, b: string, bounds: Bounds): boolean {
  const [early, late] = a < b ? [a, b] : [b, a];
  return late <= windowEnd(early, bounds);
}

/** Pairs looked at for one key; a key shared by more is no key, and what hides behind it is left to people. */
const PAIRS_MAX = 10_000;

/** Every pair that this rung would match, each once. */
export function edgesOf(entries: readonly OpenEntry[], rung: Rung, bounds: Bounds): readonly Edge[] {
  const groups = new Map<string, { bank: OpenEntry[]; remit: OpenEntry[] }>();
  for (const entry of entries) {
    for (const key of rung.keys(entry)) {
      const full = rung.isEqual ? `${key}\n${entry.amountMinor}` : key;
      const group = groups.get(full) ?? { bank: [], remit: [] };
      groups.set(full, group);
      group[entry.side].push(entry);
    }
  }
  const edges = new Map<string, Edge>();
  for (const { bank, remit } of groups.values()) {
    if (bank.length * remit.length > PAIRS_MAX) continue;
    for (const a of bank) {
      for (const b of remit) {
        if (isMatch(a, b, rung, bounds)) edges.set(`${a.id}\n${b.id}`, { bank: a, remit: b });
      }
    }
  }
  return [...edges.values()];
}

function isMatch(a: OpenEntry, b: OpenEntry, rung: Rung, bounds: Bounds): boolean {
  if (rung.isEqual !== (a.amountMinor === b.amountMinor)) return false;
  if (!mayBelong(a, b)) return false;
  // By check number or trace the entries name each other; the method is asked only where nothing else is known.
  if (rung.tier === 4 && !sameMethod(a, b)) return false;
  return !rung.isDated || areClose(a.date, b.date, bounds);
}

export { sameMethod };
