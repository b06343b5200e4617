/**
 * Character sets of HL7 table 0211 (MSH-18). Single-byte sets and UTF-8 are decoded; they keep the delimiters' bytes
 * unambiguous. The East Asian multi-byte sets do not, so they are refused with a finding and kept byte for byte.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import type { Hl7FindingCode } from './findings';

/** `binary` maps each byte to the character of the same number, so nothing is lost even when the set is unknown. */
export type Hl7Charset =
  | 'ascii'
  | 'utf-8'
  | 'binary'
  | `iso-8859-${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 15}`
  | 'windows-1252';

const DECLARED: Readonly<Record<string, Hl7Charset | 'unsupported'>> = {
  ASCII: 'ascii',
  'ISO IR6': 'ascii',
  '8859/1': 'iso-8859-1',
  '8859/2': 'iso-8859-2',
  '8859/3': 'iso-8859-3',
  '8859/4': 'iso-8859-4',
  '8859/5': 'iso-8859-5',
  '8859/6': 'iso-8859-6',
  '8859/7': 'iso-8859-7',
  '8859/8': 'iso-8859-8',
  '8859/9': 'iso-8859-9',
  '8859/15': 'iso-8859-15',
  'WINDOWS-1252': 'windows-1252',
  UNICODE: 'utf-8',
  'UNICODE UTF-8': 'utf-8',
  'UTF-8': 'utf-8',
};

type CharsetChoice = { readonly charset: Hl7Charset; readonly finding: Hl7FindingCode | null };

/** Chooses how to read a message from what MSH-18 declares (`''` = nothing) and from its bytes. */
export function chooseCharset(declared: string, bytes: Uint8Array): CharsetChoice {
  const name = declared.trim().toUpperCase();
  const known = name === '' ? 'ascii' : (DECLARED[name] ?? 'unsupported');
  if (isAscii(bytes)) return { charset: known === 'unsupported' ? 'ascii' : known, finding: null };
  if (known === 'unsupported') return { charset: 'binary', finding: 'HL7_CHARSET_UNSUPPORTED' };
  if (known === 'ascii') {
    const charset = isUtf8(bytes) ? 'utf-8' : 'iso-8859-1';
    return { charset, finding: name === '' ? 'HL7_CHARSET_ASSUMED' : 'HL7_CHARSET_MISMATCH' };
  }
  if (known === 'utf-8' && !isUtf8(bytes)) return { charset: 'iso-8859-1', finding: 'HL7_CHARSET_MISMATCH' };
  return { charset: known, finding: null };
}

/** Text of a byte range. Every charset but UTF-8 maps one byte to one character. */
export function decodeBytes(bytes: Buffer, start: number, end: number, charset: Hl7Charset): string {
  if (charset === 'utf-8') return bytes.toString('utf8', start, end);
  const text = bytes.toString('latin1', start, end);
  if (charset === 'ascii' || charset === 'binary' || charset === 'iso-8859-1') return text;
  const table = tableOf(charset).toChar;
  let mapped = '';
  for (let at = start; at < end; at++) mapped += table[bytes[at] as number];
  return mapped;
}

/** Bytes of a text, and how many characters the set could not carry (written as `?`). `ascii` text may be UTF-8. */
export function encodeText(text: string, charset: Hl7Charset): { bytes: Buffer; unencodable: number } {
  if (charset === 'utf-8') return { bytes: Buffer.from(text, 'utf8'), unencodable: 0 };
  const bytes = Buffer.allocUnsafe(text.length);
  const toByte =
    charset === 'iso-8859-1' || charset === 'binary' || charset === 'ascii' ? null : tableOf(charset).toByte;
  const limit = charset === 'ascii' ? 0x7f : 0xff;
  let unencodable = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const byte = toByte === null ? (code <= limit ? code : undefined) : toByte.get(text[at] as string);
    if (byte === undefined) unencodable++;
    bytes[at] = byte ?? 0x3f;
  }
  return { bytes, unencodable };
}

type Table = { readonly toChar: readonly string[]; readonly toByte: ReadonlyMap<string, number> };
const TABLES = new Map<Hl7Charset, Table>();

/**
 * Built once per set from the platform's decoder; positions the set leaves open keep the C1 character of that number.
 */
function tableOf(charset: Hl7Charset): Table {
  const known = TABLES.get(charset);
  if (known) return known;
  const decoder = new TextDecoder(charset);
  const toChar = Array.from({ length: 256 }, (_, byte) => {
    const char = decoder.decode(Uint8Array.of(byte));
    return char === '�' ? String.fromCharCode(0xf700 + byte) : char;
  });
  const table = { toChar, toByte: new Map(toChar.map((char, byte) => [char, byte])) };
  TABLES.set(charset, table);
  return table;
}
