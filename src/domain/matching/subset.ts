import { compareText } from './entry';

/** Bounded subset sums over exact amounts. Nothing here is random or timed: a search ends after a count of steps. */

export type Amounted = { readonly id: string; readonly amountMinor: bigint };

export type SubsetBounds = { readonly sizeMax: number; readonly nodesMax: number; readonly solutionsMax: number };

export type SubsetAnswer = {
  /** Ids sorted; fewer members first, then by ids. */
  readonly solutions: readonly (readonly string[])[];
  /** False when the search was given up: then another solution may exist, or any at all. */
  readonly complete: boolean;
  /** Steps it took. */
  readonly nodes: number;
};

/** Largest first, so that the few large amounts decide early; equal ones by id, so that the order of input is nothing. */
const largestFirst = (a: Amounted, b: Amounted): number =>
  a.amountMinor === b.amountMinor ? compareText(a.id, b.id) : a.amountMinor > b.amountMinor ? -1 : 1;

/**
 * Finds subsets of positive amounts that sum to `target`. Branches that cannot reach it any more, or that have passed it, are
 * not walked. Amounts of zero or less belong to no combination: they would let any sum be reached.
 */
export function subsetsOf(amounts: readonly Amounted[], target: bigint, bounds: SubsetBounds): SubsetAnswer {
  const items = amounts.filter((item) => item.amountMinor > 0n && item.amountMinor <= target).sort(largestFirst);
  /** What all items from here on sum to. */
  const rest: bigint[] = new Array(items.length + 1).fill(0n);
  for (let at = items.length - 1; at >= 0; at -= 1) rest[at] = (rest[at + 1] ?? 0n) + (items[at]?.amountMinor ?? 0n);
  const solutions: string[][] = [];
  const chosen: string[] = [];
  let nodes = 0;
  let complete = true;
  const walk = (at: number, missing: bigint): void => {
    if (!complete) return;
    if (missing === 0n) {
      solutions.push([...chosen].sort(compareText));
      if (solutions.length >= bounds.solutionsMax) complete = false;
      return;
    }
    if (chosen.length >= bounds.sizeMax) return;
    for (let next = at; next < items.length; next += 1) {
      if (!complete || (rest[next] ?? 0n) < missing) return;
      nodes += 1;
      if (nodes > bounds.nodesMax) {
        complete = false;
        return;
      }
      const item = items[next] as Amounted;
      if (item.amountMinor > missing) continue;
      chosen.push(item.id);
      walk(next + 1, missing - item.amountMinor);
      chosen.pop();
    }
  };
  if (target > 0n) walk(0, target);
  return { solutions: solutions.sort(fewestFirst), complete, nodes };
}

const fewestFirst = (a: readonly string[], b: readonly string[]): number =>
  a.length - b.length || compareText(a.join('\n'), b.join('\n'));

export type PairAnswer = {
  readonly solutions: readonly { readonly left: readonly string[]; readonly right: readonly string[] }[];
  readonly complete: boolean;
};

/**
 * Finds subsets of two or more on both sides with equal sums, those with the fewest members only: larger ones are mostly
 * such a pair and something else that also meets. All sums of the left side are listed once, then each subset of the right
 * side is looked up.
 */
export function equalSubsets(left: readonly Amounted[], right: readonly Amounted[], bounds: SubsetBounds): PairAnswer {
  const sums = new Map<bigint, string[][]>();
  const a = everySubset(left, bounds, (sum, ids) => {
    const known = sums.get(sum);
    if (known === undefined) sums.set(sum, [ids]);
    else if (known[0] !== undefined && ids.length < known[0].length) sums.set(sum, [ids]);
    else if (known[0]?.length === ids.length && known.length < bounds.solutionsMax) known.push(ids);
  });
  let best: { left: readonly string[]; right: readonly string[] }[] = [];
  const sizeOf = (pair: { left: readonly string[]; right: readonly string[] }) => pair.left.length + pair.right.length;
  const b = everySubset(right, bounds, (sum, ids) => {
    for (const other of sums.get(sum) ?? []) {
      const pair = { left: other, right: ids };
      const first = best[0];
      if (first === undefined || sizeOf(pair) < sizeOf(first)) best = [pair];
      else if (sizeOf(pair) === sizeOf(first)) best.push(pair);
    }
  });
  const text = (pair: { left: readonly string[]; right: readonly string[] }) =>
    `${pair.left.join('\n')}\n\n${pair.right.join('\n')}`;
  best.sort((x, y) => compareText(text(x), text(y)));
  return { solutions: best.slice(0, bounds.solutionsMax), complete: a && b };
}

/** Shows every subset of two or more positive amounts within the bounds; false when the bound of steps ended it. */
function everySubset(
  amounts: readonly Amounted[],
  bounds: SubsetBounds,
  show: (sum: bigint, ids: string[]) => void,
): boolean {
  const items = amounts.filter((item) => item.amountMinor > 0n).sort(largestFirst);
  const chosen: string[] = [];
  let nodes = 0;
  const walk = (at: number, sum: bigint): boolean => {
    for (let next = at; next < items.length; next += 1) {
      nodes += 1;
      if (nodes > bounds.nodesMax) return false;
      const item = items[next] as Amounted;
      chosen.push(item.id);
      if (chosen.length >= 2) show(sum + item.amountMinor, [...chosen].sort(compareText));
      if (chosen.length < bounds.sizeMax && !walk(next + 1, sum + item.amountMinor)) return false;
      chosen.pop();
    }
    return true;
  };
  return walk(0, 0n);
}
