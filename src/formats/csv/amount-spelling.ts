import { type Decimal, parseDecimal } from '@/domain/money';

/** How a column writes its decimals. `none`: nothing in the text tells, `1` or `1.5`. */
export type DecimalMark = 'point' | 'comma' | 'none';

export type SpelledAmount = { readonly value: Decimal; readonly mark: DecimalMark; readonly isPlain: boolean };

const CURRENCY_FIRST = /^(?:USD|US\$|\$|EUR|€|£|GBP|CAD|C\$)\s*/i;
const CURRENCY_LAST = /\s*(?:USD|EUR|€|GBP|CAD|\$)$/i;
/** `1,234,567.89`, and the same with point and comma exchanged, blanks or apostrophes. */
const BY_POINT = /^\d{1,3}(?:[,' ]\d{3})+(?:\.\d*)?$/;
const BY_COMMA = /^\d{1,3}(?:[.' ]\d{3})*,\d{1,2}$/;
const COMMA_ALONE = /^\d+,\d{1,2}$/;

/** `1.00245E+11`: a spreadsheet has put a long number into this form, and its last digits are lost. */
export const isScientific = (text: string): boolean => /^[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d{1,3}$/.test(text.trim());

/**
 * An amount as spreadsheets and people write it: thousands separated, in brackets or with a minus behind for what is negative,
 * with a currency sign, with a decimal comma. `null` for anything else. `1.080` alone is read with a point: only the other rows
 * of its column could tell.
 */
export function readSpelledAmount(text: string): SpelledAmount | null {
  const trimmed = text.trim();
  const plain = parseDecimal(trimmed);
  if (plain !== null) return { value: plain, mark: plain.scale > 0 ? 'point' : 'none', isPlain: true };
  const { digits, isNegative } = unsigned(trimmed);
  const spelled = digitsOf(digits);
  if (spelled === null) return null;
  const value = parseDecimal(`${isNegative ? '-' : ''}${spelled.text}`);
  return value === null ? null : { value, mark: spelled.mark, isPlain: false };
}

/** Sign and currency may stand on either side of each other, and of the brackets. */
function unsigned(text: string): { readonly digits: string; readonly isNegative: boolean } {
  let rest = text.replace(CURRENCY_FIRST, '').replace(CURRENCY_LAST, '');
  let isNegative = false;
  const bracketed = /^\((.*)\)$/.exec(rest);
  if (bracketed !== null) {
    isNegative = true;
    rest = (bracketed[1] ?? '').trim();
  } else if (/^[-−]/.test(rest) || /[-−]$/.test(rest)) {
    isNegative = true;
    rest = rest.replace(/^[-−]|[-−]$/, '').trim();
  } else if (/\sCR$/i.test(rest)) {
    isNegative = true;
    rest = rest.replace(/\s*CR$/i, '');
  }
  return { digits: rest.replace(CURRENCY_FIRST, '').replace(CURRENCY_LAST, '').trim(), isNegative };
}

function digitsOf(text: string): { readonly text: string; readonly mark: DecimalMark } | null {
  if (/^\d+(?:\.\d+)?$|^\.\d+$/.test(text)) return { text, mark: text.includes('.') ? 'point' : 'none' };
  if (BY_POINT.test(text)) return { text: text.replace(/[,' ]/g, ''), mark: text.includes('.') ? 'point' : 'none' };
  if (BY_COMMA.test(text) || COMMA_ALONE.test(text)) {
    return { text: text.replace(/[.' ]/g, '').replace(',', '.'), mark: 'comma' };
  }
  return null;
}
