// Goal: what is sealed opens in its own row and nowhere else. Method: the same ciphertext under every other place it could be moved to.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  blindIndex,
  newDataKey,
  openChunk,
  openIdentifiers,
  sealChunk,
  sealIdentifiers,
  unwrapDataKey,
} from './crypto';
import { adoptEnv } from './env';

beforeAll(() => void adoptEnv({}, { TIEOUT_MASTER_KEY: Buffer.alloc(32, 1).toString('base64') }));
const [a, b] = [randomUUID(), randomUUID()] as const;
const REFUSED = /unable to authenticate/;

describe('sealed identifiers', () => {
  it('open in their own event, and swapped in neither', () => {
    const [mine, yours] = [sealIdentifiers(a, { claimId: 'A-1' }), sealIdentifiers(b, { claimId: 'B-2' })];
    expect(openIdentifiers(a, mine)).toEqual({ claimId: 'A-1' });
    expect(() => openIdentifiers(a, yours)).toThrow(REFUSED);
    expect(() => openIdentifiers(b, mine)).toThrow(REFUSED);
  });

  it('do not open with a bit changed, wherever it is', () => {
    const sealed = sealIdentifiers(a, { claimId: 'A-1' });
    for (let at = 0; at < sealed.length; at += 1) {
      const bent = Buffer.from(sealed);
      bent[at] = (bent[at] ?? 0) ^ 1;
      expect(() => openIdentifiers(a, bent)).toThrow();
    }
  });

  it('are never the same bytes twice', () => {
    expect(sealIdentifiers(a, { claimId: 'A-1' }).equals(sealIdentifiers(a, { claimId: 'A-1' }))).toBe(false);
  });
});

describe('the key of a file', () => {
  it('opens for that file alone', () => {
    const { key, wrapped } = newDataKey(a);
    expect(unwrapDataKey(a, wrapped).equals(key)).toBe(true);
    expect(() => unwrapDataKey(b, wrapped)).toThrow(REFUSED);
  });

  it('opens no chunk at another place of the file, nor of another file under the same key', () => {
    const { key } = newDataKey(a);
    const chunk = sealChunk(key, a, 0, Buffer.from('first'));
    expect(openChunk(key, a, 0, chunk).toString()).toBe('first');
    expect(() => openChunk(key, a, 1, chunk)).toThrow(REFUSED);
    expect(() => openChunk(key, b, 0, chunk)).toThrow(REFUSED);
  });

  it('is no key for identifiers, and those are no key of a file', () => {
    const { wrapped } = newDataKey(a);
    expect(() => openIdentifiers(a, wrapped)).toThrow(REFUSED);
    expect(() => unwrapDataKey(a, sealIdentifiers(a, { x: 'y' }))).toThrow(REFUSED);
  });
});

describe('the index of a number', () => {
  const same = (name: string, one: string, other: string) => blindIndex(name, one).equals(blindIndex(name, other));

  it('is the same whatever case, blanks and dashes a relay gives it', () => {
    expect(same('claimId', ' lkg-1 ', 'LKG1')).toBe(true);
  });

  it('of a payer’s own numbers is the same with leading zeros and without; of an account of ours it is not', () => {
    expect(same('controlNumber', '00471', '471')).toBe(true);
    expect(same('reference', '00471', '471')).toBe(true);
    expect(same('controlNumber', '471', '4710')).toBe(false);
    expect(same('claimId', '00471', '471')).toBe(false);
  });

  it('is another one under another name', () => {
    expect(same('controlNumber', '471', '471')).toBe(true);
    expect(blindIndex('controlNumber', '471').equals(blindIndex('claimId', '471'))).toBe(false);
  });
});
