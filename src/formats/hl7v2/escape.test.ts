// Goal: escaping loses nothing. Method: known sequences by example, the round trip by generated texts and delimiters.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Delimiters, STANDARD_DELIMITERS } from './delimiters';
import { escapeText, unescapeText } from './escape';

const read = (raw: string): string => unescapeText(raw, STANDARD_DELIMITERS, 'utf-8');
const punctuation = [...'!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'].map((char) => char.charCodeAt(0));

/** Every UTF-16 code unit, lone surrogates and control characters among them. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 })
  .map((units) => String.fromCharCode(...units));

const delimiterSets: fc.Arbitrary<Delimiters> = fc
  .shuffledSubarray(punctuation, { minLength: 6, maxLength: 6 })
  .map(([field = 0, component = 0, repetition = 0, mark = 0, subcomponent = 0, truncation = 0]) => ({
    field,
    component,
    repetition,
    escape: mark,
    subcomponent,
    truncation,
  }));

describe('unescapeText', () => {
  it.each([
    ['A\\F\\B', 'A|B'],
    ['A\\S\\B\\T\\C\\R\\D\\E\\E', 'A^B&C~D\\E'],
    ['line\\.br\\next', 'line\nnext'],
    ['a\\.sp2\\b', 'a\n\nb'],
    ['a\\.sk3\\b', 'a   b'],
    ['\\H\\bold\\N\\', 'bold'],
    ['\\X0D0A\\', '\r\n'],
    ['caf\\XC3A9\\', 'café'],
    ['\\P\\', '#'],
  ])('reads %s', (raw, text) => expect(read(raw)).toBe(text));

  it.each(['C:\\dir', 'C:\\dir\\file', '\\Zlocal\\', '\\C2842\\', '\\X0\\', '\\XZZ\\', 'open \\'])(
    'keeps %s as written',
    (raw) => expect(read(raw)).toBe(raw),
  );

  it('reads a known sequence after an unknown one', () => expect(read('C:\\dir\\F\\x')).toBe('C:\\dir|x'));

  it('leaves text alone when no escape character is declared', () => {
    expect(unescapeText('a\\F\\b', { ...STANDARD_DELIMITERS, escape: 0 }, 'utf-8')).toBe('a\\F\\b');
  });
});

describe('escapeText', () => {
  it('is undone by unescapeText for every text and every set of delimiters', () => {
    fc.assert(
      fc.property(anyText, delimiterSets, (text, delimiters) => {
        expect(unescapeText(escapeText(text, delimiters), delimiters, 'utf-8')).toBe(text);
      }),
    );
  });

  it('leaves no delimiter and no segment end in the result', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 0x7f }), { maxLength: 60 }).map((units) => String.fromCharCode(...units)),
        (text) => {
          const escaped = escapeText(text, STANDARD_DELIMITERS);
          expect([...'|^~&\r\n\v\u001c'].filter((char) => escaped.includes(char))).toEqual([]);
        },
      ),
    );
  });
});
