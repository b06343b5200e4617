// Goal: the same units come out however the bytes are cut, in bounded memory. Method: re-chunking, limits, edge bytes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RawUnit, SegmentTokenizer } from './tokenizer';

function tokenize(bytes: Uint8Array, size = bytes.length || 1, limits = {}): RawUnit[] {
  const tokenizer = new SegmentTokenizer(limits);
  const units: RawUnit[] = [];
  for (let at = 0; at < bytes.length; at += size) units.push(...tokenizer.push(bytes.subarray(at, at + size)));
  return [...units, ...tokenizer.end()];
}

const shape = (units: RawUnit[]) =>
  units.map((unit) => [unit.head, unit.offset, unit.bytes.toString('latin1'), unit.bounds, unit.terminated, unit.line]);

const FILE = '\ufeffFHS|^~\\&\r\nBHS|^~\\&\nMSH|^~\\&|A\r\r\n  \rPID|1\x0bMSH|^~\\&|B\rPID|2\x1c\rBTS|2\rFTS|1';

describe('SegmentTokenizer', () => {
  it('gives the same units for every piece size', () => {
    const bytes = Buffer.from(FILE);
    const whole = shape(tokenize(bytes));
    expect(whole.map(([head]) => head)).toEqual(['FHS', 'BHS', 'MSH', 'MSH', 'BTS', 'FTS']);
    for (let size = 1; size <= bytes.length; size++) expect(shape(tokenize(bytes, size))).toEqual(whole);
  });

  it('gives byte ranges that are the bytes of the file', () => {
    const bytes = Buffer.from(FILE);
    for (const unit of tokenize(bytes, 7)) {
      expect(bytes.subarray(unit.offset, unit.offset + unit.bytes.length).equals(unit.bytes)).toBe(true);
    }
  });

  it('says which line end a file has', () => {
    for (const [text, expected] of [
      ['MSH|a\rPID', 'cr'],
      ['MSH|a\nPID', 'lf'],
      ['MSH|a\r\nPID\r', 'crlf'],
      ['MSH', 'lf'],
    ] as const) {
      const tokenizer = new SegmentTokenizer();
      for (const byte of Buffer.from(text)) tokenizer.push(Uint8Array.of(byte));
      tokenizer.end();
      expect(tokenizer.lineEnd).toBe(expected);
    }
  });

  it('skips a unit over the byte limit and goes on with the next', () => {
    const bytes = Buffer.from(`MSH|1\rOBX|${'x'.repeat(5000)}\rNTE|1\rMSH|2\rPID|1\r`);
    const heads = tokenize(bytes, 100, { unitBytes: 1000 }).map((unit) => [unit.head, unit.bytes.toString()]);
    expect(heads).toEqual([
      ['OVERSIZE', ''],
      ['MSH', 'MSH|2\rPID|1'],
    ]);
  });

  it('skips a unit over the segment limit', () => {
    const bytes = Buffer.from(`MSH|1\r${'A\r'.repeat(50)}MSH|2\r`);
    expect(tokenize(bytes, 10, { unitSegments: 20 }).map((unit) => unit.head)).toEqual(['OVERSIZE', 'MSH']);
  });

  it('reports a frame that is begun and not ended', () => {
    expect(tokenize(Buffer.from('\x0bMSH|1\rPID')).map((unit) => unit.head)).toEqual(['MSH', 'CUT_FRAME']);
    expect(tokenize(Buffer.from('\x0bMSH|1\r\x0bMSH|2\r\x1c\r')).map((unit) => unit.head)).toEqual([
      'MSH',
      'CUT_FRAME',
      'MSH',
    ]);
  });

  it('takes any bytes in any pieces', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 50 }), (bytes, size) => {
        expect(shape(tokenize(bytes, size))).toEqual(shape(tokenize(bytes)));
      }),
    );
  });
});
