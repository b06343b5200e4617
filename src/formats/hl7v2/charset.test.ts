// Goal: the right character set is chosen and no byte is lost. Method: examples per set, and every byte there and back.
import { describe, expect, it } from 'vitest';
import { chooseCharset, decodeBytes, encodeText, type Hl7Charset } from './charset';

const latin = Buffer.from([0x63, 0x61, 0x66, 0xe9]);

describe('chooseCharset', () => {
  it.each([
    ['', Buffer.from('plain'), 'ascii', null],
    ['UNICODE UTF-8', Buffer.from('plain'), 'utf-8', null],
    ['UNICODE UTF-8', Buffer.from('café'), 'utf-8', null],
    ['UNICODE UTF-8', latin, 'iso-8859-1', 'HL7_CHARSET_MISMATCH'],
    ['', Buffer.from('café'), 'utf-8', 'HL7_CHARSET_ASSUMED'],
    ['', latin, 'iso-8859-1', 'HL7_CHARSET_ASSUMED'],
    ['ASCII', latin, 'iso-8859-1', 'HL7_CHARSET_MISMATCH'],
    ['8859/1', latin, 'iso-8859-1', null],
    ['8859/15', latin, 'iso-8859-15', null],
    ['ISO IR87', latin, 'binary', 'HL7_CHARSET_UNSUPPORTED'],
  ])('%j over %o gives %s', (declared, bytes, charset, finding) => {
    expect(chooseCharset(declared, bytes)).toEqual({ charset, finding });
  });
});

describe('decodeBytes and encodeText', () => {
  it('read the euro sign where 8859/15 has it', () => {
    expect(decodeBytes(Buffer.from([0xa4]), 0, 1, 'iso-8859-15')).toBe('€');
  });

  it.each([
    'binary',
    'iso-8859-1',
    'iso-8859-2',
    'iso-8859-5',
    'iso-8859-7',
    'iso-8859-15',
    'windows-1252',
  ] satisfies Hl7Charset[])('give every byte back in %s', (charset) => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const text = decodeBytes(bytes, 0, 256, charset);
    expect(encodeText(text, charset)).toEqual({ bytes, unencodable: 0 });
  });

  it('count what a set cannot carry', () => {
    expect(encodeText('a€b', 'iso-8859-1')).toEqual({ bytes: Buffer.from('a?b'), unencodable: 1 });
    expect(encodeText('é', 'ascii').unencodable).toBe(1);
  });
});
