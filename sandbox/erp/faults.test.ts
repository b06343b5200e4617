// Goal: faults strike as often as ordered and the same requests for the same seed. Method: throw the dice many times.
import { describe, expect, it } from 'vitest';
import { createPrng } from '../prng';
import { createFaults, FAULTS_MAX, faultSchema } from './faults';

const order = (fields: Readonly<Record<string, unknown>>) => faultSchema.parse(fields);

function strikes(seed: string, rate: number, requests: number): boolean[] {
  const faults = createFaults(createPrng(seed));
  faults.add(order({ mode: 'throttle', rate }));
  return Array.from({ length: requests }, () => faults.strike('100', 'write') !== null);
}

describe('faults', () => {
  it('strike the same requests for the same seed', () => {
    expect(strikes('a', 0.3, 200)).toEqual(strikes('a', 0.3, 200));
    expect(strikes('a', 0.3, 200)).not.toEqual(strikes('b', 0.3, 200));
  });

  it('strike about as often as their rate, always at 1 and never at 0', () => {
    const hits = strikes('a', 0.3, 10_000).filter(Boolean).length;
    expect(hits).toBeGreaterThan(2_800);
    expect(hits).toBeLessThan(3_200);
    expect(strikes('a', 1, 50).every(Boolean)).toBe(true);
    expect(strikes('a', 0, 50).some(Boolean)).toBe(false);
  });

  it('strike reads only where nothing has to be hidden', () => {
    const faults = createFaults(createPrng('a'));
    faults.add(order({ mode: 'error-after-commit', on: 'all' }));
    expect(faults.strike('100', 'read')).toBeNull();
    faults.add(order({ mode: 'unavailable' }));
    expect(faults.strike('100', 'read')?.mode).toBe('unavailable');
  });

  it('are ended by ok, for one company or for all', () => {
    const faults = createFaults(createPrng('a'));
    faults.add(order({ mode: 'throttle', company: '100' }));
    faults.add(order({ mode: 'throttle', company: '200' }));
    faults.add(order({ mode: 'ok', company: '100' }));
    expect(faults.list().map((fault) => fault.company)).toEqual(['200']);
    faults.add(order({ mode: 'ok' }));
    expect(faults.list()).toEqual([]);
  });

  it('have a limit to their number', () => {
    const faults = createFaults(createPrng('a'));
    const added = Array.from({ length: FAULTS_MAX + 1 }, () => faults.add(order({ mode: 'slow' })));
    expect(added.filter((fault) => fault === null)).toHaveLength(1);
  });
});
