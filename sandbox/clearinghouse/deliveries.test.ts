// Goal: every file is what its step says, to the cent. Method: an independent checker reads the bytes of many seeds.
import { describe, expect, it } from 'vitest';
import { checkFile } from '../testing/checker';
import { MIXES, SCENARIO_NAMES, STEPS, type Step } from './accidents';
import { buildDelivery, type Delivery } from './deliveries';
import type { DeliverySpec } from './remits';
import { specAt } from './sequence';

const BASE_DATE = '2026-11-20';
const SEEDS = ['fernhollow', 'one', 'two'];

function specs(seed: string, mix: keyof typeof MIXES, count: number): DeliverySpec[] {
  const options = { seed, mix: MIXES[mix], baseDate: BASE_DATE, claimsPerRemit: null, remits: null };
  return Array.from({ length: count }, (_, index) => specAt(options, index));
}

const dense = SEEDS.flatMap((seed) => specs(seed, 'dense', 80)).map((spec) => buildDelivery(spec));
const clean = SEEDS.flatMap((seed) => specs(seed, 'none', 120)).map((spec) => buildDelivery(spec));

const ofStep = (step: Step): readonly Delivery[] => dense.filter((delivery) => delivery.spec.step === step);

describe('clean deliveries', () => {
  it('balance by line, claim and transaction, and count their segments right', () => {
    for (const { bytes, fileName } of clean) expect([fileName, ...checkFile(bytes).faults]).toEqual([fileName]);
  });

  it('say in their facts what stands in their bytes', () => {
    for (const { bytes, remits, controlNumber } of clean) {
      const checked = checkFile(bytes);
      expect(checked.controlNumber).toBe(String(controlNumber).padStart(9, '0'));
      expect(remits.map((each) => [each.trn02, each.bpr02, each.claims])).toEqual(
        checked.remits.map((each) => [each.trn02, each.bpr02, each.claims.length]),
      );
    }
  });

  it('never date a payment out of the month of the base date', () => {
    const options = { seed: 'x', mix: MIXES.none, baseDate: '2026-11-01', claimsPerRemit: 1, remits: null };
    const dates = Array.from({ length: 50 }, (_, index) => buildDelivery(specAt(options, index)).remits[0]?.bpr16);
    expect(new Set(dates)).toEqual(new Set(['20261101']));
  });

  it('number claims and payments once only', () => {
    for (const seed of SEEDS) {
      const remits = clean
        .filter((delivery) => delivery.spec.seed === seed)
        .flatMap((delivery) => checkFile(delivery.bytes).remits);
      const accounts = remits.flatMap((remit) => remit.claims.map((claim) => claim.account));
      expect(new Set(accounts).size).toBe(accounts.length);
      expect(new Set(remits.map((remit) => remit.trn02)).size).toBe(remits.length);
    }
  });

  it('come in several sizes and in all delimiters', () => {
    expect(new Set(clean.map((delivery) => delivery.remits.length))).toEqual(new Set([1, 2, 3]));
    expect(new Set(clean.map(({ bytes }) => bytes.toString('latin1').slice(103, 108))).size).toBeGreaterThanOrEqual(4);
  });

  it('take the number of claims and remittances they are told', () => {
    const options = { seed: 'x', mix: MIXES.none, baseDate: BASE_DATE, claimsPerRemit: 250, remits: 2 };
    const { bytes } = buildDelivery(specAt(options, 0));
    expect(checkFile(bytes).remits.map((remit) => remit.claims.length)).toEqual([250, 250]);
  });
});

describe('determinism', () => {
  it('gives the same bytes for the same spec and others for another seed', () => {
    const again = specs('fernhollow', 'dense', 80).map((spec) => buildDelivery(spec).sha256);
    expect(again).toEqual(dense.slice(0, 80).map((delivery) => delivery.sha256));
    expect(specs('other', 'dense', 1).map((spec) => buildDelivery(spec).sha256)).not.toEqual(again.slice(0, 1));
  });
});

