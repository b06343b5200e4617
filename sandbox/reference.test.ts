// Goal: the demo health system is consistent with itself and with no one real. Method: cross-checks over the one file.
import { describe, expect, it } from 'vitest';
import { reference } from './reference';

/** The check digit of a provider number: Luhn over 80840 and the number (45 CFR 162.406). */
function isNpi(npi: string): boolean {
  const digits = [...`80840${npi}`].reverse().map((digit) => Number.parseInt(digit, 10));
  const sum = digits.reduce((total, digit, place) => {
    const doubled = place % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

describe('reference', () => {
  it('has provider numbers that pass their check digit and tax ids of a range never issued', () => {
    const npis = [...reference.payees.map((each) => each.npi), reference.unknowns.npi];
    for (const npi of npis) expect([npi, isNpi(npi), npi.startsWith('2')]).toEqual([npi, true, true]);
    expect(new Set(npis).size).toBe(npis.length);
    for (const { tin } of reference.companies) expect(tin.startsWith('89')).toBe(true);
  });

  it('gives every facility its company, payee and two cost centres, one of which is switched off', () => {
    for (const facility of reference.facilities) {
      const company = reference.companies.find((each) => each.code === facility.company);
      const payee = reference.payees.find((each) => each.facility === facility.code);
      expect([payee?.npi, payee?.tin, payee?.entity]).toEqual([facility.npi, company?.tin, facility.company]);
      const centers = reference.costCenters.filter((each) => each.facility === facility.code);
      expect(centers.map((each) => each.code)).toEqual([`${facility.code}-4400`, `${facility.code}-4410`]);
    }
    expect(reference.costCenters.filter((each) => !each.active).map((each) => each.code)).toEqual(['LKG-4410']);
  });

  it('has ten payers, told apart by every identifier, and classes with an account each', () => {
    expect(reference.payers).toHaveLength(10);
    for (const field of ['code', 'name', 'trn03', 'n1Id'] as const) {
      expect(new Set(reference.payers.map((payer) => payer[field])).size).toBe(10);
    }
    const accounts = new Set(reference.accounts.map((account) => account.number));
    for (const { arAccount } of reference.payerClasses) expect(accounts.has(arAccount)).toBe(true);
    expect(reference.accounts).toHaveLength(accounts.size);
  });
});
