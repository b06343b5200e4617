import { countOf, digitsAt } from '../shared/digits';
import type { TextRange } from '../shared/lines';
import type { Direction } from './model';

/**
 * Code sets of the Nacha Operating Rules, Appendix Three and Appendix Four (returns), as data: a bank's own addition is
 * a change here and nowhere else.
 */
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

const CREDIT = [range(21, 24), range(31, 34), range(41, 44), range(51, 54), [81, 83, 85, 87]].flat();
const DEBIT = [range(26, 29), range(36, 39), range(46, 49), [55, 56, 82, 84, 86, 88]].flat();

/** By transaction code as a number. */
const DIRECTION: readonly Direction[] = Array.from({ length: 100 }, (_, code) =>
  CREDIT.includes(code) ? 'credit' : DEBIT.includes(code) ? 'debit' : 'other',
);

/** Direction of the transaction code in columns 2-3 of a record 6; `other` when the rules do not know the code. */
export function directionAt({ source, start, end }: TextRange): Direction {
  const code = end - start < 3 ? -1 : digitsAt(source.codes, start + 1, start + 3);
  return code < 0 ? 'other' : (DIRECTION[code] as Direction);
}

/** 200 mixed, 220 credits only, 225 debits only, 280 automated accounting advices. */
export const SERVICE_CLASSES: ReadonlySet<string> = new Set(['200', '220', '225', '280']);

export const SEC_CODES: ReadonlySet<string> = new Set(
  'ACK ADV ARC ATX BOC CCD CIE COR CTX DNE ENR IAT MTE POP POS PPD RCK SHR TEL TRC TRX WEB XCK'.split(' '),
);

/** 02 terminal, 05 payment information, 10-18 IAT, 98 notification of change, 99 return. */
export const ADDENDA_TYPES: ReadonlySet<string> = new Set('02 05 10 11 12 13 14 15 16 17 18 98 99'.split(' '));

/** Transaction type code in columns 4-6 of the first IAT addenda. */
export const IAT_TYPE_CODES: ReadonlySet<string> = new Set(
  'ANN ARC BOC BUS DEP LOA MIS MOR MTE PEN POP POS RCK REM RLS SAL SHR TAX TEL WEB'.split(' '),
);

const twoDigits = (prefix: string, numbers: readonly number[]): string[] =>
  numbers.map((n) => prefix + String(n).padStart(2, '0'));

/** C01-C14, and C61-C69 for refused notifications. */
export const CHANGE_CODES: ReadonlySet<string> = new Set(twoDigits('C', [...range(1, 14), ...range(61, 69)]));

export const RETURN_CODES: ReadonlySet<string> = new Set(
  twoDigits('R', [...range(1, 47), ...range(50, 53), ...range(61, 62), ...range(67, 77), ...range(80, 85)]),
);

/** Check digit of a routing number: weights 3 7 1 over its eight digits, to the next multiple of ten. */
export function checkDigitOf(rdfi: string): number | null {
  if (rdfi.length !== 8 || countOf(rdfi) === null) return null;
  let sum = 0;
  for (let i = 0; i < 8; i += 1) sum += (rdfi.charCodeAt(i) - 0x30) * (i % 3 === 0 ? 3 : i % 3 === 1 ? 7 : 1);
  return (10 - (sum % 10)) % 10;
}
