// Goal: records are found where they begin and nowhere else, with exact byte spans, however the bytes are cut.
// Method: one example per rule of where a record begins; a property that re-cuts the bytes; a line without end.
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Bai2Tokenizer, type RawRecord } from './tokenizer';

// Thousands of small reads; a busy machine needs more than the usual seconds for them.
vi.setConfig({ testTimeout: 60_000 });

function tokens(bytes: Uint8Array, cuts: readonly number[] = []): RawRecord[] {
  const tokenizer = new Bai2Tokenizer();
  const out: RawRecord[] = [];
  let at = 0;
  for (const size of cuts) {
    out.push(...tokenizer.push(bytes.subarray(at, at + size)));
    at += size;
  }
  out.push(...tokenizer.push(bytes.subarray(at)), ...tokenizer.end());
  return out;
}

const contentOf = ({ code, body, hasColon, closed, cut, offset, length, line }: RawRecord) => ({
  ...{ code, body, hasColon, closed, cut },
  ...{ offset, length, line },
});

const brief = (text: string) => tokens(Buffer.from(text)).map((token) => [token.code, token.body]);

describe('Bai2Tokenizer', () => {
  it('finds several records on one line', () => {
    expect(brief('16,142,2500,Z,,,TEXT PPD/ 16,142,500,Z,,,X/  49,-222812,4/')).toEqual([
      ['16', '142,2500,Z,,,TEXT PPD'],
      ['16', '142,500,Z,,,X'],
      ['49', '-222812,4'],
    ]);
  });

  it('takes a slash inside text for text', () => {
    expect(brief('16,495,300,,AB/GS/1,2,"08/16/23, Invoice 12/88,5 AND 9/99,1"/')).toEqual([
      ['16', '495,300,,AB/GS/1,2,"08/16/23, Invoice 12/88,5 AND 9/99,1"'],
    ]);
  });

  it('takes a line of digits for text, and a known code with a comma for a record', () => {
    expect(brief('16,142,1,Z,,,A\n111111111111/\n88,MORE/\n88:ODD')).toEqual([
      ['16', '142,1,Z,,,A'],
      [null, '111111111111'],
      ['88', 'MORE'],
      ['88', 'ODD'],
    ]);
  });

  it('does not depend on where the bytes are cut, and every span holds its record', () => {
    const pieces = fc.constantFrom(
      '16,142,5,Z,,,é/TEXT/',
      '\n',
      '\r\n',
      ' ',
      '88,MORE',
      '49,10,2/',
      '02,A,B,1,260107,,USD,2/',
      '7',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), fc.array(fc.nat(12), { maxLength: 20 }), (parts, cuts) => {
        const bytes = Buffer.from(parts.join(''));
        const whole = tokens(bytes);
        expect(tokens(bytes, cuts).map(contentOf)).toEqual(whole.map(contentOf));
        for (const token of whole) {
          const text = bytes.subarray(token.offset, token.offset + token.length).toString();
          expect(text).toContain(token.body);
          if (token.code !== null) expect(text.startsWith(token.code)).toBe(true);
        }
      }),
    );
  });

  it('reads a file that is one line of several megabytes in bounded pieces', () => {
    const count = 100_000;
    const text = '16,142,5,Z,REF,,SOME TEXT OF A DEPOSIT/ '.repeat(count);
    const all = tokens(Buffer.from(text));
    expect(all).toHaveLength(count);
    expect(all.every((token) => token.code === '16' && token.body === '142,5,Z,REF,,SOME TEXT OF A DEPOSIT')).toBe(
      true,
    );
    expect(all[99_999]?.offset).toBe(99_999 * 40);
  });
});
