// Goal: a manifest is settled only when no item is moving or stopped again. Method: one property over all counts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ITEM_STATUSES, outcomeOf, type Progress } from './replays-progress';

const held = fc.nat(3).map((items) => ({ items, amountMinor: 0n }));
const progress = fc.record(Object.fromEntries(ITEM_STATUSES.map((status) => [status, held]))) as fc.Arbitrary<Progress>;
const state = fc.constantFrom('frozen', 'sending', 'sent', 'aborted') as fc.Arbitrary<
  'frozen' | 'sending' | 'sent' | 'aborted'
>;

describe('outcomeOf', () => {
  it('is settled only when everything is confirmed or explained', () => {
    fc.assert(
      fc.property(state, progress, (at, p) => {
        const open = p.sent.items + p.unknown.items + p.waiting.items + p.stopped.items;
        const outcome = outcomeOf({ state: at, startedAt: new Date(0), waits: false }, p);
        expect(outcome === 'settled').toBe(at === 'sent' && open === 0);
      }),
    );
  });
  it('tells a paused manifest from one that never started', () => {
    fc.assert(
      fc.property(progress, (p) => {
        expect(outcomeOf({ state: 'frozen', startedAt: null, waits: false }, p)).toBe('frozen');
        expect(outcomeOf({ state: 'frozen', startedAt: new Date(0), waits: false }, p)).toBe('paused');
        expect(outcomeOf({ state: 'frozen', startedAt: null, waits: true }, p)).toBe('waits');
      }),
    );
  });
});
