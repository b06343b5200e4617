// Goal: exactly the JSON of RFC 8259, with hostile keys refused. Method: the platform's own parser as the second
// opinion, over generated values, damaged values and noise.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonNode } from './json';
import { DEPTH_MAX, parseJson } from './tokenizer';

/** Real work on a machine that others use too. */
const SLOW_MS = 30_000;

const parse = (text: string) => parseJson(Buffer.from(text));
const codes = (text: string): string[] => parse(text).problems.map((problem) => problem.code);

function root(text: string): JsonNode | null {
  const bytes = Buffer.from(text);
  const { tape } = parseJson(bytes);
  return tape && new JsonNode({ bytes, tape, offset: 0, gapAt: bytes.length + 1, gap: 0, latin1: false });
}

/** The plain value of a node, through every accessor a reader uses. */
function plain(node: JsonNode): unknown {
  switch (node.kind) {
    case 'object':
      return Object.fromEntries([...node.members()].map(([key, value]) => [key, plain(value)]));
    case 'array':
      return [...node.items()].map(plain);
    case 'string':
      return node.text;
    default:
      return JSON.parse(node.text);
  }
}

const accepts = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const REFUSED = /__proto__|prototype|constructor/;
const jsonText = fc.json({ stringUnit: 'grapheme' }).filter((text) => !REFUSED.test(text));

describe('parseJson', () => {
  it('reads what the platform reads', () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        const node = root(text);
        expect(node && plain(node)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('refuses what the platform refuses, for damaged JSON and noise', { timeout: SLOW_MS }, () => {
    const damaged = fc
      .tuple(jsonText, fc.nat(), fc.constantFrom(...'{}[]",:\\0-.e\u0001 tx'))
      .map(
        ([text, at, char]) => `${text.slice(0, at % (text.length + 1))}${char}${text.slice(at % (text.length + 1))}`,
      );
    const noise = fc
      .array(fc.constantFrom(...'{}[]",:\\u0018-.eE+tfn \n'), { maxLength: 12 })
      .map((list) => list.join(''));
    fc.assert(
      fc.property(fc.oneof(damaged, noise), (text) => {
        const { tape, problems } = parse(text);
        expect(tape !== null).toBe(accepts(text));
        expect(tape !== null || problems.length > 0).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    '01',
    '1.',
    '.1',
    '-',
    '+1',
    '1e',
    '"\\x"',
    '"\t"',
    '[1,]',
    '{"a":1,}',
    '{a:1}',
    "'a'",
    'nul',
    '[1 2]',
    '{"a" 1}',
    '1 1',
  ])('refuses %s', (text) => expect(parse(text).tape).toBeNull());

  it('calls every cut of an object a cut', () => {
    const text = '{"a":[1.5,"x\\u00e9",true,null],"b":{}}';
    for (let end = 0; end < text.length; end++) expect(codes(text.slice(0, end))).toEqual(['JSON_TRUNCATED']);
  });

  it('keeps number spellings', () => {
    expect(root('[12.30]')?.items().next().value?.text).toBe('12.30');
  });

  it('gives exact spans', () => {
    const text = ' {"é":1, "e" : [ "ab", -1.0, {} ] }';
    const bytes = Buffer.from(text);
    const array = root(text)?.get('e');
    const spans = [...(array?.items() ?? [])].map(({ span }) =>
      bytes.subarray(span.offset, span.offset + span.length).toString(),
    );
    expect(spans).toEqual(['"ab"', '-1.0', '{}']);
    expect(array?.span.length).toBe('[ "ab", -1.0, {} ]'.length);
  });

  it.each(['__proto__', 'constructor', 'prototype', '__pr\\u006fto__'])('refuses the key %s', (key) => {
    const text = `{"${key}":{"admin":true},"b":1}`;
    expect(codes(text)).toEqual(['JSON_KEY_REFUSED']);
    const node = root(text);
    expect(node?.get('__proto__')).toBeUndefined();
    expect([...(node?.members() ?? [])].map(([name]) => name)).toEqual(['b']);
    expect(node?.get('b')?.text).toBe('1');
  });

  it('reports duplicate keys, spelled alike or not, few or many', () => {
    expect(codes('{"a":1,"b":2,"\\u0061":3}')).toEqual(['JSON_KEY_DUPLICATE']);
    expect(root('{"a":1,"a":2}')?.get('a')?.text).toBe('1');
    const many = Array.from({ length: 60 }, (_, index) => `"k${index % 59}":0`).join(',');
    expect(codes(`{${many}}`)).toEqual(['JSON_KEY_DUPLICATE']);
    expect(codes('{"a":{"a":1},"b":{"a":2}}')).toEqual([]);
  });

  it('stops at the depth limit and reads up to it', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(codes(nested(DEPTH_MAX))).toEqual([]);
    expect(codes(nested(DEPTH_MAX + 1))).toEqual(['JSON_TOO_DEEP']);
    expect(codes('['.repeat(1_000_000))).toEqual(['JSON_TOO_DEEP']);
  });

  it('keeps problems within their limit', () => {
    expect(codes(`{${'"a":0,'.repeat(5000)}"a":0}`).length).toBeLessThanOrEqual(100);
  });
});
