// Goal: stories of several remittances net out as payers' do. Method: read the bytes of each story of several seeds.
import { describe, expect, it } from 'vitest';
import { type CheckedRemit, checkFile } from '../testing/checker';
import { MIXES, type Step } from './accidents';
import { buildDelivery } from './deliveries';
import type { DeliverySpec } from './remits';
import { specAt } from './sequence';

const SEEDS = ['fernhollow', 'alpha', 'beta', 'gamma', 'delta'];
const all = SEEDS.flatMap((seed) => {
  const options = { seed, mix: MIXES.dense, baseDate: '2026-11-20', claimsPerRemit: null, remits: null };
  return Array.from({ length: 40 }, (_, index) => specAt(options, index));
});

const stepsOf = (step: Step): readonly DeliverySpec[] => all.filter((spec) => spec.step === step);

function firstOf(spec: DeliverySpec | null | undefined): CheckedRemit {
  const [remit] = checkFile(buildDelivery(spec as DeliverySpec).bytes).remits;
  if (!remit) throw new Error('the file holds no remittance');
  return remit;
}

const amountsOf = (remit: CheckedRemit, code: string) =>
  remit.plb.filter((item) => item.code === code).map((item) => [item.reference, item.amount] as const);

describe('stories', () => {
  it('forwarded balance: three remittances in order, 0 then 0 then money, each reference nets to nought', () => {
    for (const spec of stepsOf('forward-apply')) {
      const [open, carry, apply] = [firstOf(spec.base?.base), firstOf(spec.base), firstOf(spec)];
      expect([open.bpr02, carry.bpr02]).toEqual([0n, 0n]);
      expect(apply.bpr02).toBeGreaterThan(0n);
      const net = new Map<string, bigint>();
      for (const [reference, amount] of [open, carry, apply].flatMap((remit) => amountsOf(remit, 'FB'))) {
        net.set(reference, (net.get(reference) ?? 0n) + amount);
      }
      expect([...net]).toEqual([
        [open.trn02, 0n],
        [carry.trn02, 0n],
      ]);
    }
  });

  it('delayed recovery: money given back with the reversal and taken later under the same control number', () => {
    for (const spec of stepsOf('recovery-taken')) {
      const [delayed, taken] = [firstOf(spec.base), firstOf(spec)];
      const [[reference = '', given = 0n] = []] = amountsOf(delayed, 'WO');
      const [[sameReference, back = 0n] = []] = amountsOf(taken, 'WO');
      expect(sameReference).toBe(reference);
      expect([given < 0n, given + back]).toEqual([true, 0n]);
      expect(delayed.claims.find((claim) => claim.status === '22')?.control).toBe(reference);
    }
  });

  it('reversal: the mirror of a claim sent before, then its correction; or the other way round', () => {
    for (const step of ['reversal-correction', 'correction-before-reversal'] as const) {
      for (const spec of stepsOf(step)) {
        const [original] = firstOf(spec.base).claims;
        const { claims } = firstOf(spec);
        const places = claims.flatMap((claim, index) => (claim.account === original?.account ? [index] : []));
        const statuses = places.map((place) => claims[place]?.status === '22');
        expect(statuses).toEqual(step === 'reversal-correction' ? [true, false] : [false, true]);
        const reversal = claims.find((claim) => claim.status === '22');
        expect([reversal?.charge, reversal?.paid]).toEqual([-(original?.charge ?? 0n), -(original?.paid ?? 0n)]);
      }
    }
  });

  it('never takes the same delivery back twice', () => {
    for (const seed of SEEDS) {
      const taken = all
        .filter((spec) => spec.seed === seed && spec.base?.step === 'none')
        .map((spec) => spec.base?.sequence);
      expect(new Set(taken).size).toBe(taken.length);
    }
  });

  it('orphan reversal: its account was never sent', () => {
    for (const spec of stepsOf('orphan-reversal')) {
      const reversal = firstOf(spec).claims.find((claim) => claim.status === '22');
      expect(reversal?.account).toMatch(/^[A-Z]{3}-19-\d{4}$/);
      expect(reversal?.control).toMatch(/^LEGACY/);
    }
  });

  it('refund acknowledged: WO and 72 cancel out; interest: AMT*I equals L6 with its sign turned', () => {
    for (const spec of stepsOf('refund-acknowledged')) {
      const { plb } = firstOf(spec);
      expect(plb.map((item) => item.code)).toEqual(['WO', '72']);
      expect(plb.reduce((sum, item) => sum + item.amount, 0n)).toBe(0n);
    }
    for (const spec of stepsOf('interest')) {
      const remit = firstOf(spec);
      expect(remit.interest).toBeGreaterThan(0n);
      expect(remit.plb.map((item) => [item.code, item.amount])).toEqual([['L6', -remit.interest]]);
    }
  });
});
