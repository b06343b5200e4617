// Goal: counts and amounts are those of the file. Method: fixtures with known figures, and files made to mislead.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inspectFhir } from './inspect';

const inspect = (text: string) => inspectFhir([Buffer.from(text)]);

describe('inspectFhir', () => {
  it('describes a remittance Bundle', async () => {
    const result = await inspectFhir([readFileSync('test/fixtures/fhir/bundle-remittance.fhir')]);
    expect(result).toEqual({
      root: 'Bundle',
      resources: { PaymentReconciliation: 1, ExplanationOfBenefit: 2 },
      claims: [
        {
          type: 'ExplanationOfBenefit',
          id: 'e1',
          profile: ['http://example.org/profile/eob'],
          use: 'claim',
          outcome: 'complete',
          items: 1,
          totals: [
            ['submitted', '150.00'],
            ['benefit', '120.50'],
          ],
          payment: '120.50',
          diagnosis: 0,
        },
        {
          type: 'ExplanationOfBenefit',
          id: 'e2',
          profile: [],
          use: 'claim',
          outcome: 'complete',
          items: 0,
          totals: [],
          payment: '-20.50',
          diagnosis: 0,
        },
      ],
      statedTotals: [
        {
          type: 'PaymentReconciliation',
          id: 'pr1',
          of: 'paymentAmount',
          stated: '100.00',
          parts: '100.00',
          currency: 'USD',
        },
        { type: 'ExplanationOfBenefit', id: 'e1', of: 'submitted', stated: '150.00', parts: '150.00', currency: 'USD' },
        { type: 'ExplanationOfBenefit', id: 'e1', of: 'benefit', stated: '120.50', parts: '120.50', currency: 'USD' },
      ],
      findings: [],
    });
  });

  it('does not count contained resources', async () => {
    const result = await inspect('{"resourceType":"Basic","code":{},"contained":[{"resourceType":"Patient"}]}');
    expect(result.resources).toEqual({ Basic: 1 });
  });

  it('has no root for JSON that is no resource', async () => {
    expect(await inspect('{"data":[]}')).toMatchObject({ root: null, resources: {}, claims: [] });
  });

  it('says what is not JSON', async () => {
    const result = await inspect('{"resourceType":"Claim",');
    expect(result.root).toBeNull();
    expect(result.findings.map((finding) => finding.code)).toEqual(['JSON_TRUNCATED']);
  });

  it('keeps findings within their limit', async () => {
    const result = await inspect('{} '.repeat(3000));
    expect(result.findings).toHaveLength(1001);
  });
});
