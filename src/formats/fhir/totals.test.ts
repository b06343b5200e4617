// Goal: what a resource states as its total is what its parts add up to, or it is said. Method: one small resource per way of
// adding up, with a cent too many.
import { describe, expect, it } from 'vitest';
import { inspectFhir } from './inspect';
import { summarizeFhir } from './summary';

type Json = Readonly<Record<string, unknown>>;
const usd = (value: number, currency = 'USD'): Json => ({ value, currency });
const category = (code: string): Json => ({ category: { coding: [{ code }] } });

async function found(resource: Json) {
  const result = await inspectFhir([Buffer.from(JSON.stringify(resource))]);
  const own = result.findings.filter(({ code }) => /TOTAL|DETAILS|CURRENCY/.test(code));
  return {
    ...result,
    codes: own.map(({ code, path }) => `${code} ${path}`),
    messages: own.map(({ message }) => message),
  };
}

const claim = (total: Json, ...nets: Json[]) => ({
  resourceType: 'Claim',
  id: 'c1',
  item: nets.map((net) => ({ net })),
  total,
});

describe('the total of a claim', () => {
  it('is the sum of its items', async () => {
    expect((await found(claim(usd(567.4), usd(136), usd(431.4)))).codes).toEqual([]);
    const off = await found(claim(usd(704.2), usd(136), usd(431.4)));
    expect(off.codes).toEqual(['FHIR_TOTAL_ITEMS Claim.total']);
    expect(off.messages[0]).toContain('total: 704.2 stated, 567.4 added up');
    expect(off.statedTotals).toEqual([
      { type: 'Claim', id: 'c1', of: 'total', stated: '704.2', parts: '567.4', currency: 'USD' },
    ]);
    expect(JSON.stringify(summarizeFhir(off))).toContain('704.20');
  });

  it('is compared with nothing when an item has no amount, and with no other currency', async () => {
    expect((await found(claim(usd(9), usd(1), {}))).codes).toEqual([]);
    expect((await found(claim(usd(2), usd(1), usd(1, 'CAD')))).codes).toEqual(['FHIR_CURRENCY_MIXED Claim.total']);
    expect((await found(claim(usd(1, 'CAD'), usd(1)))).codes).toEqual(['FHIR_CURRENCY_MIXED Claim.total']);
  });
});

describe('the totals of an explanation of benefit', () => {
  const benefit = (total: Json[], items: Json[], more: Json = {}) => ({
    resourceType: 'ExplanationOfBenefit',
    item: items,
    total,
    ...more,
  });
  const total = (code: string, value: number) => ({ ...category(code), amount: usd(value) });

  it('are the items by category, those the payer added too; as submitted, what they charge', async () => {
    const items = [{ net: usd(10), adjudication: [{ ...category('benefit'), amount: usd(8) }] }];
    const added = { addItem: [{ net: usd(0), adjudication: [{ ...category('benefit'), amount: usd(1) }] }] };
    expect((await found(benefit([total('submitted', 10), total('benefit', 9)], items, added))).codes).toEqual([]);
    expect((await found(benefit([total('submitted', 10.01), total('benefit', 8.5)], items))).codes).toEqual([
      'FHIR_TOTAL_ITEMS ExplanationOfBenefit.total[0].amount',
      'FHIR_TOTAL_ITEMS ExplanationOfBenefit.total[1].amount',
    ]);
  });

  it('are compared with nothing where the claim itself is adjudicated, or no item is', async () => {
    const whole = { adjudication: [{ ...category('benefit'), amount: usd(5) }] };
    expect((await found(benefit([total('benefit', 5)], [{ net: usd(10) }], whole))).codes).toEqual([]);
    expect((await found(benefit([total('benefit', 5)], [{ net: usd(10) }]))).codes).toEqual([]);
  });
});

it('a payment is what its details come to, takebacks included', async () => {
  const payment = (amount: number, ...details: number[]) => ({
    resourceType: 'PaymentReconciliation',
    paymentAmount: usd(amount),
    detail: details.map((value) => ({ amount: usd(value) })),
  });
  expect((await found(payment(100, 120, -20))).codes).toEqual([]);
  expect((await found(payment(100, 120, -10))).codes).toEqual([
    'FHIR_PAYMENT_DETAILS PaymentReconciliation.paymentAmount',
  ]);
  expect((await found(payment(100))).codes).toEqual([]);
});
