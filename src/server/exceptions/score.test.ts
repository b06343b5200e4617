// Goal: the score is the sum of its shown parts, never above 100, and more trouble never scores less. Method:
// properties.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ScoreQuestion, scoreOf } from './score';

const question = fc.record({
  grossMinor: fc.bigInt({ min: 0n, max: 10n ** 12n }),
  dueInMs: fc.integer({ min: -(10 ** 9), max: 10 ** 9 }),
  oldestMs: fc.integer({ min: 0, max: 10 ** 9 }),
  regressed: fc.boolean(),
});
const total = (q: ScoreQuestion) => scoreOf(q).total;

describe('scoreOf', () => {
  it('is the sum of its parts and at most 100', () => {
    fc.assert(
      fc.property(question, (q) => {
        const { total: sum, parts } = scoreOf(q);
        expect(parts.dollars + parts.due + parts.age + parts.repeats).toBe(sum);
        expect(sum).toBeLessThanOrEqual(100);
      }),
    );
  });
  it('never falls when dollars or age grow, when the due time nears, or when it comes back', () => {
    fc.assert(
      fc.property(question, fc.bigInt({ min: 0n, max: 10n ** 10n }), fc.nat(10 ** 9), (q, dollars, ms) => {
        expect(total({ ...q, grossMinor: q.grossMinor + dollars })).toBeGreaterThanOrEqual(total(q));
        expect(total({ ...q, oldestMs: q.oldestMs + ms })).toBeGreaterThanOrEqual(total(q));
        expect(total({ ...q, dueInMs: q.dueInMs - ms })).toBeGreaterThanOrEqual(total(q));
        expect(total({ ...q, regressed: true })).toBeGreaterThanOrEqual(total(q));
      }),
    );
  });
  it('gives nothing for no money', () => {
    const none = scoreOf({ grossMinor: 0n, dueInMs: 10 ** 9, oldestMs: 0, regressed: false });
    expect(none).toEqual({ total: 4, parts: { dollars: 0, due: 4, age: 0, repeats: 0 } });
  });
});
