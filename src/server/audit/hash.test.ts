// Goal: the encoding of the log never drifts, and no field of an entry can change without its hash. Method: one entry whose hash was
// made by another program from the description of the encoding; then every field changed, and text moved from one to the next.
import { describe, expect, it } from 'vitest';
import { canonicalJson, type HashedFields, hashEntry } from './index';

const PREV = Buffer.alloc(32, 7);
const ENTRY: HashedFields = {
  chain: 'web',
  seq: 42n,
  at: '2026-12-01T10:00:00.000Z',
  actor: 'iris.quill@fernhollow.example',
  action: 'identifiers.revealed',
  subjectKind: 'parcel',
  subjectId: '01a2317f-d606-73c4-8f81-a8469b8b1ec5',
  detail: '{"reason":"Anruf für Müller"}',
};
const GOLDEN = 'b0e32f4b3aa168364a8e228cf01a537bc6b312ce348c885efec8364c0b918c64';
const hex = (entry: HashedFields, prev: Uint8Array = PREV): string => hashEntry(prev, entry).toString('hex');

describe('the hash of an entry', () => {
  it('is what it always was', () => expect(hex(ENTRY)).toBe(GOLDEN));

  it.each(Object.keys(ENTRY) as (keyof HashedFields)[])('changes with %s', (field) => {
    const other = { ...ENTRY, [field]: field === 'seq' ? 43n : `${ENTRY[field]}x` };
    expect(hex(other)).not.toBe(hex(ENTRY));
  });

  it('changes with the entry before it', () => expect(hex(ENTRY, Buffer.alloc(32, 8))).not.toBe(hex(ENTRY)));

  it('tells the same text in other fields apart', () => {
    const moved = { ...ENTRY, subjectKind: 'parcel0', subjectId: ENTRY.subjectId.slice(1) };
    expect(`${moved.subjectKind}${moved.subjectId}`).toBe(`${ENTRY.subjectKind}${ENTRY.subjectId}`);
    expect(hex(moved)).not.toBe(hex(ENTRY));
  });
});

describe('canonicalJson', () => {
  it('writes the same detail with the same bytes', () => {
    expect(canonicalJson({ b: 1n, a: [{ d: null, c: undefined }, 'x'] })).toBe('{"a":[{"d":null},"x"],"b":"1"}');
    expect(canonicalJson({ a: 1, b: 2 })).toBe(canonicalJson({ b: 2, a: 1 }));
  });
});
