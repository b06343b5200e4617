// Goal: fixed-width records come out the same from lines and from one endless line, with exact bytes, by characters.
// Method: one file laid out in several ways and cut anywhere; a line that is longer than memory should hold.
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { FixedWidthTokenizer, type RawRecord } from './fixed-width';
import { LINE_BYTES_MAX } from './lines';

// Thousands of small reads; a busy machine needs more than the usual seconds for them.
vi.setConfig({ testTimeout: 60_000 });

const WIDTH = 10;

function records(bytes: Uint8Array, cuts: readonly number[] = []): RawRecord[] {
  const tokenizer = new FixedWidthTokenizer(WIDTH);
  const batches: RawRecord[][] = [];
  let at = 0;
  for (const size of cuts) {
    batches.push(tokenizer.push(bytes.subarray(at, at + size)));
    at += size;
  }
  batches.push(tokenizer.push(bytes.subarray(at)), tokenizer.end());
  return batches.flat();
}

const texts = (text: string): string[] => records(Buffer.from(text)).map((record) => record.text);
const LINES = ['1AAAAAAAAA', '6BBBBBBBBé', '9CCCCCCCCC'];

describe('FixedWidthTokenizer', () => {
  it.each([
    ['LF', `${LINES.join('\n')}\n`],
    ['CR LF', LINES.join('\r\n')],
    ['CR', LINES.join('\r')],
    ['nothing', LINES.join('')],
    ['LF, with blank lines and end-of-file marks', `\n${LINES.join('\n   \n')}\n\u001a\u0000`],
  ])('reads records that end in %s', (_, text) => expect(texts(text)).toEqual(LINES));

  it('cuts one line by characters, and takes a long first line among others for a line', () => {
    expect(texts('é'.repeat(25))).toEqual(['é'.repeat(10), 'é'.repeat(10), 'é'.repeat(5)]);
    expect(texts(`${'A'.repeat(25)}\nB`)).toEqual(['A'.repeat(25), 'B']);
  });

  it('does not depend on where the bytes are cut, and every span holds its record', () => {
    const parts = fc.constantFrom(...LINES, '\n', '\r\n', 'é', '\u00a0', ' ');
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), fc.array(fc.nat(15), { maxLength: 12 }), (all, cuts) => {
        const bytes = Buffer.from(all.join(''));
        const whole = records(bytes);
        const content = (list: readonly RawRecord[]) =>
          list.map(({ text, offset, length, line }) => ({ text, offset, length, line }));
        expect(content(records(bytes, cuts))).toEqual(content(whole));
        whole.forEach(({ text, offset, length, line, encoding }, index) => {
          expect(bytes.subarray(offset, offset + length).toString(encoding)).toBe(text);
          expect(line).toBe(index + 1);
        });
      }),
    );
  });

  it('reads one line of several megabytes in bounded pieces', () => {
    const count = Math.ceil((LINE_BYTES_MAX * 2.5) / WIDTH);
    const all = records(Buffer.from('6123456789'.repeat(count)));
    expect(all).toHaveLength(count);
    expect(all.every((record, index) => record.offset === index * WIDTH && record.text === '6123456789')).toBe(true);
  });
});
