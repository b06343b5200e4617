// Goal: no answer of the kernel is ever held up by what it answers, and everything else keeps its order. Method: every state an
// item can stand in before every kind of answer; then random queues with every item of them stuck in every way.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ITEM_MOVES, ITEM_STATES, ITEM_STATES_FINAL, type ItemState, STAGES } from '@/domain/stages';
import type { Blocker, ReadyItem } from '../../store/claiming';
import { type QueueRules, splitMovable } from './movable';

const ANSWERS = [
  'saga.due/1',
  'approval.given/1',
  'approval.declined/1',
  'posting.confirmed/1',
  'posting.refused/1',
  'tie.tied/1',
] as const;
const id = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const item = (n: number, type: string, over: Partial<ReadyItem> = {}): ReadyItem => ({
  id: id(n),
  flowCode: 'flow',
  parcelId: ANSWERS.some((answer) => answer === type) ? null : id(900 + n),
  parentId: null,
  lane: 1,
  shard: 0,
  key: 'k',
  keys: ['k'],
  position: id(n),
  ordinal: 0,
  type,
  facts: {},
  asset: 'N/0',
  amountMinor: 0n,
  at: null,
  businessDate: '2026-11-30',
  indexA: null,
  indexB: null,
  tokens: null,
  judgements: [],
  releaseCount: 0,
  readyAt: new Date(0),
  ...over,
});
const blocker = (n: number, state: ItemState): Blocker => ({ key: 'k', position: id(n), state });
const movable = (items: readonly ReadyItem[], blockers: readonly Blocker[], rules: QueueRules) =>
  splitMovable(items, blockers, () => rules).movable.map((one) => one.id);
const RULES: readonly QueueRules[] = [
  { order: 'confirmed', annuls: ['cancel/1'] },
  { order: 'decided', annuls: [] },
];
const UNFINISHED = ITEM_STATES.filter((state) => !ITEM_STATES_FINAL.includes(state));

describe('an answer', () => {
  it.each(UNFINISHED.flatMap((state) => ANSWERS.map((type) => [state, type] as const)))(
    'of an item that is %s goes on: %s',
    (state, type) => {
      const answer = item(9, type, { position: id(1) });
      for (const rules of RULES) expect(movable([answer], [blocker(1, state)], rules)).toEqual([answer.id]);
    },
  );

  it.each(ANSWERS)('%s passes whatever stands still before it, and comes before what came later', (type) => {
    const answer = item(9, type, { position: id(5) });
    const later = item(7, 'run/1');
    for (const rules of RULES) {
      for (const state of ['exception', 'held'] as const) {
        expect(movable([later, answer], [blocker(3, state)], rules)).toEqual([answer.id]);
      }
      // Decided before it, though it is the younger event.
      const both = splitMovable([later, answer], [], () => rules).movable;
      expect(both[0]?.id).toBe(answer.id);
    }
  });
});

describe('every way of standing still', () => {
  it('has a move that ends it', () => {
    const reaches = (from: ItemState, seen: ReadonlySet<ItemState> = new Set()): boolean =>
      ITEM_STATES_FINAL.includes(from) ||
      (!seen.has(from) && ITEM_MOVES[from].some((to) => reaches(to, new Set([...seen, from]))));
    expect(UNFINISHED.filter((state) => !reaches(state))).toEqual([]);
    expect(STAGES.length).toBe(7);
  });

  it('is passed by what may end it, and by nothing else of its key', () => {
    const [confirmed] = RULES as [QueueRules, QueueRules];
    for (const state of ['exception', 'held'] as const) {
      expect(movable([item(9, 'cancel/1')], [blocker(1, state)], confirmed)).toEqual([id(9)]);
      expect(movable([item(9, 'run/1')], [blocker(1, state)], confirmed)).toEqual([]);
    }
    // What may be booked is waited for also by a cancel.
    expect(movable([item(9, 'cancel/1')], [blocker(1, 'mapped')], confirmed)).toEqual([]);
    expect(movable([item(9, 'cancel/1')], [blocker(1, 'ready')], confirmed)).toEqual([]);
  });

  it('never lets a queue rest with an answer in it, nor two of a key pass each other', () => {
    const state = fc.constantFrom(...UNFINISHED);
    const one = fc.record({
      type: fc.constantFrom(...ANSWERS, 'run/1'),
      state,
      answers: fc.integer({ min: 0, max: 20 }),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 12 }), fc.constantFrom(...RULES), (queue, rules) => {
        const isAnswer = (type: string) => type !== 'run/1';
        const stuck = queue.flatMap(({ type, state: at }, n) =>
          isAnswer(type) || at === 'ready' ? [] : [blocker(n + 1, at)],
        );
        const items = queue.flatMap(({ type, state: at, answers }, n) => {
          if (!isAnswer(type)) return at === 'ready' ? [item(n + 1, type)] : [];
          return [item(100 + n, type, { position: id(Math.min(answers, n) + 1) })];
        });
        const moved = movable(items, stuck, rules);
        const first = items.toSorted((a, b) =>
          a.position < b.position ? -1 : a.position > b.position ? 1 : a.id < b.id ? -1 : 1,
        )[0];
        const mapped = stuck.some((b) => b.state === 'mapped' && first && b.position < first.position);
        if (first && isAnswer(first.type) && !(mapped && rules.order === 'confirmed'))
          expect(moved).toContain(first.id);
        const runs = items.filter((each) => !isAnswer(each.type) && moved.includes(each.id));
        if (rules.order === 'confirmed') expect(runs.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
