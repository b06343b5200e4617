// Goal: a detail of the usual shape has the fields that reading it field by field gives, and sums stay exact.
// Method: random fields with blanks, signs, long amounts and missing commas, against a cursor over the same text.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangeOf } from '../shared/lines';
import { MinorSum } from '../shared/minor-sum';
import { addAmount, readDetail } from './detail';
import { amountOf, FieldCursor, readFunds } from './fields';
import type { LogicalRecord } from './records';

const recordOf = (texts: readonly string[]): LogicalRecord => ({
  code: '16',
  parts: texts.map(rangeOf),
  offset: 7,
  length: 11,
  line: 3,
});

const field = fc.stringMatching(/^[ A-Z0-9é-]{0,6}$/);
const amount = fc.oneof(
  fc.stringMatching(/^ ?[+-]?[0-9]{0,20} ?$/),
  fc.constantFrom('-', '1.5', '-000', '9'.repeat(18)),
);
const parts = fc
  .tuple(
    fc.constantFrom('142', '14', ' 115', '1é5', ''),
    amount,
    fc.constantFrom('', 'Z', '0', '1', '2', 'z', ' ', 'V,260107,0600', 'S,1,,3', 'Q'),
    fc.array(field, { maxLength: 4 }),
    fc.array(field, { maxLength: 2 }),
  )
  .map(([type, amountText, funds, fields, more]) => [[type, amountText, funds, ...fields].join(','), ...more]);

describe('readDetail', () => {
  it('gives what reading field by field gives', () => {
    fc.assert(
      fc.property(parts, (texts) => {
        const complaints: string[] = [];
        const detail = readDetail(recordOf(texts), 'FILE[1]', 2, (code) => complaints.push(code));
        const cursor = new FieldCursor(texts.map(rangeOf));
        expect(detail.typeCode).toBe(cursor.text());
        const amountText = cursor.text();
        expect([detail.amountText, detail.amountMinor]).toEqual([amountText, amountOf(amountText)]);
        const funds = readFunds(cursor);
        expect(detail.funds).toEqual(funds ?? { type: '' });
        expect([detail.bankReference, detail.customerReference]).toEqual([cursor.text(), cursor.text()]);
        const texted = cursor.rest().map(({ source, start, end }) => source.text.slice(start, end).trimEnd());
        expect(detail.text).toBe(texted.join('\n'));
        expect([detail.breaks, detail.path, detail.line]).toEqual([cursor.breaks, 'FILE[1]/DETAIL[2]', 3]);
        expect(complaints.includes('BAI2_AMOUNT')).toBe(amountText !== '' && detail.amountMinor === null);
        expect(complaints.includes('BAI2_FUNDS_TYPE')).toBe(funds === null);
        expect(complaints.includes('BAI2_TYPE_CODE')).toBe(!/^[0-9]{3}$/.test(detail.typeCode));
        const sum = new MinorSum();
        addAmount(sum, detail);
        expect(sum.total).toBe(detail.amountMinor ?? 0n);
      }),
      { numRuns: 1_000 },
    );
  });
});
