// Goal: ids sort as promised and stay UUIDv7. Method: many ids, and properties over places inside an artifact.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idWithin, newId } from './ids';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('newId', () => {
  it('sorts in the order in which one process made them', () => {
    const ids = Array.from({ length: 10_000 }, newId);
    expect(ids.every((id) => UUID_V7.test(id))).toBe(true);
    expect(ids).toEqual(ids.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('idWithin', () => {
  const place = fc.tuple(fc.bigInt({ min: 0n, max: 2n ** 31n - 1n }), fc.integer({ min: 0, max: 7 }));

  it('sorts by place inside one artifact', () => {
    const artifact = newId();
    fc.assert(
      fc.property(place, place, ([offsetA, partA], [offsetB, partB]) => {
        const a = idWithin(artifact, offsetA, partA);
        const b = idWithin(artifact, offsetB, partB);
        expect(a).toMatch(UUID_V7);
        if (offsetA < offsetB || (offsetA === offsetB && partA < partB)) expect(a < b).toBe(true);
      }),
    );
  });

  it('sorts by arrival across artifacts, wherever inside them', () => {
    const earlier = newId();
    const later = newId();
    fc.assert(
      fc.property(place, place, ([offsetA, partA], [offsetB, partB]) => {
        expect(idWithin(earlier, offsetA, partA) < idWithin(later, offsetB, partB)).toBe(true);
      }),
    );
  });

  it('is new each time', () => {
    const artifact = newId();
    expect(new Set(Array.from({ length: 1_000 }, () => idWithin(artifact, 7n, 1))).size).toBe(1_000);
  });
});
