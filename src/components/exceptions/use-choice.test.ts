// Goal: an unfinished choice never becomes a cure. Method: each kind with what it needs and without.
import { describe, expect, it } from 'vitest';
import { cureOf, isMapCure } from './use-choice';

describe('cureOf', () => {
  it('waits for a target and a date where a mapping is made', () => {
    expect(cureOf('map-payer', '', '2026-10-01')).toBeNull();
    expect(cureOf('map-payer', 'AETNA', '2026-1')).toBeNull();
    expect(cureOf('map-payer', 'AETNA', '2026-10-01')).toEqual({
      kind: 'map-payer',
      target: 'AETNA',
      validFrom: '2026-10-01',
    });
  });
  it('waits for a target only where a cost center is set', () => {
    expect(cureOf('cost-center', '', '')).toBeNull();
    expect(cureOf('cost-center', '4420', '')).toEqual({ kind: 'cost-center', target: '4420' });
  });
  it('is complete at once where nothing is to be chosen', () => {
    expect(cureOf('adopt', '', '')).toEqual({ kind: 'adopt' });
    expect(isMapCure('adopt')).toBe(false);
    expect(isMapCure('map-plb')).toBe(true);
  });
});
