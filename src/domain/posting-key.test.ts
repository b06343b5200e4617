// Goal: one posting has one key for ever, short enough for an ERP's reference field. Method: known digests and changes.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { POSTING_KEY_LENGTH, type PostingKeyParts, postingKey, postingKeyText } from './posting-key';

const sha256 = (text: string): Uint8Array => createHash('sha256').update(text, 'utf8').digest();
const parts: PostingKeyParts = {
  tenant: 'fern',
  erp: 'tryton',
  company: '100',
  source: 'remit:ab12',
  purpose: 'journal',
  revision: 0,
};

describe('postingKey', () => {
  it('is the base32 of the canonical text’s digest', () => {
    expect(postingKeyText(parts)).toBe('fern|tryton|100|remit:ab12|journal|0');
    // RFC 4648 §10 test value of five bytes, which need no padding.
    expect(postingKey(parts, () => new TextEncoder().encode('fooba'))).toBe('TO-MZXW6YTB');
    expect(postingKey(parts, () => new Uint8Array(32).fill(255))).toBe(`TO-${'7'.repeat(32)}`);
  });

  it('fits 40 characters of one case', () => {
    const key = postingKey(parts, sha256);
    expect(key).toMatch(/^TO-[A-Z2-7]{32}$/);
    expect(key).toHaveLength(POSTING_KEY_LENGTH);
    expect(POSTING_KEY_LENGTH).toBeLessThanOrEqual(40);
    expect(postingKey({ ...parts }, sha256)).toBe(key);
  });

  it('changes with every part', () => {
    const changes = [
      { tenant: 'x' },
      { erp: 'x' },
      { company: 'x' },
      { source: 'x' },
      { purpose: 'x' },
      { revision: 1 },
      { tenant: 'fern|tryton', erp: '100', company: 'remit:ab12', source: 'journal', purpose: '' },
    ];
    const keys = changes.map((change) => postingKey({ ...parts, ...change }, sha256));
    expect(new Set([postingKey(parts, sha256), ...keys]).size).toBe(changes.length + 1);
  });

  it('does not let a bar or a backslash in a part move its edge', () => {
    const text = (tenant: string, erp: string) => postingKeyText({ ...parts, tenant, erp });
    expect(text('a|b', 'c')).not.toBe(text('a', 'b|c'));
    expect(text('a\\', '|b')).not.toBe(text('a\\|', 'b'));
  });

  it('never lets two different postings share a text', () => {
    const text = fc.string({ unit: fc.constantFrom('|', '\\', 'a'), maxLength: 4 });
    const some = fc.record({
      tenant: text,
      erp: text,
      company: text,
      source: text,
      purpose: text,
      revision: fc.nat({ max: 2 }),
    });
    fc.assert(
      fc.property(some, some, (a, b) => {
        expect(postingKeyText(a) === postingKeyText(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
      { numRuns: 1000 },
    );
  });
});
