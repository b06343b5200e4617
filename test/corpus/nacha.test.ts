// Goal: the NACHA reader states the same facts as the reference records, file by file, and flags every invalid file.
// Method: read each file, compare with its truth record key by key; skipped unless CORPUS_DIR names the reference files.
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { inspectNacha, type NachaInspection } from '@/formats/nacha/inspect';

// Thousands of small reads; a busy machine needs more than the usual seconds for them.
vi.setConfig({ testTimeout: 60_000 });

const root = process.env.CORPUS_DIR ?? '';
const truthFile = join(root, 'nacha/truth.json');
const present = root !== '' && existsSync(truthFile);

type Truth = Record<string, unknown> & { file: string; invalid: boolean };
const truths: Truth[] = present ? (JSON.parse(readFileSync(truthFile, 'utf8')) as Truth[]) : [];

/** Keys that describe the file rather than its content. */
const ABOUT = new Set(['file', 'source', 'licence', 'invalid', 'sha256', 'size']);

const comparable = (value: unknown): unknown =>
  value === undefined
    ? null
    : JSON.parse(JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? Number(inner) : inner)));

function facts(result: NachaInspection, truth: Truth): Record<string, unknown> {
  const { findings: _, lists_cut: __, ...rest } = result;
  const keys = new Set([...Object.keys(rest), ...Object.keys(truth).filter((key) => !ABOUT.has(key))]);
  return Object.fromEntries([...keys].map((key) => [key, comparable((rest as Record<string, unknown>)[key])]));
}

/** What each invalid file must be flagged with, by the fault its bytes hold. */
const EXPECTED: Readonly<Record<string, string>> = {
  'ccdplus-bad-hash.ach': 'NACHA_BATCH_HASH',
  'ccdplus-file-total-off.ach': 'NACHA_FILE_CREDIT',
  'neither_file_record.txt': 'NACHA_FILE_HEADER_MISSING',
  '1e5RecordBefore1or8.txt': 'NACHA_FILE_HEADER_ORDER',
  '1k8RecordFollowing9Record.txt': 'NACHA_RECORD_AFTER_CONTROL',
  '1qFormatCodeIncorrect.txt': 'NACHA_FORMAT_CODE',
  '3fTELIndvNameAllZeros.txt': 'NACHA_NAME_ZEROS',
  '20110729A-invalid.ach': 'NACHA_FILE_BATCHES',
  'adv-noFileControl.ach': 'NACHA_FILE_CONTROL_MISSING',
  'bh-ed-ad-bh-ed-ad-ed-ad.ach': 'NACHA_BATCH_CONTROL_MISSING',
  '2.ach': 'NACHA_FILE_CONTROL_MISSING',
  'iat-invalidAddenda10.ach': 'NACHA_IAT_TYPE_CODE',
  'iat-invalidAddenda11.ach': 'NACHA_CONTROL_CHARACTER',
  'iat-invalidAddenda14.ach': 'NACHA_CONTROL_CHARACTER',
  'iat-invalidAddenda17.ach': 'NACHA_CONTROL_CHARACTER',
  'iat-invalidAddenda18.ach': 'NACHA_CONTROL_CHARACTER',
  'iat-invalidAddenda98.ach': 'NACHA_CHANGE_CODE',
  'iat-invalidAddenda99.ach': 'NACHA_RETURN_CODE',
  'iat-invalidBatchControl.ach': 'NACHA_BATCH_IDENTITY',
  'iat-invalidBatchHeader.ach': 'NACHA_SERVICE_CLASS',
  'iat-invalidEntryDetail.ach': 'NACHA_TRANSACTION_CODE',
  'invalid-two-micro-deposits.ach': 'NACHA_AMOUNT',
  'pos-invalidEntryDetail.ach': 'NACHA_CONTROL_CHARACTER',
  'return-no-batch-controls.ach': 'NACHA_BATCH_CONTROL_MISSING',
  'skip-validation.ach': 'NACHA_IMMEDIATE_DESTINATION',
};

/** Its control totals agree, but nobody can say for whom the file was: an error all the same. */
const HEADERLESS = 'no_header.txt';

describe.skipIf(!present)('NACHA reference files (needs CORPUS_DIR)', () => {
  it.each(truths.map((truth) => [truth.file, truth] as const))('%s', async (file, truth) => {
    const result = await inspectNacha(createReadStream(join(root, file)));
    for (const [key, value] of Object.entries(facts(result, truth))) {
      expect(value, key).toEqual(comparable(truth[key]));
    }
    const errors = result.findings.filter((finding) => finding.severity === 'error').map((finding) => finding.code);
    if (truth.invalid) {
      const name = file.split('/').at(-1) ?? '';
      expect(EXPECTED, `no expectation for ${name}`).toHaveProperty([name]);
      expect(result.findings.map((finding) => finding.code)).toContain(EXPECTED[name]);
    } else if (file.endsWith(HEADERLESS)) expect(errors).toEqual(['NACHA_FILE_HEADER_MISSING']);
    else if (truth.file_control_ok === true) expect(errors).toEqual([]);
    else expect(errors.length).toBeGreaterThan(0);
  });
});
