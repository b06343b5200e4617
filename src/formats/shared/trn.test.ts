// Goal: a reassociation trace is found in every damaged form banks are known to send, and nothing else is taken for
// one.
// Method: one row per variant with the trace it must give; a property over random traces and cuts.
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { traceKey } from './trace';
import { findTraces, TRACES_MAX } from './trn';

// Thousands of small reads; a busy machine needs more than the usual seconds for them.
vi.setConfig({ testTimeout: 60_000 });

const brief = (parts: readonly string[]) =>
  findTraces(parts).map((t) => [t.traceNumber, t.payerId, t.supplement, t.form]);

describe('findTraces', () => {
  const whole = ['T000020500', '1541510144', '', 'standard'];
  const damaged = ['T000020500', '1541510144', '', 'variant'];
  it.each([
    ['backslash', ['TRN*1*T000020500*1541510144\\'], whole],
    ['tilde', ['TRN*1*T000020500*1541510144~'], whole],
    ['no terminator', ['TRN*1*T000020500*1541510144      '], whole],
    ['text around it', ['ACH CREDIT TRN*1*T000020500*1541510144 HCCLAIMPMT'], whole],
    ['TRN04', ['TRN*1*T000020500*1541510144*999999999\\'], ['T000020500', '1541510144', '999999999', 'standard']],
    ['lower case', ['trn*1*T000020500*1541510144~'], damaged],
    ['padding', ['TRN * 1 * T000020500 * 1541510144 ~'], damaged],
    ['other delimiter', ['TRN|1|T000020500|1541510144'], damaged],
    ['blank delimiter', ['HCCLAIMPMT TRN 1 T000020500 1541510144 PPD'], damaged],
    ['no delimiter', ['HCCLAIMPMT TRN1T0000205001541510144'], damaged],
    ['cut in TRN02', ['HCCLAIMPMT TRN*1*T0000', '20500*1541510144\\'], whole],
    ['cut in TRN03', ['TRN*1*T000020500*15415', '10144\\'], whole],
    ['cut in the marker', ['HCCLAIMPMT TR', 'N*1*T000020500*1541510144\\'], damaged],
    ['next part is other text', ['TRN*1*T000020500*1541510144', 'REMI: NOTHING'], whole],
    [
      'other text after a short TRN03',
      ['TRN*1*T000020500*15415101', 'REMITTANCE'],
      ['T000020500', '15415101', '', 'standard'],
    ],
    ['TRN03 missing', ['TRN*1*T000020500', 'REMI: NOTHING'], ['T000020500', '', '', 'standard']],
  ])('%s', (_, parts, expected) => {
    expect(brief(parts)).toEqual([expected]);
  });

  it('finds none in other text', () => {
    expect(brief(['RETURN 1 ITEM', 'TRN OF FUNDS', 'TRNS 1541510144'])).toEqual([]);
    expect(brief(['TRN*1*'])).toEqual([]);
  });

  it('finds several, up to a limit', () => {
    const text = 'TRN*1*A*1541510144~'.repeat(TRACES_MAX + 5);
    expect(findTraces([text])).toHaveLength(TRACES_MAX);
  });

  it('finds the same trace wherever a bank cuts the text', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789ABCXYZ'), minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(digits, fc.nat(), (number, cut) => {
        const text = `TRN*1*${number}*1541510144~`;
        const at = 6 + (cut % (text.length - 6));
        expect(brief([text.slice(0, at), text.slice(at)])).toEqual([[number, '1541510144', '', 'standard']]);
      }),
    );
  });
});

describe('traceKey', () => {
  it('forgets punctuation, case and leading zeros', () => {
    expect(traceKey(' 000-ab12 ')).toBe('AB12');
    expect(traceKey('0')).toBe('0');
  });
});
