// Goal: read → write → read is the same, spellings included. Method: generated JSON and fixtures; floats are refused.
// Fixtures end in .fhir because formatters rewrite JSON numbers (12.50 to 12.5), which is the very thing under test.
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDecimal } from '@/domain/money';
import type { JsonNode } from './json';
import { readFhirBytes } from './reader';
import { readResource } from './resources/read-resource';
import { writeJson, writeNdjson, writeNode } from './writer';

const nodes = (bytes: Uint8Array): JsonNode[] =>
  readFhirBytes(bytes).flatMap((item) => (item.kind === 'resource' ? [item.resource.node] : []));

/** The typed records without their places, which writing may move. */
const records = (bytes: Uint8Array): string[] =>
  readFhirBytes(bytes).flatMap((item) => {
    if (item.kind !== 'resource') return [];
    const { typed, findings } = readResource(item.resource);
    return [
      JSON.stringify([typed, findings.map((finding) => [finding.code, finding.path])], (key, value) =>
        typeof value === 'bigint' ? value.toString() : key === 'span' || key === 'path' ? undefined : value,
      ),
    ];
  });

describe('writeNode', () => {
  it.each(readdirSync('test/fixtures/fhir'))('gives %s back', (name) => {
    const written = writeNdjson(nodes(readFileSync(`test/fixtures/fhir/${name}`)));
    expect(records(written)).toEqual(records(readFileSync(`test/fixtures/fhir/${name}`)));
    expect(writeNdjson(nodes(written)).equals(written)).toBe(true);
  });

  it('keeps the spelling of numbers and strings', () => {
    const text = '{"resourceType":"X","n":[1.50,1e3,-0],"s":"\\u00e9\\/"}';
    expect(nodes(Buffer.from(` ${text} `)).map((node) => writeNode(node).toString())).toEqual([text]);
  });

  it('gives generated resources back', () => {
    fc.assert(
      fc.property(
        fc.json({ stringUnit: 'grapheme' }).filter((text) => !/__proto__|prototype|constructor/.test(text)),
        (text) => {
          const [node] = nodes(Buffer.from(`{"resourceType":"X","value":${text}}`));
          const value = node?.get('value');
          expect(value && JSON.parse(writeNode(value).toString())).toEqual(JSON.parse(text));
        },
      ),
    );
  });

  it('does not write refused keys', () => {
    const [node] = nodes(Buffer.from('{"resourceType":"X","__proto__":{"a":1},"b":2}'));
    expect(node && writeNode(node).toString()).toBe('{"resourceType":"X","b":2}');
  });
});

describe('writeJson', () => {
  it('writes amounts with their scale', () => {
    const amount = parseDecimal('12.30') ?? 0;
    const bytes = writeJson({ resourceType: 'Basic', amount, list: [1, true, null, 'é"'], gone: undefined });
    expect(bytes.toString()).toBe('{"resourceType":"Basic","amount":12.30,"list":[1,true,null,"é\\""]}');
  });

  it('refuses floats', () => expect(() => writeJson(0.1)).toThrow(RangeError));
});
