// Goal: the flow is whole: whatever it can say, stop under or tie has its words, cures and clocks. Method: its parts are
// compared with each other and with what its own reader emits.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FAILURES, failure } from '@/domain/failure';
import { failures } from './failures';
import { readRemit } from './flow.fixture';
import { remittanceToCash as flow } from './index';
import { RULES_V1 } from './rules.data';

const keys = (record: object): Set<string> => new Set(Object.keys(record));

describe('remittance-to-cash', () => {
  it('offers a cure for every way of stopping, and has words for each', () => {
    const lateOnly = new Set(['DEPOSIT_MISSING', 'PLB_OPEN']);
    for (const [code, cause] of Object.entries(flow.failures)) {
      // What a late tie says ends when its money comes.
      if (!lateOnly.has(code)) expect(cause.cures.length, code).toBeGreaterThan(0);
      for (const cure of cause.cures) expect(flow.cures, code).toHaveProperty([cure]);
      expect(cause.title(failure(code, 'field', 'V')), code).toContain('V');
    }
    expect(failures.PAYER_UNKNOWN.title(failure('PAYER_UNKNOWN', 'payer', '19', { name: 'Acme' }))).toBe(
      'Payer Acme (19) is not in master data',
    );
  });

  it('judges with the marks that its decision reads', () => {
    const marks = Object.values(flow.cures).flatMap((cure) => cure.mark ?? []);
    expect(new Set(marks)).toEqual(new Set(['accepted', 'unapplied']));
  });

  it('has a word for every event and identifier, and an index for every identifier', () => {
    expect(keys(flow.words.types)).toEqual(new Set([...Object.keys(flow.events), 'parcel.whole/1']));
    const { events } = readRemit({
      trace: 'T',
      claims: [{ id: 'A1', charge: '1', paid: '1' }],
      plb: [[['WO', 'R1', '1']]],
    });
    const names = new Set(events.flatMap((event) => Object.keys(event.identifiers)));
    expect(keys(flow.indexes)).toEqual(names);
    expect(keys(flow.words.identifiers)).toEqual(names);
    for (const event of events) expect(flow.events).toHaveProperty([event.type]);
  });

  it('has a failure of its own for every tie that stays open, and an account set for every leg', () => {
    for (const tie of Object.values(flow.ties)) expect(flow.failures).toHaveProperty([tie.late]);
    const sets = flow.accounts?.(RULES_V1) ?? {};
    for (const { of } of flow.legs) {
      if ('ledger' in of) expect(sets).toHaveProperty([of.ledger]);
      if ('tie' in of) expect(flow.ties[of.tie]?.sides).toContain(of.side);
    }
    expect(sets.cash).toEqual(['1012', '1015']);
  });

  it('stops under codes that somebody declared', () => {
    const sources = ['read.ts', 'judge.ts', 'identity.ts', 'decide.ts'].map((name) =>
      readFileSync(new URL(name, import.meta.url), 'utf8'),
    );
    const codes = sources.flatMap((text) =>
      [...text.matchAll(/\b(?:failure|quarantine)\('([A-Z_]+)'/g)].map((m) => m[1]),
    );
    expect(codes.length).toBeGreaterThan(8);
    for (const code of codes) expect(keys({ ...FAILURES, ...flow.failures })).toContain(code);
  });

  it('reads its rules from JSON', () => {
    expect(flow.rules.parse(JSON.parse(JSON.stringify(RULES_V1)))).toEqual(RULES_V1);
  });
});

describe('the remit’s side of its deposit', () => {
  const tiesOf = (trace: string, paid = '60') => {
    const { parcel } = readRemit({ trace, claims: [{ id: 'A1', charge: paid, paid }] });
    return flow.parcelTies?.({ ...parcel, businessDate: '2026-01-07' }) ?? [];
  };

  it('is what was paid, negative, under the trace as a bank would write it', () => {
    expect(tiesOf('000EFT-0042')).toEqual([
      { tie: 'deposit', key: 'EFT0042', side: 'remit', amount: { asset: 'USD/2', minor: -6000n } },
    ]);
    expect(tiesOf('eft 0042')[0]?.key).toBe('EFT0042');
  });

  it('is nothing when nothing was paid, and stands alone when there is no trace', () => {
    expect(tiesOf('EFT1', '0')).toEqual([]);
    const [alone] = tiesOf('000');
    expect(alone).toMatchObject({ side: 'remit', amount: { minor: -6000n } });
    expect(alone?.key).toContain('no-trace');
    expect(tiesOf('', '61')[0]?.key).not.toBe(alone?.key);
  });
});
