// Goal: every public FHIR sample is read as independent methods read it. Method: counts and amounts against truth
// records. Needs CORPUS_DIR, a folder of samples with truth records; skipped without it, since the samples are not part
// of the product.
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectFhir } from '@/formats/fhir/inspect';
import { readFhirBytes } from '@/formats/fhir/reader';
import { writeNode } from '@/formats/fhir/writer';

type Truth = {
  readonly file: string;
  readonly invalid: boolean;
  readonly truth_error?: string;
  readonly root: string | null;
  readonly resources: Readonly<Record<string, number>>;
  readonly claims: readonly object[];
};

const folder = process.env.CORPUS_DIR ?? '';
const path = join(folder, 'fhir', 'truth.json');
const truths: Truth[] = folder !== '' && existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];

/** What the bytes of each invalid sample are known to hold. */
const FAULTS: Readonly<Record<string, readonly string[]>> = {
  'c4bb_patient_error_example.json': [
    'Patient.deceasedBoolean',
    'Patient.address[0].period',
    'Patient.communication[0].language',
  ],
};

describe.skipIf(truths.length === 0)('the FHIR samples', () => {
  it.each(truths.map((truth) => [truth.file, truth] as const))('%s', async (file, truth) => {
    const result = await inspectFhir(createReadStream(join(folder, file), { highWaterMark: 1009 }));
    const errors = result.findings.filter((finding) => finding.severity === 'error');
    if (truth.invalid || truth.truth_error !== undefined) expect(errors).not.toEqual([]);
    expect(errors.map((finding) => finding.path)).toEqual(expect.arrayContaining([...(FAULTS[basename(file)] ?? [])]));
    if (truth.truth_error !== undefined) return;
    expect(result.root).toBe(truth.root);
    expect(result.resources).toEqual(truth.resources);
    expect(result.claims).toEqual(truth.claims);
  });

  it.each(truths.filter((truth) => truth.truth_error === undefined).map((truth) => truth.file))(
    '%s: spans are exact and writing changes no value',
    (file) => {
      const bytes = readFileSync(join(folder, file));
      for (const item of readFhirBytes(bytes)) {
        if (item.kind !== 'resource') continue;
        const { node, span } = item.resource;
        const source = bytes.subarray(span.offset, span.offset + span.length).toString();
        expect(JSON.parse(writeNode(node).toString())).toEqual(JSON.parse(source));
      }
    },
  );
});
