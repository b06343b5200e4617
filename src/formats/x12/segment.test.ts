/**
 * Goal: elements are read exactly, amounts above all.
 * Method: properties against the character-wise reader of `domain/money`, and spelled-out cases for the odd forms.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMinor } from '@/domain/money';
import type { SegmentView } from './segment';
import { Tokenizer } from './tokenizer';

const DELIMITERS = { element: 0x2a, component: 0x3a, terminator: 0x7e, repetition: null };

function withSegment<T>(segment: string, look: (view: SegmentView) => T): T {
  const bytes = Buffer.from(`${segment}~`, 'latin1');
  const seen: T[] = [];
  const tokenizer = new Tokenizer(
    { segment: (view) => seen.push(look(view)), delimiters: () => {}, problem: () => {} },
    { start: { delimiters: DELIMITERS, base: 1_000, bytesMax: bytes.length } },
  );
  tokenizer.push(bytes);
  tokenizer.end();
  return seen[0]!;
}

const minor = (text: string): number => withSegment(`AMT*X*${text}`, (view) => view.minor(2));

describe('amounts of a segment', { timeout: 60_000 }, () => {
  it('reads plain amounts as integer cents', () => {
    expect(['0', '12', '12.3', '12.34', '.5', '10.', '-7.25', '-.05', '12345678901.2'].map(minor)).toEqual([
      0, 1200, 1230, 1234, 50, 1000, -725, -5, 1234567890120,
    ]);
  });

  it('leaves everything else to the exact reader', () => {
    const odd = ['', '-', '.', '1O0.00', '1.234', '1e5', '+5', ' 5', '5 ', '1,000', '--1', '12345678901234', '1.2.3'];
    for (const text of odd) expect(minor(text), text).toBeNaN();
  });

  it('never differs from reading by characters', () => {
    const amountLike = fc.stringMatching(/^[-+]?[0-9]{0,14}\.?[0-9]{0,4}$/);
    const anything = fc.stringMatching(/^[-+.0-9 eO,]{0,12}$/);
    fc.assert(
      fc.property(fc.oneof(amountLike, anything), (text) => {
        const units = minor(text);
        if (Number.isNaN(units)) return;
        expect(BigInt(units)).toBe(parseMinor(text));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('elements of a segment', { timeout: 60_000 }, () => {
  it('gives texts, codes and spans, and nothing for absent elements', () => {
    withSegment('NM1*QC*1*  TESTER *PAT', (view) => {
      expect([view.element(3), view.code(1), view.element(9), view.code(9)]).toEqual(['TESTER', 'QC', '', '']);
      expect(view.span(4)).toEqual({ offset: 1_019, length: 3 });
      expect(view.span(9)).toEqual({ offset: 1_022, length: 0 });
      expect(view.spanAcross(1, 2)).toEqual({ offset: 1_004, length: 4 });
      expect(view.whole()).toEqual({ offset: 1_000, length: 22 });
      expect([view.isEmpty(4), view.isEmpty(5), view.hasMoreThan(3), view.hasMoreThan(4)]).toEqual([
        false,
        true,
        true,
        false,
      ]);
    });
  });

  it('splits composites', () => {
    withSegment('SVC*HC:99213:25::X:*10', (view) => {
      expect(view.components(1)).toEqual(['HC', '99213', '25', '', 'X', '']);
      expect([1, 2, 3, 4, 5, 6, 7].map((position) => view.part(1, position))).toEqual([
        'HC',
        '99213',
        '25',
        '',
        'X',
        '',
        '',
      ]);
      expect([view.partCount(1), view.partCount(2), view.partCount(3)]).toEqual([6, 1, 0]);
      expect(view.components(3)).toEqual([]);
    });
  });

  it('keeps codes apart whatever was pooled before', () => {
    const code = fc.string({ unit: fc.constantFrom(...'\0AB1 ;\u00e9'), maxLength: 5 });
    fc.assert(
      fc.property(fc.array(code, { minLength: 1, maxLength: 30 }), (texts) => {
        withSegment(['ZZ', ...texts].join('*'), (view) => {
          for (const [index, text] of texts.entries()) expect(view.code(index + 1)).toBe(text.replace(/^ +| +$/g, ''));
        });
      }),
    );
  });
});
