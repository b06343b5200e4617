/**
 * BAI2 type codes (Cash Management Balance Reporting Specifications, "Uniform BAI Information Reporting Type Codes") in
 * the words of this product. Public tables disagree and banks redefine codes, so an account can carry its own
 * overrides.
 */
type TypeCode = {
  readonly kind: 'status' | 'credit' | 'debit' | 'loan' | 'custom';
  /** A summary repeats its details: never add both up. */
  readonly level: 'status' | 'summary' | 'detail';
  readonly meaning: string;
  /** The code whose amount already contains this one. */
  readonly partOf?: string;
};

const credit = (level: TypeCode['level'], meaning: string, partOf?: string): TypeCode =>
  partOf === undefined ? { kind: 'credit', level, meaning } : { kind: 'credit', level, meaning, partOf };
const debit = (level: TypeCode['level'], meaning: string): TypeCode => ({ kind: 'debit', level, meaning });
const status = (meaning: string): TypeCode => ({ kind: 'status', level: 'status', meaning });

/** Codes whose meaning two independent full tables agree on, as far as hospital cash needs them. */
export const TYPE_CODES: Readonly<Record<string, TypeCode>> = {
  '010': status('opening ledger balance'),
  '015': status('closing ledger balance'),
  '040': status('opening available balance'),
  '045': status('closing available balance'),
  '060': status('current available balance'),
  '072': status('one-day float'),
  '074': status('two or more days float'),
  '100': credit('summary', 'total credits'),
  '108': credit('detail', 'credit, any type'),
  '110': credit('summary', 'total lockbox deposits'),
  '115': credit('detail', 'lockbox deposit'),
  '116': credit('detail', 'item in a lockbox deposit', '115'),
  '118': credit('detail', 'lockbox adjustment'),
  '120': credit('summary', 'electronic data interchange credits'),
  '121': credit('detail', 'electronic data interchange credit'),
  '140': credit('summary', 'total ACH credits'),
  '142': credit('detail', 'ACH credit received'),
  '143': credit('detail', 'item in an ACH deposit', '142'),
  '145': credit('detail', 'ACH concentration credit'),
  '146': credit('summary', 'total bank card deposits'),
  '147': credit('detail', 'bank card deposit'),
  '165': credit('detail', 'preauthorized ACH credit'),
  '166': credit('detail', 'ACH settlement'),
  '168': credit('detail', 'ACH return or adjustment settlement'),
  '169': credit('detail', 'miscellaneous ACH credit'),
  '172': credit('detail', 'deposit correction'),
  '174': credit('detail', 'other deposit'),
  '175': credit('detail', 'check deposit'),
  '190': credit('summary', 'total incoming transfers'),
  '195': credit('detail', 'incoming money transfer'),
  '206': credit('detail', 'book transfer credit'),
  '252': credit('detail', 'debit reversal'),
  '254': credit('detail', 'posting error correction credit'),
  '255': credit('detail', 'check posted and returned'),
  '257': credit('detail', 'individual ACH return item'),
  '258': credit('detail', 'ACH reversal credit'),
  '275': credit('detail', 'zero balance account credit'),
  '277': credit('detail', 'zero balance account adjustment credit'),
  '301': credit('detail', 'commercial deposit'),
  '400': debit('summary', 'total debits'),
  '409': debit('detail', 'debit, any type'),
  '451': debit('detail', 'ACH debit received'),
  '475': debit('detail', 'check paid'),
  '495': debit('detail', 'outgoing money transfer'),
  '555': debit('detail', 'deposited item returned'),
  '557': debit('detail', 'individual ACH return item'),
  '558': debit('detail', 'ACH reversal debit'),
  '575': debit('detail', 'zero balance account debit'),
  '577': debit('detail', 'zero balance account adjustment debit'),
  '698': debit('detail', 'miscellaneous fees'),
  '699': debit('detail', 'miscellaneous debit'),
};

/** Ranges of the standard for codes not listed above: [from, to, kind]. */
const RANGES: readonly (readonly [number, number, TypeCode['kind']])[] = [
  [1, 99, 'status'],
  [100, 399, 'credit'],
  [400, 699, 'debit'],
  [700, 799, 'loan'],
  [900, 999, 'custom'],
];

/**
 * What a three-digit code means for one account: its override, else the table, else the standard's range; `null` for
 * anything that is not a code of the standard. A code known by range only is taken as a detail.
 */
export function typeCodeOf(code: string, overrides: Readonly<Record<string, TypeCode>> = {}): TypeCode | null {
  if (!/^\d{3}$/.test(code)) return null;
  const known = overrides[code] ?? TYPE_CODES[code];
  if (known !== undefined) return known;
  const number = Number.parseInt(code, 10);
  const range = RANGES.find(([from, to]) => number >= from && number <= to);
  if (range === undefined) return null;
  return { kind: range[2], level: range[2] === 'status' ? 'status' : 'detail', meaning: `code ${code}` };
}
