// Goal: no name, account or member id of a person can be read in masked segments. Method: properties over made-up segments.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_DELIMITERS } from '@/formats/x12/delimiters';
import { keptOf, maskIdentifier } from './identifiers';
import { NO_MARKS, renderSegments } from './segments';

const shown = (text: string, kind: 'claim' | 'plb' | null = 'claim', unmasked = false): string => {
  const bytes = Buffer.from(text);
  const records = kind ? [{ offset: 0, length: bytes.length, kind, pair: 1, eventId: 'e' }] : [];
  const input = {
    bytes,
    baseOffset: 0,
    delimiters: DEFAULT_DELIMITERS,
    records,
    focusEventId: null,
    marks: NO_MARKS,
    unmasked,
    onlyRecords: false,
  };
  return renderSegments(input)
    .map((s) =>
      [
        s.id,
        ...s.elements.map((e) => e.parts.map((p) => (p.masked ? '#'.repeat(p.text.length) : p.text)).join('')),
      ].join('*'),
    )
    .join('~');
};

describe('maskIdentifier', () => {
  it('keeps prefix letters and the last four', () => {
    expect(maskIdentifier('LKG2026104418')).toBe('LKG····4418');
    expect(maskIdentifier('')).toBe('····');
  });
  it('never shows more than half of what follows the prefix', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const { head, tail } = keptOf(value);
        expect(tail * 2).toBeLessThanOrEqual(Math.max(0, value.length - head));
      }),
    );
  });
});

describe('masked segments', () => {
  it('hide people and show amounts', () => {
    expect(shown('CLP*LKG2026104418*1*100*80**12*NW26302000871*11*1~')).toBe(
      'CLP*LKG######4418*1*100*80**12*NW#######0871*11*1',
    );
    expect(shown('NM1*QC*1*DOE*JANE****MI*W1234567~')).toBe('NM1*QC*1*###*####****MI*########');
    expect(shown('NM1*QC**DOE*JANE~')).toBe('NM1*QC**###*####');
    expect(shown('NM1*82*2*LAKESHORE CLINIC*****XX*1999000025~')).toBe('NM1*82*2*LAKESHORE CLINIC*****XX*1999000025');
    expect(shown('REF*EA*12345678~')).toBe('REF*EA*####5678');
    expect(shown('CAS*CO*45*19075.82~')).toBe('CAS*CO*45*19075.82');
  });
  it('hide whole segments nobody has said to be clear', () => {
    expect(shown('NTE*ADD*SPOKE WITH JANE DOE~')).toBe('NTE*###*###################');
    expect(shown('N3*1 PRIVATE LANE~')).toBe('N3*##############');
    expect(shown('N3*1 PRIVATE LANE~', null)).toBe('N3*1 PRIVATE LANE');
  });
  it('hide bank accounts even when revealed', () => {
    const bpr = 'BPR*I*1*C*ACH*CCP*01*999999992*DA*0000417700*1**01*999999995*DA*0000880012*20261030~';
    expect(shown(bpr, null, true)).toBe(
      'BPR*I*1*C*ACH*CCP*01*999999992*DA*######7700*1**01*999999995*DA*######0012*20261030',
    );
  });
  it('hide references of PLB behind their reason', () => {
    expect(shown('PLB*1999000025*20261231*WO:NW26290115502*350*L6*-1~', 'plb')).toBe(
      'PLB*1999000025*20261231*WO:NW#######5502*350*L6*-1',
    );
  });
  it('never let a patient’s name through, whatever it is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z]{3,20}$/), fc.constantFrom('QC', 'IL', '74'), (name, entity) => {
        expect(shown(`NM1*${entity}*1*${name}*${name}****MI*${name}~`)).not.toContain(name);
      }),
    );
  });
});

describe('a format that is not cut into segments', () => {
  it.each([
    ['a request as JSON', '{"account":"PNW-26-700044","payee":{"name":"TESTPATIENT AVA"}}'],
    ['a bank line', '16,142,48100,V,261101,,,1512345678*AVA TESTPATIENT/'],
    ['an ACH entry', '622091000019123456789        0000123456PNW-26-700044  TESTPATIENT AVA       '],
  ])('is covered whole: %s', (_, text) => {
    expect(shown(text, null)).not.toMatch(/[A-Za-z0-9]/);
    expect(shown(text, null, true)).toContain('TESTPATIENT');
  });
});
