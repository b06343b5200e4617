// Goal: the BAI2 reader states the same facts as the reference records, file by file, and flags every invalid file.
// Method: read each file, compare with its truth record key by key; skipped unless CORPUS_DIR names the reference files.
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { inspectBai2 } from '@/formats/bai2/inspect';

// Thousands of small reads; a busy machine needs more than the usual seconds for them.
vi.setConfig({ testTimeout: 60_000 });

const root = process.env.CORPUS_DIR ?? '';
const truthFile = join(root, 'bai2/truth.json');
const present = root !== '' && existsSync(truthFile);

type Truth = Record<string, unknown> & {
  file: string;
  invalid: boolean;
  accounts: { ok: boolean }[];
  groups: { ok: boolean }[];
  file_trailer: { ok: boolean } | null;
};
const truths: Truth[] = present ? (JSON.parse(readFileSync(truthFile, 'utf8')) as Truth[]) : [];

const ABOUT = new Set(['file', 'source', 'licence', 'invalid', 'sha256', 'size']);

const comparable = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? Number(inner) : inner)));

/** What each invalid file must be flagged with; a fuzz file is a wrapper that holds no records at all. */
const EXPECTED: Readonly<Record<string, string>> = {
  'era-deposits-bad-account-total.bai2': 'BAI2_ACCOUNT_TOTAL',
  'era-deposits-bad-count.bai2': 'BAI2_FILE_GROUPS',
  '3940e35d8f932097': 'BAI2_NO_RECORDS',
  '771e938e4458e983': 'BAI2_NO_RECORDS',
  e262a7798c82c66e: 'BAI2_NO_RECORDS',
  f96b9eec61a21275: 'BAI2_NO_RECORDS',
  'sample-parseError.txt': 'BAI2_UNKNOWN_RECORD',
};

describe.skipIf(!present)('BAI2 reference files (needs CORPUS_DIR)', () => {
  it.each(truths.map((truth) => [truth.file, truth] as const))('%s', async (file, truth) => {
    const { findings, lists_cut, ...facts } = await inspectBai2(createReadStream(join(root, file)));
    expect(lists_cut).toBe(false);
    const expected = Object.fromEntries(Object.entries(truth).filter(([key]) => !ABOUT.has(key)));
    expect(comparable(facts)).toEqual(expected);
    const codes = findings.map((finding) => finding.code);
    const errors = findings.filter((finding) => finding.severity === 'error');
    if (truth.invalid) expect(codes).toContain(EXPECTED[file.split('/').at(-1) ?? '']);
    else {
      const ties = [...truth.accounts, ...truth.groups, truth.file_trailer].every((level) => level?.ok === true);
      expect(errors.length === 0, codes.join(' ')).toBe(ties);
    }
  });
});
