// Goal: a facility is found by the strongest source, and what contradicts it or was missing is said. Method: one set of
// master data, hints removed one at a time.
import { describe, expect, it } from 'vitest';
import { type FacilityQuestion, resolveFacility } from './facility';
import type { FacilityHints } from './facts';

const table = (rows: Record<string, string>) => (value: string) => rows[value] ?? null;
const lookups = {
  byPrefix: table({ 'EAS-': 'EAS' }),
  byNpi: table({ '2000000001': 'NOR', '2000000002': 'WES' }),
  byCcn: table({ '990001': 'SOU' }),
  byTin: table({ '890000001': 'SYS' }),
};
const all: FacilityHints = {
  accountPrefix: 'EAS-',
  providerIds: ['2999999999', '2000000002'],
  ts301: '990001',
  payeeNpi: '2000000001',
  payeeTin: '890000001',
};
const ask = (hints: Partial<FacilityHints>, over: Partial<FacilityQuestion> = {}) =>
  resolveFacility({ hints: { ...all, ...hints }, claimMaster: null, lookups, ...over });

describe('resolveFacility', () => {
  it.each([
    ['claim-master', 'CLM', {}, 'CLM'],
    ['account-prefix', 'EAS', {}, null],
    ['provider', 'WES', { accountPrefix: null }, null],
    ['ts301', 'SOU', { accountPrefix: null, providerIds: [] }, null],
    ['payee-npi', 'NOR', { accountPrefix: null, providerIds: [], ts301: null }, null],
    ['payee-tin', 'SYS', { accountPrefix: null, providerIds: [], ts301: null, payeeNpi: null }, null],
  ])('reads it from %s', (source, facility, hints, claimMaster) => {
    expect(ask(hints, { claimMaster })).toMatchObject({ ok: true, source, facility, prefixUnmapped: null });
  });

  it('names weaker sources that disagree, but not the TIN of the whole system', () => {
    expect(ask({}, { claimMaster: 'WES' })).toMatchObject({
      facility: 'WES',
      disagreements: [
        { source: 'account-prefix', facility: 'EAS' },
        { source: 'ts301', facility: 'SOU' },
        { source: 'payee-npi', facility: 'NOR' },
      ],
    });
  });

  it('lets the payee stand in for an unmapped prefix, and says so', () => {
    const hints = { accountPrefix: 'NEW-', providerIds: [], ts301: null };
    expect(ask(hints)).toMatchObject({ ok: true, source: 'payee-npi', facility: 'NOR', prefixUnmapped: 'NEW-' });
  });

  it('does not let the payee stand in when the caller says so, but a provider of the claim still may', () => {
    const hints = { accountPrefix: 'NEW-', providerIds: [], ts301: null };
    expect(ask(hints, { payeeStandsIn: false })).toMatchObject({
      ok: false,
      failure: { code: 'FACILITY_UNKNOWN', field: 'facility', value: 'NEW-' },
    });
    expect(ask({ accountPrefix: 'NEW-' }, { payeeStandsIn: false })).toMatchObject({
      ok: true,
      source: 'provider',
      prefixUnmapped: 'NEW-',
    });
    expect(ask({ ...hints, accountPrefix: null }, { payeeStandsIn: false })).toMatchObject({ source: 'payee-npi' });
  });

  it.each([
    ['NEW-', 'NEW-'],
    [null, '(none)'],
    ['', '(none)'],
  ])('names the prefix %j that nothing resolves', (accountPrefix, value) => {
    const hints = { accountPrefix, providerIds: ['2999999999'], ts301: '1', payeeNpi: '2', payeeTin: '3' };
    expect(ask(hints)).toMatchObject({ ok: false, failure: { code: 'FACILITY_UNKNOWN', value } });
  });
});
