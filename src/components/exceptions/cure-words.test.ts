// Goal: the primary button names what happens and to how many. Method: examples as drawn.
import { describe, expect, it } from 'vitest';
import { buttonWords, shortHash } from './cure-words';

describe('buttonWords', () => {
  it.each([
    ['adopt', 12, false, 'Adopt payer and release 12 items'],
    ['adopt', 12, true, 'Adopt payer and freeze 12 items'],
    ['release', 1, false, 'Release 1 item'],
    ['unapplied', 1, false, 'Post cash of 1 item to unapplied'],
    ['read-back', 1, false, 'Read back 1 item'],
    ['reject', 2, true, 'Freeze 2 items'],
  ] as const)('%s of %d (second person: %s)', (kind, items, second, words) => {
    expect(buttonWords(kind, items, second, 'PAYER_UNKNOWN')).toBe(words);
  });
});

describe('shortHash', () => {
  it('keeps both ends', () => {
    expect(shortHash(`3fd091c2${'0'.repeat(52)}e41b`)).toBe('3fd0 91c2 … e41b');
  });
});
