// Goal: one payer per plan and none twice, whatever an administrator sends under one number. Method: remits' parties in order.
import { describe, expect, it } from 'vitest';
import { type KnownPayer, type NamedPayer, payersToAdopt } from './payer-keys';

const named = (payerKey: string, planKey: string, name: string): NamedPayer => ({ payerKey, planKey, name });
const adopt = (payers: readonly NamedPayer[], known: Readonly<Record<string, KnownPayer>> = {}) => {
  const made = payersToAdopt(payers, new Map(Object.entries(known)));
  return {
    codes: made.payers.map(({ code }) => code),
    entries: made.entries.map(({ key, target }) => `${key} ${target}`),
  };
};
const alder: KnownPayer = { code: 'P-TPA', name: 'ALDER PLAN', provisional: true };

describe('payers that remits bring', () => {
  it('are found by the number that pays and by the plan', () => {
    expect(adopt([named('TPA', 'A1', 'ALDER PLAN')])).toEqual({ codes: ['P-TPA'], entries: ['TPA P-TPA', 'A1 P-TPA'] });
    expect(adopt([named('TPA', '', 'ALDER PLAN')])).toEqual({ codes: ['P-TPA'], entries: ['TPA P-TPA'] });
  });

  it('are two of one administrator, in one set or one after the other', () => {
    const two = [named('TPA', 'A1', 'ALDER PLAN'), named('TPA', 'B2', 'BIRCH MEDICAID')];
    expect(adopt(two).codes).toEqual(['P-TPA', 'P-B2']);
    expect(adopt(two.slice(1), { TPA: alder, A1: alder })).toEqual({ codes: ['P-B2'], entries: ['B2 P-B2'] });
  });

  it('are the same under a longer name, a plan that is known, or no plan', () => {
    for (const again of [
      named('TPA', 'A9', 'Alder Plan, Inc.'),
      named('TPA', 'A1', 'OTHER'),
      named('TPA', '', 'OTHER'),
    ])
      expect(adopt([again], { TPA: alder, A1: alder }).codes).toEqual([]);
  });

  it('leave alone what a person confirmed, and what names nobody', () => {
    const confirmed = { ...alder, provisional: false };
    expect(adopt([named('TPA', 'B2', 'BIRCH MEDICAID')], { TPA: confirmed }).codes).toEqual([]);
    expect(adopt([named('', 'B2', 'BIRCH MEDICAID')]).codes).toEqual([]);
  });
});
