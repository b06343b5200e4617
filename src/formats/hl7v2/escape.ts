/** Escape sequences (HL7 v2 §2.7): delimiters, hexadecimal data and the formatting commands of FT text. */
import { decodeBytes, type Hl7Charset } from './charset';
import type { Delimiters } from './delimiters';

/**
 * Longest sequence looked for, in characters; a lone backslash in a Windows path must not swallow the rest of a field.
 */
const SEQUENCE_CHARS_MAX = 512;

/**
 * Text of a value in its escaped form. `\.br\`, `\.ce\` and `\.sp n\` become line feeds, other formatting commands and
 * highlighting (`\H\` `\N\`) are dropped; character set switches (`\C…\` `\M…\`), local (`\Z…\`) and unknown sequences
 * stay as written, since guessing would change the text.
 */
export function unescapeText(raw: string, delimiters: Delimiters, charset: Hl7Charset): string {
  if (delimiters.escape === 0) return raw;
  const mark = String.fromCharCode(delimiters.escape);
  let open = raw.indexOf(mark);
  if (open < 0) return raw;
  let text = '';
  let from = 0;
  while (open >= 0) {
    const close = raw.indexOf(mark, open + 1);
    if (close < 0 || close - open > SEQUENCE_CHARS_MAX) break;
    const meaning = meaningOf(raw.slice(open + 1, close), delimiters, charset);
    if (meaning === null) {
      text += raw.slice(from, close);
      from = close;
      open = close;
      continue;
    }
    text += raw.slice(from, open) + meaning;
    from = close + 1;
    open = raw.indexOf(mark, from);
  }
  return text + raw.slice(from);
}

/**
 * The escaped form of a text: `unescapeText(escapeText(t)) === t` for every text, with all four delimiters declared.
 */
export function escapeText(text: string, delimiters: Delimiters): string {
  const mark = String.fromCharCode(delimiters.escape);
  let raw = '';
  for (const char of text) raw += escapeOf(char.charCodeAt(0), delimiters, mark) ?? char;
  return raw;
}

function escapeOf(code: number, delimiters: Delimiters, mark: string): string | null {
  // `.br` cannot be written when the escape character is itself a point.
  if (code === 0x0a && mark !== '.') return `${mark}.br${mark}`;
  if (code < 0x20) return `${mark}X${code.toString(16).toUpperCase().padStart(2, '0')}${mark}`;
  switch (code) {
    case delimiters.field:
      return `${mark}F${mark}`;
    case delimiters.component:
      return `${mark}S${mark}`;
    case delimiters.subcomponent:
      return `${mark}T${mark}`;
    case delimiters.repetition:
      return `${mark}R${mark}`;
    case delimiters.escape:
      return `${mark}E${mark}`;
    case delimiters.truncation:
      return `${mark}P${mark}`;
    default:
      return null;
  }
}

/** What a sequence stands for, or `null` to keep it as written. */
function meaningOf(body: string, delimiters: Delimiters, charset: Hl7Charset): string | null {
  switch (body) {
    case 'F':
      return charOf(delimiters.field);
    case 'S':
      return charOf(delimiters.component);
    case 'T':
      return charOf(delimiters.subcomponent);
    case 'R':
      return charOf(delimiters.repetition);
    case 'E':
      return charOf(delimiters.escape);
    case 'P':
      return delimiters.truncation === 0 ? '#' : charOf(delimiters.truncation);
    case 'H':
    case 'N':
      return '';
    default:
      if (/^[CMZ]/.test(body)) return charOf(delimiters.escape) + body + charOf(delimiters.escape);
      return body.startsWith('X') ? hexOf(body, charset) : formatOf(body);
  }
}

const charOf = (byte: number): string => (byte === 0 ? '' : String.fromCharCode(byte));

function hexOf(body: string, charset: Hl7Charset): string | null {
  const digits = body.slice(1);
  if (digits.length === 0 || digits.length % 2 !== 0 || !/^[0-9A-Fa-f]+$/.test(digits)) return null;
  const bytes = Buffer.from(digits, 'hex');
  return decodeBytes(bytes, 0, bytes.length, charset);
}

/** FT commands (HL7 v2 §2.7.6): `.sp n` skips n lines, at most 99 of them. */
function formatOf(body: string): string | null {
  const match = /^\.(br|ce|sp|fi|nf|in|ti|sk)([+-]?\d{0,2})$/.exec(body);
  if (!match) return null;
  const count = Math.max(1, Number.parseInt(match[2] || '1', 10));
  switch (match[1]) {
    case 'br':
    case 'ce':
      return '\n';
    case 'sp':
      return '\n'.repeat(count);
    case 'sk':
      return ' '.repeat(count);
    default:
      return '';
  }
}
