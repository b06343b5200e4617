// Goal: what is bought and stored in the demo fits together. Method: cross-checks over the one file.
import { describe, expect, it } from 'vitest';
import { reference } from './reference';

const codes = (rows: readonly { readonly code: string }[]): Set<string> => new Set(rows.map((row) => row.code));

describe('supplies', () => {
  it('lie in places of facilities of their company, in lots where items are tracked by lot', () => {
    const items = new Map(reference.items.map((item) => [item.code, item]));
    const companies = new Map(reference.facilities.map((facility) => [facility.code, facility.company]));
    for (const { facility, company } of reference.locations) expect(companies.get(facility)).toBe(company);
    for (const row of reference.stock) {
      expect(codes(reference.locations).has(row.location)).toBe(true);
      expect([row.item, row.lot !== '']).toEqual([row.item, items.get(row.item)?.lotTracked]);
    }
  });

  it('come from suppliers that have a place to be paid at, whose codes are used once', () => {
    for (const { supplier } of reference.items) expect(codes(reference.suppliers).has(supplier)).toBe(true);
    const sites = reference.suppliers.flatMap((supplier) => supplier.sites);
    expect(codes(sites).size).toBe(sites.length);
    for (const { sites: own } of reference.suppliers) expect(own.some((site) => site.active)).toBe(true);
  });

  it('are counted in accounts that hold no money', () => {
    const money = new Set(reference.accounts.map((account) => account.number));
    for (const { number } of reference.statisticalAccounts) expect(money.has(number)).toBe(false);
  });
});
