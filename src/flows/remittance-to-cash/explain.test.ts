// Goal: the arithmetic under a number is the standard's own and ends in that number, and no identifier is shown unmasked.
// Method: remits read through the source and explained from their own bytes.
import { describe, expect, it } from 'vitest';
import type { CasFacts, RemitFacts } from '../../../test/fixtures/x12/remit-835';
import { remitBytes } from '../../../test/fixtures/x12/remit-835';
import type { Explanation } from '../flow';
import { explain } from './explain';
import { readBytes } from './flow.fixture';
import { RULES_V1 } from './rules.data';

/** Explains an event of a remit by its place among its events; the whole remit when there is none. */
function explainOf(remit: RemitFacts, at: number | null, masked = true, rule?: string) {
  const bytes = remitBytes([remit]);
  const read = readBytes(bytes).parcels[0];
  const event = at === null ? undefined : read?.events[at];
  const span = event?.span ?? { offset: 0, length: 0 };
  const shown = {
    type: event?.type ?? 'parcel.whole/1',
    bytes: bytes.subarray(span.offset, span.offset + span.length),
    offset: span.offset,
    part: event?.part ?? 0,
    path: event?.path ?? 'ISA[1]/GS[1]/ST[1]',
    head: read?.parcel.head,
    parties: read?.parcel.parties ?? {},
  };
  const text = Buffer.from(bytes).toString();
  const at_ = (marked: { readonly offset: number; readonly length: number }) =>
    text.slice(marked.offset, marked.offset + marked.length);
  return { ...explain(shown, masked, rule ? { rule, rules: RULES_V1 } : undefined), at: at_ };
}
const lines = (e: Explanation) => e.sum?.lines.map((line) => [line.ref, line.minor]);
const claims = (cas: readonly CasFacts[], over = {}) => ({
  trace: 'EFT1',
  claims: [{ id: 'LKG2026104418', charge: '100', paid: '80', icn: 'NW26302000871', cas, ...over }],
});

describe('a claim', () => {
  it('is charged less adjustments', () => {
    const e = explainOf(
      claims([
        ['CO', '45', '15'],
        ['PR', '2', '5'],
      ]),
      0,
    );
    expect(lines(e)).toEqual([
      ['CLP03', 10_000n],
      ['CAS CO 45', -1500n],
      ['CAS PR 2', -500n],
    ]);
    expect(e.sum).toMatchObject({ of: { ref: 'CLP04', words: 'paid', minor: 8000n }, difference: 0n });
    expect(e.sentence).toMatch(/^SAMPLE HEALTH PLAN paid this for claim LKG····4418\. Bytes \d+–\d+\.$/);
    const [from = '', to = ''] = /(\d+)–(\d+)/.exec(e.sentence)?.slice(1) ?? [];
    expect(e.at({ offset: Number(from), length: Number(to) - Number(from) + 1 })).toBe('80');
  });

  it('names what the payer left unexplained', () => {
    expect(explainOf(claims([['CO', '45', '19.99']]), 0).sum?.difference).toBe(-1n);
  });

  it('says denied and taken back in words', () => {
    expect(explainOf(claims([['CO', '29', '100']], { paid: '0' }), 0).sentence).toContain('paid nothing');
    const back = explainOf(claims([['CO', '45', '-20']], { status: '22', charge: '-100', paid: '-80' }), 0);
    expect(back.sentence).toContain('took this back');
    expect(back.sum).toMatchObject({ result: { words: 'Taken back' }, of: { words: 'taken back' }, difference: 0n });
  });

  it('sums the reasons it does not list', () => {
    const cas = Array.from({ length: 9 }, (_, at): CasFacts => ['CO', String(at + 1), '1']);
    const e = explainOf(claims(cas, { paid: '91' }), 0);
    expect(e.sum?.lines).toHaveLength(7);
    expect(e.sum?.lines.at(-1)).toMatchObject({ words: '4 more reasons', minor: -400n });
    expect(e.sum?.difference).toBe(0n);
  });

  it('shows identifiers only unmasked', () => {
    const masked = explainOf(claims([]), 0);
    expect(JSON.stringify([masked.sentence, masked.fields])).not.toMatch(/2026104418|26302000871/);
    const open = explainOf(claims([]), 0, false);
    expect(open.fields).toContainEqual(['CLP01', 'LKG2026104418', 'Account']);
    expect(open.sentence).toContain('LKG2026104418');
  });

  it('says its elements in words, its service lines, and where it stands', () => {
    const e = explainOf(claims([], { lines: [{ charge: '100', paid: '80', cas: [['CO', '45', '20']] }] }), 0);
    expect(e.fields).toContainEqual(['CLP02', '1, processed as primary', 'Status']);
    expect(e.fields).toContainEqual([
      'SVC',
      'HC 99213; charged 100.00, paid 80.00; CO 45',
      'Service, 20251201, 1 units',
    ]);
    expect(e.fields.at(-1)).toEqual(['', 'ISA[1]/GS[1]/ST[1]/CLP[1]', 'Path']);
    const many = Array.from({ length: 52 }, () => ({ charge: '0', paid: '0' }));
    expect(explainOf(claims([], { lines: many }), 0).fields).toContainEqual([
      'SVC',
      '2 more service lines',
      'Not listed',
    ]);
  });

  it('lights up its payment, or the adjustments that a posting rule read', () => {
    const remit = claims([
      ['CO', '45', '15'],
      ['PR', '2', '5'],
    ]);
    const paid = explainOf(remit, 0);
    expect(paid.marks?.mark.map(paid.at)).toEqual(['80']);
    expect(paid.marks?.under.map(paid.at)).toEqual(['100', '45*15', '2*5']);
    const patient = explainOf(remit, 0, true, 'claim.patient');
    expect(patient.marks?.mark.map(patient.at)).toEqual(['2*5']);
    expect(explainOf(remit, 0, true, 'claim.withhold').marks?.mark.map(paid.at)).toEqual(['80']);
  });
});