describe('accidents', () => {
  it('happen at least once each in a dense block', () => {
    const told = new Set(dense.map((delivery) => delivery.spec.step));
    expect([...told].sort(byText)).toEqual([...Object.keys(STEPS)].sort(byText));
    expect(SCENARIO_NAMES.length).toBeGreaterThan(20);
  });

  it('leave every file balanced, except those which are about balance or completeness', () => {
    const unsound = new Set<Step>(['out-of-balance-cents', 'out-of-balance-dollars', 'truncated']);
    for (const { bytes, spec } of dense) {
      if (!unsound.has(spec.step)) expect([spec.step, ...checkFile(bytes).faults]).toEqual([spec.step]);
    }
  });

  it('out of balance: only BPR02 is wrong, by cents or by dollars', () => {
    for (const step of ['out-of-balance-cents', 'out-of-balance-dollars'] as const) {
      for (const { bytes } of ofStep(step)) {
        const { faults } = checkFile(bytes);
        expect(faults).toHaveLength(1);
        const cents = BigInt(/^BPR02 is out by (\d+)$/.exec(faults[0] ?? '')?.[1] ?? '0');
        expect(cents > 0n && cents < 100n).toBe(step === 'out-of-balance-cents');
      }
    }
  });

  it('truncated: the trailer is missing', () => {
    for (const { bytes } of ofStep('truncated')) {
      expect(checkFile(bytes).faults).toContain('does not end with a whole IEA');
    }
  });

  it('exact re-send: the same bytes under a new name; re-enveloped: other bytes, same content', () => {
    for (const resent of ofStep('exact-resend')) {
      const first = buildDelivery(resent.spec.base as DeliverySpec);
      expect(resent.bytes.equals(first.bytes)).toBe(true);
      expect(resent.fileName).not.toBe(first.fileName);
    }
    for (const resent of ofStep('re-enveloped')) {
      const first = buildDelivery(resent.spec.base as DeliverySpec);
      expect(resent.sha256).not.toBe(first.sha256);
      expect(resent.controlNumber).toBeGreaterThan(first.controlNumber);
      expect(resent.bytes.subarray(103, 107)).not.toEqual(first.bytes.subarray(103, 107));
      expect(resent.remits.map((each) => each.contentHash)).toEqual(first.remits.map((each) => each.contentHash));
    }
  });

  it('conflicting amount: the trace of an earlier remittance on another sum', () => {
    for (const { spec, remits } of ofStep('conflicting-amount')) {
      const [first] = buildDelivery(spec.base as DeliverySpec).remits;
      expect(remits[0]?.trn02).toBe(first?.trn02);
      expect(remits[0]?.trn03).toBe(first?.trn03);
      expect(remits[0]?.bpr02).not.toBe(first?.bpr02);
    }
  });

  it('unmapped facility, unknown payer, closed period: exactly the one thing is wrong', () => {
    for (const { bytes, remits } of ofStep('unmapped-facility')) {
      expect(checkFile(bytes).remits[0]?.claims.every((claim) => claim.account.startsWith('ZZQ-'))).toBe(true);
      expect(remits[0]).toMatchObject({ payeeTin: '891000100', payeeNpi: '2000000994' });
    }
    for (const { remits } of ofStep('unknown-payer')) expect(remits[0]?.trn03).toBe('1891000099');
    for (const { remits } of ofStep('closed-period')) {
      expect(remits[0]?.entity).toBe('300');
      expect(remits[0]?.bpr16.startsWith('202610')).toBe(true);
    }
  });

  it('zero pay: nothing paid, in the three ways it is written', () => {
    const written = (['zero-pay-h-non', 'zero-pay-i-non', 'zero-pay-i-chk'] as const).map((step) => {
      const [delivery] = ofStep(step);
      const remit = checkFile(delivery?.bytes as Buffer).remits[0];
      expect(remit?.bpr02).toBe(0n);
      return `${remit?.bpr01}/${remit?.bpr04}`;
    });
    expect(written).toEqual(['H/NON', 'I/NON', 'I/CHK']);
  });

  it('affiliate claim: one account belongs to another entity than the payee', () => {
    for (const { remits } of ofStep('affiliate-claim')) {
      expect(Object.keys(remits[0]?.paidByFacility ?? {}).length).toBeGreaterThan(1);
    }
  });
});

const byText = (left: string, right: string): number => (left < right ? -1 : Number(left > right));
