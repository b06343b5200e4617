// Goal: each resource type gives the elements finance works with, exactly. Method: fixtures, and elements of the wrong
// form.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatDecimal } from '@/domain/money';
import type { FhirResource } from '../model';
import { readFhirBytes } from '../reader';
import { type KnownResourceType, type RecordFor, readResource } from './read-resource';

function resources(bytes: Uint8Array): FhirResource[] {
  return readFhirBytes(bytes).flatMap((item) => (item.kind === 'resource' ? [item.resource] : []));
}

function record<T extends KnownResourceType>(type: T, bytes: Uint8Array): RecordFor<T> {
  for (const resource of resources(bytes)) {
    const { typed } = readResource(resource);
    if (typed?.resourceType === type) return typed.record as RecordFor<T>;
  }
  throw new Error(`the example has no ${type}`);
}

const fixture = (name: string): Buffer => readFileSync(`test/fixtures/fhir/${name}`);
const findings = (text: string): [string, string | undefined][] =>
  resources(Buffer.from(text)).flatMap((resource) =>
    readResource(resource).findings.map((finding): [string, string | undefined] => [finding.code, finding.path]),
  );

describe('readResource', () => {
  it('reads every known type without a finding', () => {
    const seen = new Set<string>();
    for (const resource of resources(fixture('all-types.ndjson'))) {
      const { typed, findings: found } = readResource(resource);
      expect(found).toEqual([]);
      expect(typed?.resourceType).toBe(resource.resourceType);
      seen.add(resource.resourceType);
    }
    expect([...seen].sort()).toEqual([
      'Account',
      'Appointment',
      'Basic',
      'ChargeItem',
      'Claim',
      'ClaimResponse',
      'Coverage',
      'Device',
      'DeviceUseStatement',
      'Encounter',
      'ExplanationOfBenefit',
      'Invoice',
      'Location',
      'Organization',
      'Patient',
      'PaymentNotice',
      'PaymentReconciliation',
      'Practitioner',
      'SupplyDelivery',
    ]);
  });

  it('reads a claim with its lines, amounts and places', () => {
    const bytes = fixture('claim.fhir');
    const claim = record('Claim', bytes);
    expect(claim).toMatchObject({
      id: 'claim-1',
      status: 'active',
      use: 'claim',
      patient: { reference: 'Patient/p1' },
    });
    expect(claim.total?.value?.text).toBe('13000.50');
    expect(claim.item?.map((item) => item.net?.value?.text)).toEqual(['12500.50', '500.00']);
    const net = claim.item?.[1]?.net;
    expect(net?.path).toBe('Claim.item[1].net');
    expect(
      JSON.parse(bytes.subarray(net?.span.offset, (net?.span.offset ?? 0) + (net?.span.length ?? 0)).toString()),
    ).toEqual({
      value: 500.0,
      currency: 'USD',
    });
  });

  it('reads a payment whose details sum to it', () => {
    const payment = record('PaymentReconciliation', fixture('bundle-remittance.fhir'));
    const sum = payment.detail?.reduce((total, detail) => total + (detail.amount?.value?.value.unscaled ?? 0n), 0n);
    expect(formatDecimal({ unscaled: sum ?? 0n, scale: 2 })).toBe(payment.paymentAmount?.value?.text);
  });

  it('leaves unknown types generic', () => {
    const [resource] = resources(Buffer.from('{"resourceType":"Observation","valueQuantity":{"value":1.10}}'));
    expect(resource && readResource(resource)).toEqual({ typed: null, findings: [] });
    expect(resource?.node.get('valueQuantity')?.get('value')?.text).toBe('1.10');
  });

  it('reports elements of the wrong JSON type and leaves them out', () => {
    expect(
      findings(
        '{"resourceType":"Patient","active":"true","name":{"family":"X"},' +
          '"deceasedBoolean":"false","birthDate":19700101}',
      ),
    ).toEqual([
      ['FHIR_TYPE_MISMATCH', 'Patient.active'],
      ['FHIR_TYPE_MISMATCH', 'Patient.name'],
      ['FHIR_TYPE_MISMATCH', 'Patient.deceasedBoolean'],
      ['FHIR_TYPE_MISMATCH', 'Patient.birthDate'],
    ]);
  });

  it('reports amounts in strings, impossible dates and unknown codes', () => {
    expect(
      findings(
        '{"resourceType":"Invoice","status":"paid","date":"2026-13-01",' +
          '"totalNet":{"value":"12.30"},"totalGross":{"value":1e300}}',
      ),
    ).toEqual([
      ['FHIR_CODE_UNKNOWN', 'Invoice.status'],
      ['FHIR_VALUE_INVALID', 'Invoice.date'],
      ['FHIR_TYPE_MISMATCH', 'Invoice.totalNet.value'],
      ['FHIR_AMOUNT_INVALID', 'Invoice.totalGross.value'],
    ]);
  });

  it('reports missing required elements, unless an extension stands for them', () => {
    expect(findings('{"resourceType":"Basic","id":"b"}')).toEqual([['FHIR_ELEMENT_MISSING', 'Basic.code']]);
    expect(findings('{"resourceType":"Invoice","_status":{"extension":[]}}')).toEqual([]);
  });

  it('takes null in lists of primitives, where only extensions stand', () => {
    const [resource] = resources(
      Buffer.from('{"resourceType":"Patient","name":[{"given":[null,"B"],"_given":[{"id":"x"},null]}]}'),
    );
    expect(resource && readResource(resource)).toMatchObject({
      typed: { record: { name: [{ given: ['B'] }] } },
      findings: [],
    });
  });
});
