import { createPrng } from '../prng';
import { payerOf } from './accounts';
import type { Line } from './model';

const CUT_CHARS = 15;

/** The payment related information as a payer writes it, or the first 15 characters of it when the bank cut it. */
export function referenceText(line: Line, terminator = '~'): string {
  if (line.trace === null || line.payer === null) return '';
  const whole = `TRN*1*${line.trace}*${payerOf(line.payer).trn03}${terminator}`;
  return line.story === 'trace-cut' ? whole.slice(0, CUT_CHARS) : whole;
}

/** What banks do to an addenda on its way: nothing, lower case, text around it, other delimiters, padding. */
const QUIRKS = ['none', 'lower-case', 'text-around', 'delimiters', 'padded'] as const;
const QUIRK_WEIGHTS: Readonly<Record<(typeof QUIRKS)[number], number>> = {
  none: 68,
  'lower-case': 8,
  'text-around': 8,
  delimiters: 8,
  padded: 8,
};
const TERMINATORS = ['~', '\\', ''] as const;

/** The addenda of a line: its terminator and, unless all is to be clean, its quirk are drawn by its ACH trace number. */
export function addendaText(seed: string, line: Line, clean: boolean): string {
  const prng = createPrng(seed, 'addenda', line.achTrace ?? '');
  const plain = referenceText(line, prng.pick(TERMINATORS));
  if (plain === '' || clean) return plain;
  switch (prng.weighted(QUIRKS, (quirk) => QUIRK_WEIGHTS[quirk])) {
    case 'lower-case':
      return plain.toLowerCase();
    case 'text-around':
      return `${plain} CLAIM PAYMENT`;
    case 'delimiters':
      return plain.replaceAll('*', '|');
    case 'padded':
      return plain.replace(/^TRN\*1\*/, 'TRN*1* ').replace(/\*(\d{10})/, '  *$1');
    default:
      return plain;
  }
}
