// Goal: the camt reader states the same facts as the reference records, file by file.
// Method: read each file, compare with its truth record, sums as decimals; skipped unless CORPUS_DIR names the files.
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { equalDecimal, parseDecimal } from '@/domain/money';
import { type CamtStatementFacts, inspectCamt } from '@/formats/camt/inspect';

// Thousands of small reads; a busy machine needs more than the usual seconds for them.
vi.setConfig({ testTimeout: 60_000 });

const root = process.env.CORPUS_DIR ?? '';
const truthFile = join(root, 'camt/truth.json');
const present = root !== '' && existsSync(truthFile);

type Truth = { file: string; namespace: string; statements: CamtStatementFacts[]; entries: number };
const truths: Truth[] = present ? (JSON.parse(readFileSync(truthFile, 'utf8')) as Truth[]) : [];

const same = (a: string, b: string): boolean => equalDecimal(parseDecimal(a)!, parseDecimal(b)!);

describe.skipIf(!present)('camt reference files (needs CORPUS_DIR)', () => {
  it.each(truths.map((truth) => [truth.file, truth] as const))('%s', async (file, truth) => {
    const { findings, lists_cut, statements, namespace, entries } = await inspectCamt(
      createReadStream(join(root, file)),
    );
    expect(lists_cut).toBe(false);
    expect({ namespace, entries, count: statements.length }).toEqual({
      namespace: truth.namespace,
      entries: truth.entries,
      count: truth.statements.length,
    });
    truth.statements.forEach((expected, index) => {
      const { credit, debit, ...facts } = statements[index]!;
      const { credit: trueCredit, debit: trueDebit, ...rest } = expected;
      expect(facts).toEqual(rest);
      expect(same(credit, trueCredit)).toBe(true);
      expect(same(debit, trueDebit)).toBe(true);
    });
    const codes = findings.filter((finding) => finding.severity === 'error').map((finding) => finding.code);
    if (truth.statements.length === 0) expect(codes).toEqual(['CAMT_NO_STATEMENT']);
    else {
      const unbalanced = truth.statements.some((item) => item.opening_plus_entries_eq_closing === false);
      expect(codes.includes('CAMT_BALANCE'), codes.join(' ')).toBe(unbalanced);
    }
  });
});
