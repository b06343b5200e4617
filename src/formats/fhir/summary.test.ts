// Goal: a person sees the resources and claims of a file. Method: one fixture with known figures.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inspectFhir } from './inspect';
import { summarizeFhir } from './summary';

describe('summarizeFhir', () => {
  it('gives resources and claims', async () => {
    const tables = summarizeFhir(await inspectFhir([readFileSync('test/fixtures/fhir/bundle-remittance.fhir')]));
    expect(tables.map((table) => table.title)).toEqual(['Resources in a Bundle', 'Claims', 'Totals']);
    expect(tables[1]?.rows).toEqual([
      ['ExplanationOfBenefit', 'e1', '1', '120.50', 'submitted 150.00, benefit 120.50'],
      ['ExplanationOfBenefit', 'e2', '0', '-20.50', ''],
    ]);
  });

  it('says when a file is no resource', async () => {
    const tables = summarizeFhir(await inspectFhir([Buffer.from('{"a":1}')]));
    expect(tables.map((table) => table.title)).toEqual(['Resources in a file that is no resource']);
  });
});
