// Goal: resources come out one by one with place and path, and no cut passes in silence. Method: fixtures, every cut,
// noise.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FhirItem } from './model';
import { readFhir, readFhirBytes } from './reader';

/** Real work on a machine that others use too. */
const SLOW_MS = 30_000;

const fixture = (name: string): Buffer => readFileSync(`test/fixtures/fhir/${name}`);
const read = (text: string): FhirItem[] => readFhirBytes(Buffer.from(text));
const codes = (items: readonly FhirItem[]): string[] =>
  items.flatMap((item) => (item.kind === 'finding' ? [item.finding.code] : []));
const paths = (items: readonly FhirItem[]): string[] =>
  items.flatMap((item) => (item.kind === 'resource' ? [item.resource.path] : []));

describe('readFhir', () => {
  it('gives the resources of a Bundle, then the Bundle, with exact spans', async () => {
    const bytes = fixture('bundle-remittance.fhir');
    const items: FhirItem[] = [];
    for await (const item of readFhir([bytes.subarray(0, 100), bytes.subarray(100)])) items.push(item);
    expect(codes(items)).toEqual([]);
    expect(paths(items)).toEqual([0, 1, 2].map((index) => `Bundle.entry[${index}].resource`));
    expect(items.at(-1)).toMatchObject({ kind: 'bundle', bundle: { type: 'collection', entries: 3, nextUrl: null } });
    for (const item of items) {
      if (item.kind !== 'resource') continue;
      const { offset, length } = item.resource.span;
      const slice = JSON.parse(bytes.subarray(offset, offset + length).toString());
      expect(slice.resourceType).toBe(item.resource.resourceType);
      expect(slice.id).toBe(item.resource.id);
    }
  });

  it('gives exact spans behind the entries of a streamed Bundle', () => {
    const bytes = fixture('bundle-remittance.fhir');
    const last = readFhirBytes(bytes).at(-1);
    if (last?.kind !== 'bundle') throw new Error('the example ends in its Bundle');
    const at = (name: string) => last.bundle.node.get(name)?.span ?? { offset: 0, length: 0 };
    const slice = ({ offset, length }: { offset: number; length: number }) =>
      bytes.subarray(offset, offset + length).toString();
    expect(slice(at('timestamp'))).toBe('"2026-12-02T00:00:00Z"');
    expect(slice(at('type'))).toBe('"collection"');
    expect(JSON.parse(slice(at('entry')))).toHaveLength(3);
    expect(last.bundle.span).toEqual({ offset: 0, length: bytes.length - 1 });
  });

  it('reads NDJSON line by line', () => {
    const items = readFhirBytes(fixture('claims.ndjson'));
    expect(
      items.map((item) => (item.kind === 'resource' ? [item.resource.line, item.resource.id] : item.kind)),
    ).toEqual([
      [1, 'c1'],
      [2, 'c2'],
      [3, 'c3'],
    ]);
  });

  it('reads a Bundle in any member order alike', () => {
    const late = read(
      '{"entry":[{"fullUrl":"urn:1","resource":{"resourceType":"Basic","id":"a"}}],"resourceType":"Bundle"}',
    );
    const early = read(
      '{"resourceType":"Bundle","entry":[{"fullUrl":"urn:1","resource":{"resourceType":"Basic","id":"a"}}]}',
    );
    for (const items of [late, early]) {
      expect(items[0]).toMatchObject({ resource: { id: 'a', fullUrl: 'urn:1', path: 'Bundle.entry[0].resource' } });
      expect(items[1]).toMatchObject({ bundle: { entries: 1 } });
    }
  });

  it.each([
    ['', ['JSON_EMPTY']],
    ['  \n', ['JSON_EMPTY']],
    ['not json', ['JSON_INVALID', 'JSON_INVALID']],
    ['[]', ['FHIR_NOT_A_RESOURCE']],
    ['{"id":"x"}', ['FHIR_NOT_A_RESOURCE']],
    ['{"resourceType":"Bundle","entry":[1]}', ['FHIR_TYPE_MISMATCH']],
    ['{"resourceType":"Bundle","entry":[{"resource":{}}]}', ['FHIR_NOT_A_RESOURCE']],
    ['{"resourceType":"Bundle","entry":[{"request":{}}]}', []],
    ['{"resourceType":"Bundle","entry":[{},]}', ['JSON_TRUNCATED']],
    ['{"resourceType":"Bundle","entry":[],"entry":[{}]}', ['JSON_KEY_DUPLICATE']],
    ['{"resourceType":"Bundle","link":[{"relation":"next","url":"u"}]}', ['FHIR_BUNDLE_PAGED']],
    ['{"resourceType":"Basic","__proto__":{}}', ['JSON_KEY_REFUSED']],
  ])('finds in %j: %j', (text, expected) => expect(codes(read(text))).toEqual(expected));

  it('stops in a file of errors, and says so', { timeout: SLOW_MS }, () => {
    const found = codes(read('1 '.repeat(30_000)));
    expect(found).toHaveLength(10_002);
    expect(found.at(-1)).toBe('FHIR_ABANDONED');
  });

  it('reports bytes that are not UTF-8 and reads them as ISO 8859-1', () => {
    const items = readFhirBytes(Buffer.from('{"resourceType":"Basic","id":"caf\xe9"}', 'latin1'));
    expect(codes(items)).toEqual(['JSON_NOT_UTF8']);
    expect(items.at(-1)).toMatchObject({ resource: { id: 'café' } });
  });

  it.each(['bundle-remittance.fhir', 'claim.fhir'])(
    'gives an error for every cut of %s',
    { timeout: SLOW_MS },
    (name) => {
      const bytes = Buffer.from(JSON.stringify(JSON.parse(fixture(name).toString())));
      for (let end = 0; end < bytes.length; end++) {
        const found = readFhirBytes(bytes.subarray(0, end));
        expect(found.some((item) => item.kind === 'finding' && item.finding.severity === 'error')).toBe(true);
      }
    },
  );

  it('ends any bytes in items, without a throw', () => {
    const likely = fc
      .array(
        fc.constantFrom(
          '{',
          '}',
          '[',
          ']',
          ',',
          ':',
          '"resourceType"',
          '"Bundle"',
          '"entry"',
          '"resource"',
          '1',
          '\n',
          '\\',
        ),
        {
          maxLength: 40,
        },
      )
      .map((list) => Buffer.from(list.join('')));
    fc.assert(
      fc.property(fc.oneof(likely, fc.uint8Array({ maxLength: 200 })), (bytes) => {
        const items = readFhirBytes(bytes);
        expect(items.length).toBeGreaterThan(0);
      }),
    );
  });
});
