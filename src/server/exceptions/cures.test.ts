// Goal: every way of failing has its cures on purpose, and nothing that may be booked already can be sent again.
// Method: the table is compared with the catalogue of failures and with the schema of choices.
import { describe, expect, it } from 'vitest';
import { FAILURES } from '@/domain/failure';
import { actionOf, CURE_KINDS, cureInput, curesOf, titleOfCure } from './cures';

describe('curesOf', () => {
  it('offers something for every failure, except where the ERP can be asked nothing', () => {
    const without = Object.keys(FAILURES).filter((code) => curesOf(code, 'x').length === 0);
    expect(without).toEqual(['ERP_ANSWER_UNKNOWABLE']);
  });
  it('only reads back what the ERP holds', () => {
    expect(curesOf('ERP_AMOUNT_DIFFERS', 'x')).toEqual(['read-back']);
    expect(curesOf('ERP_SECOND_DOCUMENT', 'x')).toEqual(['read-back']);
  });
  it('maps the payee when there is no account prefix to map', () => {
    expect(curesOf('FACILITY_UNKNOWN', 'LKG')[0]).toBe('map-prefix');
    expect(curesOf('FACILITY_UNKNOWN', '(none)')[0]).toBe('map-payee');
  });
  it('offers nothing for a code it does not know', () => {
    expect(curesOf('SOMETHING_NEW', 'x')).toEqual([]);
  });
});

describe('a chosen cure', () => {
  it.each(CURE_KINDS)('%s passes the schema, names its action and has a title', (kind) => {
    const cure = cureInput.parse({ kind, target: 'T1', validFrom: '2026-01-01' });
    expect(cure.kind).toBe(kind);
    expect(titleOfCure(cure, { value: 'V', title: 'A cause' })).not.toBe('');
    expect(actionOf(kind)).toMatch(/^(release|accept|unapplied|reject|accept-parcel|replace-parcel)$/);
  });
  it('is refused without the date a mapping needs', () => {
    expect(cureInput.safeParse({ kind: 'map-payer', target: 'T1' }).success).toBe(false);
  });
});
