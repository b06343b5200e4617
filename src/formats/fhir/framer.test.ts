// Goal: the same values come out however the bytes are cut, in bounded memory. Method: re-chunking, limits, noise.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Frame, JsonFramer } from './framer';

function frames(bytes: Uint8Array, size = bytes.length || 1, options = {}): Frame[] {
  const framer = new JsonFramer(options);
  const list: Frame[] = [];
  for (let at = 0; at < bytes.length; at += size) list.push(...framer.push(bytes.subarray(at, at + size)));
  return [...list, ...framer.end()];
}

const shape = (list: Frame[]) =>
  list.map((frame) => [frame.kind, frame.bytes.toString('latin1'), frame.offset, frame.index]);
const kinds = (text: string, options = {}) => frames(Buffer.from(text), 5, options).map((frame) => frame.kind);

const BUNDLE =
  '\ufeff {"resourceType":"Bundle","link":[{"relation":"self"}],' +
  '"entry":[ {"a":"]}\\"{"} , {"b":[1,{"entry":[]}]} ],"total":2}\n';

describe('JsonFramer', () => {
  it('gives the same frames for every piece size', () => {
    for (const text of [BUNDLE, '{"a":1}\n{"b":"x"}\r\n{"c":[]}', '1 "two" nope {"a":{}} ]']) {
      const bytes = Buffer.from(text);
      const whole = shape(frames(bytes));
      for (let size = 1; size <= bytes.length; size++) expect(shape(frames(bytes, size))).toEqual(whole);
    }
  });

  it('streams the entries of a Bundle and gives the rest with the gap it left', () => {
    const bytes = Buffer.from(BUNDLE);
    const list = frames(bytes);
    expect(list.map((frame) => [frame.kind, frame.bytes.toString().trim()])).toEqual([
      ['entry', '{"a":"]}\\"{"}'],
      ['entry', '{"b":[1,{"entry":[]}]}'],
      ['skeleton', '{"resourceType":"Bundle","link":[{"relation":"self"}],"entry":[],"total":2}'],
    ]);
    const skeleton = list[2];
    const at = skeleton?.bytes.indexOf('"total"') ?? -1;
    expect(bytes.indexOf('"total"')).toBe((skeleton?.offset ?? 0) + at + (skeleton?.gap ?? 0));
  });

  it('holds a Bundle whole when its type comes late, and never streams another resource', () => {
    expect(kinds('{"entry":[{}],"resourceType":"Bundle"}')).toEqual(['value']);
    expect(kinds('{"resourceType":"List","entry":[{}]}')).toEqual(['value']);
    expect(kinds('{"x":"Bundle","entry":[{}]}')).toEqual(['value']);
  });

  it('leaves a trailing comma for the tokenizer to refuse', () => {
    expect(kinds('{"resourceType":"Bundle","entry":[]}')).toEqual(['skeleton']);
    expect(kinds('{"resourceType":"Bundle","entry":[{},]}')).toEqual(['entry', 'entry', 'skeleton']);
  });

  it('says when entries are cut', () => {
    expect(kinds('{"resourceType":"Bundle","entry":[{},{"a":')).toEqual(['entry', 'entry', 'cut']);
    expect(kinds('{"resourceType":"Bundle","entry":[{}')).toEqual(['entry', 'cut']);
  });

  it('skips a value over the limit and goes on with the next', () => {
    const big = `"${'x'.repeat(500)}"`;
    expect(kinds(`{"a":${big}}\n{"b":1}`, { valueBytesMax: 100 })).toEqual(['oversize', 'value']);
    expect(kinds(`{"resourceType":"Bundle","entry":[{"a":${big}},{"b":1}]}`, { valueBytesMax: 100 })).toEqual([
      'oversize',
      'entry',
      'skeleton',
    ]);
  });

  it('takes any bytes in any pieces', () => {
    const likely = fc
      .array(fc.constantFrom(...'{}[]",:\\ab1 \n'), { maxLength: 80 })
      .map((list) => Buffer.from(list.join('')));
    fc.assert(
      fc.property(
        fc.oneof(likely, fc.uint8Array({ maxLength: 200 })),
        fc.integer({ min: 1, max: 20 }),
        (bytes, size) => {
          expect(shape(frames(bytes, size))).toEqual(shape(frames(bytes)));
        },
      ),
    );
  });
});
