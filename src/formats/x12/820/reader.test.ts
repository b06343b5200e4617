/**
 * Goal: premium payments come out typed, and a payment its items do not explain is named.
 * Method: a synthetic 820; then its payment changed.
 */
import { describe, expect, it } from 'vitest';
import { sampleText } from '../../../../test/fixtures/x12/samples';
import type { Finding } from '../../finding';
import type { PremiumEntity, PremiumItem, PremiumPayment } from './model';
import { create820Reader } from './reader';

function read(text: string) {
  const items: { item: PremiumItem; entity: PremiumEntity | null }[] = [];
  const payments: PremiumPayment[] = [];
  const findings: Finding[] = [];
  const reader = create820Reader({
    payment: (payment) => payments.push(payment),
    item: (item, entity) => items.push({ item, entity }),
    finding: (finding) => findings.push(finding),
  });
  reader.push(Buffer.from(text, 'latin1'));
  reader.end();
  return { items, payments, findings };
}

const sample = sampleText('820');

describe('820', () => {
  it('reads the payment, its items and whom they are for', () => {
    const { items, payments } = read(sample);
    expect(payments).toMatchObject([
      { amountMinor: 9_550n, method: 'ACH', trace: 'TRACE1', payer: { last: 'SAMPLE EMPLOYER' }, date: '20260105' },
    ]);
    expect(items.map(({ item }) => [item.reference, item.paidMinor, item.adjustments.length])).toEqual([
      ['POLICY1', 6_050n, 0],
      ['POLICY2', 4_000n, 1],
    ]);
    expect(items[1]?.entity).toMatchObject({ id: '777777777', individual: { last: 'TESTPERSON' } });
  });

  it.each(['95.5', '100.5'])('accepts a payment of %s: with or without the adjustments', (amount) => {
    expect(read(sample.replace('BPR*C*95.5', `BPR*C*${amount}`)).findings).toEqual([]);
  });

  it('names a payment the items do not explain, and a missing one', () => {
    const wrong = read(sample.replace('BPR*C*95.5', 'BPR*C*95')).findings;
    expect(wrong.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'X820_OUT_OF_BALANCE BPR02 is 95.00, the remittance items (RMR04) come to 100.50 and with their adjustments ' +
        '(ADX01) to 95.50.',
    ]);
    const missing = read(sample.replace(/BPR[^~]*~/, 'NTE*ADD*X~')).findings;
    expect(missing.map(({ code }) => code)).toEqual(['X820_BPR_MISSING']);
  });
});

describe('820 adjustments of an entity', () => {
  const withAdjustment = (amount: string) =>
    read(sample.replace('BPR*C*95.5', `BPR*C*${amount}`).replace('~RMR', '~ADX*-10*52~RMR'));

  it('belong to no item and count in the payment', () => {
    const { items, findings } = withAdjustment('85.5');
    expect(findings.map(({ code }) => code)).toEqual(['X12_SE_COUNT']);
    expect(items[0]?.entity?.adjustments).toMatchObject([{ amountMinor: -1_000n, reason: '52' }]);
    expect(withAdjustment('95.5').findings.map(({ code }) => code)).toContain('X820_OUT_OF_BALANCE');
  });
});

describe('820 headers', () => {
  it.each([
    ['BPR*C*95.5*C', 'BPR*C*95.5*D', 'X820_DEBIT'],
    ['BPR*C*95.5*C*ACH', 'BPR*C*95.5*C*NON', 'X820_NON_WITH_AMOUNT'],
    ['~TRN', '~CUR*PR*CAD~TRN', 'X820_CURRENCY'],
    ['BPR*C*95.5', 'BPR*C*-95.5', 'X820_NEGATIVE_PAYMENT'],
    ['20260105~', '20261345~', 'X820_PAYMENT_DATE_INVALID'],
  ])('%s as %s is %s', (from, to, code) => {
    // The BPR ends in its date; the headers of group and interchange hold the same day elsewhere.
    const [before, ...rest] = sample.split('BPR*');
    const body = `BPR*${rest.join('BPR*')}`.replace(from, to);
    expect(read(`${before}${body}`).findings.map((finding) => finding.code)).toContain(code);
  });
});
