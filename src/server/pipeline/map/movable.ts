import type { KernelEvents } from '@/flows/flow';
import type { Blocker, ReadyItem } from '../../store/claiming';

/** What a flow says about its queue. */
export type QueueRules = {
  /** Does a mapped item still hold its key? */
  readonly order: 'confirmed' | 'decided';
  /** Types that pass stopped items of their keys, and those that wait for a person. */
  readonly annuls: readonly string[];
};

/**
 * Splits a set into what may be decided now and what stands behind something else. An item may be decided when no unfinished
 * item of any of its keys stands before it, or all of those are in this set, ready, of the same parcel and flow, and may be
 * decided themselves. Equal positions never block each other: an answer is not behind what it answers.
 */
export function splitMovable(
  items: readonly ReadyItem[],
  blockers: readonly Blocker[],
  rulesOf: (flowCode: string) => QueueRules,
): { movable: ReadyItem[]; blocked: ReadyItem[] } {
  const foreign = new Map<string, Blocker[]>();
  for (const blocker of blockers) foreign.set(blocker.key, [...(foreign.get(blocker.key) ?? []), blocker]);
  const sorted = items.toSorted((a, b) => compare(a.position, b.position) || compare(a.id, b.id));
  /** Per key: the last item of the set that stands in it, and whether it may be decided. */
  const last = new Map<string, { readonly item: ReadyItem; readonly movable: boolean }>();
  const movable: ReadyItem[] = [];
  const blocked: ReadyItem[] = [];
  for (const item of sorted) {
    const rules = rulesOf(item.flowCode);
    const free = item.keys.every(
      (key) => !(foreign.get(key) ?? []).some((b) => blocks(b, item, rules)) && follows(item, last.get(key), rules),
    );
    for (const key of item.keys) last.set(key, { item, movable: free });
    (free ? movable : blocked).push(item);
  }
  return { movable, blocked };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function blocks(blocker: Blocker, item: ReadyItem, rules: QueueRules): boolean {
  if (blocker.position >= item.position) return false;
  if (blocker.state === 'mapped') return rules.order === 'confirmed';
  const isStopped = blocker.state === 'exception' || blocker.state === 'held';
  return !(isStopped && (isAnswer(item) || rules.annuls.includes(item.type)));
}

/** The kernel's own events answer or remind; what they are about may be the very thing that stands still. */
const ANSWERS: ReadonlySet<string> = new Set<keyof KernelEvents>([
  'saga.due/1',
  'approval.given/1',
  'approval.declined/1',
  'posting.confirmed/1',
  'posting.refused/1',
  'tie.tied/1',
]);

const isAnswer = (item: ReadyItem): boolean => ANSWERS.has(item.type);

/** May this item ride in one set behind the one before it in its key? */
function follows(
  item: ReadyItem,
  before: { readonly item: ReadyItem; readonly movable: boolean } | undefined,
  rules: QueueRules,
): boolean {
  if (before === undefined || before.item.position === item.position) return true;
  if (!before.movable) return false;
  return rules.order === 'decided' || (before.item.parcelId !== null && before.item.parcelId === item.parcelId);
}

/**
 * Leaves the last group of a set out when the set was cut inside it, so that what is grouped together is worked together. A
 * group that fills the whole set is worked in pieces.
 */
export function withoutCutGroup(
  items: readonly ReadyItem[],
  limit: number,
  groupOf: (item: ReadyItem) => string,
): ReadyItem[] {
  if (items.length < limit) return [...items];
  const cut = groupOf(items[items.length - 1] as ReadyItem);
  const kept = items.filter((item) => groupOf(item) !== cut);
  return kept.length > 0 ? kept : [...items];
}
