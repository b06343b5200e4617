// Goal: frames survive every way a socket cuts them, and what is not a frame is said. Method: the cuts of real
// networks.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeMllpFrame, MllpDecoder, type MllpEvent } from './mllp';

/** Real work on a machine that others use too. */
const SLOW_MS = 30_000;

const frame = (text: string): Buffer => Buffer.from(encodeMllpFrame(Buffer.from(text)));
const words = (events: readonly MllpEvent[]): string[] =>
  events.map((event) => (event.kind === 'frame' ? event.bytes.toString() : event.finding.code));

function decode(bytes: Uint8Array, size: number, options = {}): string[] {
  const decoder = new MllpDecoder(options);
  const events: MllpEvent[] = [];
  for (let at = 0; at < bytes.length; at += size) events.push(...decoder.push(bytes.subarray(at, at + size)));
  return words([...events, ...decoder.end()]);
}

describe('MllpDecoder', () => {
  it('reads byte by byte', () => expect(decode(frame('MSH|1'), 1)).toEqual(['MSH|1']));

  it('reads several frames in one piece', () => {
    expect(decode(Buffer.concat([frame('A'), frame('B'), frame('')]), 1000)).toEqual(['A', 'B', '']);
  });

  it('reads one frame and a half, then the rest', () => {
    const decoder = new MllpDecoder();
    const second = frame('SECOND');
    expect(words(decoder.push(Buffer.concat([frame('FIRST'), second.subarray(0, 4)])))).toEqual(['FIRST']);
    expect(words(decoder.push(second.subarray(4)))).toEqual(['SECOND']);
  });

  it('reads two megabytes in network-sized pieces and one by one', { timeout: SLOW_MS }, () => {
    const big = `MSH|${'x'.repeat(2_000_000)}`;
    expect(decode(frame(big), 1460)).toEqual([big]);
    expect(decode(frame(big), 1)).toEqual([big]);
  });

  it('says where a frame stood in the connection', () => {
    const [, second] = new MllpDecoder().push(Buffer.concat([frame('A'), frame('B')]));
    expect(second).toMatchObject({ kind: 'frame', offset: 5 });
  });

  it('reports garbage between frames once and goes on', () => {
    const bytes = Buffer.concat([frame('A'), Buffer.from('GET / HTTP'), frame('B'), Buffer.from('\r\n'), frame('C')]);
    for (const size of [1, 3, 1000]) expect(decode(bytes, size)).toEqual(['A', 'MLLP_GARBAGE', 'B', 'C']);
  });

  it('keeps a lone 0x1C as data and accepts a frame without the last CR', () => {
    expect(decode(Buffer.from('\x0bA\x1cB\x1c\r'), 1)).toEqual(['A\x1cB']);
    expect(decode(Buffer.from('\x0bA\x1c\x0bB\x1c'), 1)).toEqual([
      'MLLP_END_WITHOUT_CR',
      'A',
      'MLLP_END_WITHOUT_CR',
      'B',
    ]);
  });

  it('tells a listener that only the last CR is missing', () => {
    const decoder = new MllpDecoder();
    decoder.push(Buffer.from('\x0bA\x1c'));
    expect(decoder.awaitsOnlyCr).toBe(true);
    expect(words(decoder.end())).toEqual(['MLLP_END_WITHOUT_CR', 'A']);
    expect(decoder.awaitsOnlyCr).toBe(false);
  });

  it('never delivers a cut frame', () => {
    const bytes = frame('MSH|^~\\&|A\rPID|1');
    for (let end = 1; end < bytes.length - 1; end++) {
      expect(decode(bytes.subarray(0, end), 4)).toEqual(['MLLP_FRAME_UNCLOSED']);
    }
    expect(decode(Buffer.from('\x0bCUT\x0bWHOLE\x1c\r'), 2)).toEqual(['MLLP_FRAME_RESTARTED', 'WHOLE']);
  });

  it('skips a frame over the limit and reads the next', () => {
    const bytes = Buffer.concat([frame('x'.repeat(5000)), frame('NEXT')]);
    for (const size of [1, 512, 10_000]) {
      expect(decode(bytes, size, { frameBytesMax: 1000 })).toEqual(['MLLP_FRAME_TOO_LARGE', 'NEXT']);
    }
  });

  it('gives every list of messages back, however it is cut', () => {
    const message = fc
      .uint8Array({ maxLength: 40 })
      .map((bytes) => bytes.filter((byte) => byte !== 0x0b && byte !== 0x1c));
    fc.assert(
      fc.property(fc.array(message, { maxLength: 6 }), fc.integer({ min: 1, max: 30 }), (messages, size) => {
        const wire = Buffer.concat(messages.map((bytes) => encodeMllpFrame(bytes)));
        expect(decode(wire, size)).toEqual(messages.map((bytes) => Buffer.from(bytes).toString()));
      }),
    );
  });

  it('ends any bytes in events, without a throw, the same for every cut', () => {
    const noisy = fc
      .uint8Array({ maxLength: 200 })
      .map((bytes) => bytes.map((byte) => [0x0b, 0x1c, 0x0d, 0x41][byte % 5] ?? byte));
    fc.assert(
      fc.property(noisy, fc.integer({ min: 1, max: 20 }), (bytes, size) => {
        expect(decode(bytes, size, { frameBytesMax: 30 })).toEqual(decode(bytes, 1000, { frameBytesMax: 30 }));
      }),
    );
  });
});

describe('encodeMllpFrame', () => {
  it('refuses a message that would break the framing', () => {
    expect(() => encodeMllpFrame(Buffer.from('A\x1cB'))).toThrow(RangeError);
    expect(() => encodeMllpFrame(Buffer.from('A\x0bB'))).toThrow(RangeError);
  });
});
