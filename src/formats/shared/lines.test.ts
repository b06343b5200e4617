// Goal: lines come out the same however the bytes are cut, with exact byte spans, and no line can fill memory.
// Method: examples for each terminator and encoding; a property that re-cuts random bytes and slices them by span.
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { LINE_BYTES_MAX, LineSplitter, type TextLine } from './lines';

// Thousands of small reads; a busy machine needs more than the usual seconds for them.
vi.setConfig({ testTimeout: 60_000 });

function split(bytes: Uint8Array, cuts: readonly number[]): TextLine[] {
  const splitter = new LineSplitter();
  const out: TextLine[] = [];
  let at = 0;
  for (const size of cuts) {
    out.push(...splitter.push(bytes.subarray(at, at + size)));
    at += size;
  }
  out.push(...splitter.push(bytes.subarray(at)), ...splitter.end());
  return out;
}

const placeOf = ({ text, offset, length, encoding, open }: TextLine) => ({ text, offset, length, encoding, open });

describe('LineSplitter', () => {
  it('ends lines at LF, CR LF and a lone CR', () => {
    const lines = split(Buffer.from('a\nbb\r\nccc\rdddd'), []);
    expect(lines.map((line) => [line.text, line.offset, line.length])).toEqual([
      ['a', 0, 1],
      ['bb', 2, 2],
      ['ccc', 6, 3],
      ['dddd', 10, 4],
    ]);
  });

  it('reads UTF-8 where it is valid and Latin-1 where it is not, line by line', () => {
    const lines = split(Buffer.concat([Buffer.from('é\n'), Buffer.from([0xe9, 0x0a])]), []);
    expect(lines.map((line) => [line.text, line.length, line.encoding])).toEqual([
      ['é', 2, 'utf8'],
      ['é', 1, 'latin1'],
    ]);
  });

  it('knows printable lines, and gives every character one code', () => {
    const isPrintable = (text: string) => split(Buffer.from(text), []).map((line) => line.source.isPrintable);
    expect(isPrintable('a b~\r\nc\n')).toEqual([true, true]);
    for (const other of ['\t', '\u007f', '\u001f', 'é']) expect(isPrintable(`abc${other}d\n`), other).toEqual([false]);
    const [line] = split(Buffer.from('aé€b\n'), []);
    expect([...(line?.source.codes ?? [])]).toEqual([0x61, 0xe9, 0xff, 0x62]);
  });

  it('does not see what the giver of the bytes writes into its buffer later', () => {
    const buffer = Buffer.from('one\n');
    const [line] = new LineSplitter().push(buffer);
    buffer.fill('x');
    expect([line?.text, line?.source.codes[0]]).toEqual(['one', 0x6f]);
  });

  it('drops a byte order mark, whole or in pieces, and keeps bytes that only begin like one', () => {
    const marked = Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0x0a, 0x62]);
    for (const cuts of [[], [1], [2], [1, 1, 1], [3], [4]]) {
      expect(split(marked, cuts).map((line) => [line.text, line.offset])).toEqual([
        ['a', 3],
        ['b', 5],
      ]);
    }
    expect(split(Buffer.from([0xef, 0xbb, 0x0a]), [1]).map((line) => line.length)).toEqual([2]);
    expect(split(Buffer.from([0xef, 0xbb]), [1]).map((line) => line.length)).toEqual([2]);
  });

  it('hands on a line without end in bounded pieces', () => {
    const lines = split(Buffer.alloc(LINE_BYTES_MAX * 3 + 7, 0x41), []);
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.slice(0, -1).every((line) => line.open)).toBe(true);
    expect(lines.reduce((sum, line) => sum + line.length, 0)).toBe(LINE_BYTES_MAX * 3 + 7);
  });

  it('does not depend on where the bytes are cut, and every span holds its line', () => {
    const noisy = fc.array(fc.constantFrom('A', 'é', '\n', '\r\n', '\r', '0', '\u0000'), { maxLength: 60 });
    fc.assert(
      fc.property(noisy, fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 20 }), (chars, cuts) => {
        const bytes = Buffer.from(chars.join(''));
        const whole = split(bytes, []).filter((line) => line.text !== '');
        const again = split(bytes, cuts).filter((line) => line.text !== '');
        expect(again.map(placeOf)).toEqual(whole.map(placeOf));
        for (const line of whole) {
          expect(bytes.subarray(line.offset, line.offset + line.length).toString(line.encoding)).toBe(line.text);
        }
      }),
    );
  });
});