describe('a remit and its provider adjustments', () => {
  const remit: RemitFacts = {
    ...claims([]),
    plb: [
      [
        ['WO', 'NW26290115502', '350'],
        ['L6', 'I', '-12.4'],
      ],
    ],
  };

  it('end in BPR02', () => {
    const e = explainOf(remit, null);
    expect(e.sentence).toBe('SAMPLE HEALTH PLAN paid SAMPLE HOSPITAL for 1 claim and 2 provider adjustments.');
    expect(e.sum).toMatchObject({ of: { ref: 'BPR02', words: 'payment', minor: -25_760n }, difference: 0n });
    expect(e.fields).toContainEqual(['BPR04', 'ACH, electronic', 'Method']);
    expect(explainOf({ trace: 'T', claims: [] }, null).sentence).toMatch(/for 0 claims\.$/);
  });

  it('tell the sign of a PLB, which is the one people get wrong', () => {
    const taken = explainOf(remit, 1);
    expect(taken.sum).toMatchObject({ of: { ref: 'PLB04' }, result: { ref: 'BPR02' }, difference: 0n });
    expect(lines(taken)).toEqual([
      ['CLP04', 8000n],
      ['PLB WO', -35_000n],
      ['PLB', 1240n],
    ]);
    expect(taken.sentence).toContain('takes money away');
    const given = explainOf(remit, 2);
    expect(given.sum).toMatchObject({ of: { ref: 'PLB06' }, difference: 0n });
    expect(given.sentence).toContain('adds money');
  });

  it('mask the reference and light up the amount', () => {
    const e = explainOf(remit, 1);
    expect(e.fields).toContainEqual(['PLB03', 'NW····5502', 'Reference']);
    expect(explainOf(remit, 1, false).fields).toContainEqual(['PLB03', 'NW26290115502', 'Reference']);
    expect(e.marks).toMatchObject({ under: [] });
    expect(e.marks?.mark.map(e.at)).toEqual(['350']);
  });
});
