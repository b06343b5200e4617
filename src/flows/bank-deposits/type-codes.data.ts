import type { LineClass } from './facts';

/**
 * What bank codes are when the rules of an account say nothing else. BAI2 codes after two independent full tables (domain
 * notes §2.3); some public tables are wrong, and codes from 700 on are the bank's own.
 */
export const BAI2_CLASSES: Readonly<Record<string, LineClass>> = {
  '108': 'other-credit',
  '115': 'lockbox',
  '116': 'lockbox',
  '118': 'lockbox',
  '121': 'ach',
  '142': 'ach',
  '143': 'ach',
  '145': 'sweep',
  '147': 'card',
  '165': 'ach',
  '166': 'ach',
  '168': 'ach',
  '169': 'ach',
  '172': 'other-credit',
  '174': 'other-credit',
  '175': 'check',
  '195': 'wire',
  '206': 'other-credit',
  '252': 'payment-returned',
  '254': 'other-credit',
  '255': 'payment-returned',
  '257': 'payment-returned',
  '258': 'payment-returned',
  '275': 'sweep',
  '277': 'sweep',
  '301': 'check',
  '409': 'other-debit',
  '451': 'payment',
  '475': 'payment',
  '495': 'payment',
  '555': 'check-returned',
  '557': 'ach-returned',
  '558': 'ach-returned',
  '575': 'sweep',
  '577': 'sweep',
  '698': 'fee',
  '699': 'other-debit',
};

/** ISO 20022 bank transaction codes: family or sub-family of domain PMNT, for credits and for debits. */
export const CAMT_CLASSES: Readonly<Record<string, { readonly credit: LineClass; readonly debit: LineClass }>> = {
  // Cash pooling, zero balancing, sweeping, topping.
  CAPL: { credit: 'sweep', debit: 'sweep' },
  ZABA: { credit: 'sweep', debit: 'sweep' },
  SWEP: { credit: 'sweep', debit: 'sweep' },
  TOPG: { credit: 'sweep', debit: 'sweep' },
  CHRG: { credit: 'fee', debit: 'fee' },
  FEES: { credit: 'fee', debit: 'fee' },
  COMM: { credit: 'fee', debit: 'fee' },
  // Returned and rejected.
  RRTN: { credit: 'payment-returned', debit: 'ach-returned' },
  RRCT: { credit: 'payment-returned', debit: 'ach-returned' },
  UPCT: { credit: 'payment-returned', debit: 'ach-returned' },
  UPCQ: { credit: 'payment-returned', debit: 'check-returned' },
  CQRV: { credit: 'payment-returned', debit: 'check-returned' },
  LBOX: { credit: 'lockbox', debit: 'check-returned' },
  RCHQ: { credit: 'check', debit: 'check-returned' },
  ICHQ: { credit: 'payment-returned', debit: 'payment' },
  CCRD: { credit: 'card', debit: 'payment' },
  MCRD: { credit: 'card', debit: 'ach-returned' },
  SDVA: { credit: 'wire', debit: 'payment' },
  RRCD: { credit: 'wire', debit: 'payment' },
  RCDT: { credit: 'ach', debit: 'ach-returned' },
  IDDT: { credit: 'ach', debit: 'ach-returned' },
  ICDT: { credit: 'payment-returned', debit: 'payment' },
  RDDT: { credit: 'payment-returned', debit: 'payment' },
};

/** Digits after the point of currencies that do not have two (ISO 4217). */
export const CURRENCY_DIGITS: Readonly<Record<string, number>> = {
  BHD: 3,
  CLP: 0,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KRW: 0,
  KWD: 3,
  OMR: 3,
  PYG: 0,
  TND: 3,
  UGX: 0,
  VND: 0,
  XAF: 0,
  XOF: 0,
};

/** References that banks print where there is none. */
export const NO_REFERENCE: ReadonlySet<string> = new Set([
  'NONREF',
  'NOTPROVIDED',
  'NOREF',
  'NONE',
  'UNKNOWN',
  'NA',
  'HCCLAIMPMT',
]);
