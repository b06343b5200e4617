// Goal: no text from outside acts on a terminal or turns what stands beside it. Method: every control, and what must stay.
import { describe, expect, it } from 'vitest';
import { visible, visibleLines } from './visible';

const CONTROLS = [
  ...Array.from({ length: 0x20 }, (_, n) => n),
  ...Array.from({ length: 0x21 }, (_, n) => 0x7f + n),
  ...[0x61c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069],
].map((code) => String.fromCharCode(code));

describe('visible', () => {
  it('spells out every control', () => {
    for (const control of CONTROLS) expect(visible(`a${control}b`)).toMatch(/^a\\u[0-9a-f]{4}b$/);
    expect(visible('remit\u202eexe.835')).toBe('remit\\u202eexe.835');
  });

  it('leaves what people write', () => {
    const texts = ['Fernhollow “Health” – 1.250,00 €', 'مستشفى', 'בית חולים', '病院 🏥', 'a\\b'];
    for (const text of texts) expect(visible(text)).toBe(text);
  });

  it('leaves the line breaks of composed lines, and JSON that means the same', () => {
    const value = { name: CONTROLS.join('') };
    const shown = visibleLines(JSON.stringify(value, null, 2));
    expect(shown.split('\n')).toHaveLength(3);
    expect(shown.replaceAll('\n', '')).toMatch(/^[ -~]*$/);
    expect(JSON.parse(shown)).toEqual(value);
  });
});
