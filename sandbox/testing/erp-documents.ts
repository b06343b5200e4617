/** Sound documents of company 100 for 19 November 2026; anything in `change` replaces the part of the same name. */
type Change = Readonly<Record<string, unknown>>;

let counter = 0;
const nextKey = (kind: string): string => {
  counter += 1;
  return `TO-${kind}-${counter}`;
};

/** A patient refund by check, due at once, of 120.00. */
export function apInvoiceOf(change: Change = {}): Record<string, unknown> {
  const externalId = nextKey('AP');
  return {
    externalId,
    invoiceNumber: `R-${externalId.slice(6)}`,
    supplier: {
      name: 'Ada Testpatient',
      taxIdToken: null,
      remitTo: { line1: '1 Example Way', city: 'Fernhollow', state: 'OH', postalCode: '43999' },
    },
    date: '2026-11-19',
    terms: 'IMMEDIATE',
    payGroup: 'REFUND',
    method: 'CHECK',
    amount: '120.00',
    currency: 'USD',
    description: 'patient refund',
    lines: [{ line: 1, account: '2130', costCenter: 'CDR-4400', facility: 'CDR', amount: '120.00' }],
    ...change,
  };
}

export function receiptOf(change: Change = {}): Record<string, unknown> {
  const externalId = nextKey('RCT');
  return {
    externalId,
    receiptNumber: `C-${externalId}`,
    date: '2026-11-19',
    currency: 'USD',
    method: 'CARD',
    amount: '75.00',
    depositAccount: '1012',
    customer: { name: 'Ada Testpatient', reference: 'CDR-1001' },
    facility: 'CDR',
    costCenter: 'CDR-4410',
    lines: [
      { line: 1, account: '1138', facility: 'CDR', costCenter: 'CDR-4410', payerClass: 'SelfPay', amount: '75.00' },
    ],
    ...change,
  };
}

export function statisticalOf(change: Change = {}): Record<string, unknown> {
  return {
    externalId: nextKey('STA'),
    postingDate: '2026-11-19',
    period: '2026-11',
    description: 'cases of the day',
    source: 'TIEOUT',
    lines: [
      { line: 1, account: 'S-CASES', costCenter: 'CDR-4400', facility: 'CDR', quantity: '2' },
      { line: 2, account: 'S-HRS', costCenter: 'CDR-4400', facility: 'CDR', quantity: '5.25' },
    ],
    ...change,
  };
}

export function stockMoveOf(change: Change = {}): Record<string, unknown> {
  return {
    externalId: nextKey('STM'),
    type: 'issue',
    date: '2026-11-19',
    reference: 'case 7',
    lines: [{ line: 1, item: 'DRAPE', location: 'CDR-STORE', quantity: '2' }],
    ...change,
  };
}

export function reservationOf(change: Change = {}): Record<string, unknown> {
  return {
    externalId: nextKey('RSV'),
    date: '2026-11-19',
    neededOn: '2026-11-26',
    reference: 'case 7',
    lines: [{ line: 1, item: 'SUTURE', location: 'CDR-STORE', quantity: '3' }],
    ...change,
  };
}

export function purchaseRequestOf(change: Change = {}): Record<string, unknown> {
  return {
    externalId: nextKey('PRQ'),
    date: '2026-11-19',
    neededBy: '2026-11-30',
    requester: 'or desk',
    location: 'CDR-STORE',
    supplier: 'MEDSUP',
    currency: 'USD',
    lines: [{ line: 1, item: 'SUTURE', quantity: '24' }],
    ...change,
  };
}

/** Every kind that comes under a key, beside journals: its path and a sound body. */
export const KEYED_KINDS: readonly (readonly [kind: string, path: string, bodyOf: (change?: Change) => Change])[] = [
  ['ap-invoice', 'ap-invoices', apInvoiceOf],
  ['receipt', 'receipts', receiptOf],
  ['statistical', 'statistical-journals', statisticalOf],
  ['stock-move', 'stock-moves', stockMoveOf],
  ['reservation', 'reservations', reservationOf],
  ['purchase-request', 'purchase-requests', purchaseRequestOf],
];
