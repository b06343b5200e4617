// Goal: a NACHA file is read into typed records with exact spans; whatever is wrong becomes a finding, never a throw.
// Method: a generated file with right totals, broken in one way per test; every truncation; random bytes.
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { fieldsOf } from '../../../test/fixtures/fields';
import { buildNacha } from '../../../test/fixtures/nacha/build';
import type { Finding } from '../finding';
import { FindingCollector } from '../shared/finding-collector';
import type { Entry, NachaRecord } from './model';
import { readNacha } from './reader';

// Thousands of small reads; a busy machine needs more than the usual seconds for them.
vi.setConfig({ testTimeout: 60_000 });

async function readAll(bytes: Uint8Array): Promise<{ records: NachaRecord[]; findings: readonly Finding[] }> {
  const findings = new FindingCollector();
  const records: NachaRecord[] = [];
  for await (const batch of readNacha([bytes], findings)) records.push(...batch);
  return { records, findings: findings.finish() };
}

const TRN = 'TRN*1*T000000020500*1541510144\\';
const sample = buildNacha([
  [
    { amountCents: 2437, payment: TRN },
    { amountCents: 100, payment: null },
  ],
  [{ amountCents: 5, payment: 'NO TRACE HERE' }],
]);
const codes = async (text: string): Promise<string[]> =>
  (await readAll(Buffer.from(text))).findings.map((finding) => finding.code);
const lines = sample.split('\n');

describe('readNacha', () => {
  it('reads a right file without findings, entries with their addenda and traces', async () => {
    const { records, findings } = await readAll(Buffer.from(sample));
    expect(findings).toEqual([]);
    expect(records.map((record) => record.kind)).toEqual([
      'fileHeader',
      'batchHeader',
      'entry',
      'entry',
      'batchControl',
      'batchHeader',
      'entry',
      'batchControl',
      'fileControl',
    ]);
    const entry = records[2] as Entry;
    expect(entry).toMatchObject({ amountMinor: 2437n, direction: 'credit', path: 'FILE/BATCH[1]/ENTRY[1]' });
    expect(entry.traces).toMatchObject([{ traceNumber: 'T000000020500', payerId: '1541510144', form: 'standard' }]);
    expect(entry.addenda[0]?.path).toBe('FILE/BATCH[1]/ENTRY[1]/ADDENDA[1]');
  });

  it('gives every record the bytes it came from', async () => {
    const bytes = Buffer.from(sample);
    const { records } = await readAll(bytes);
    const starts = { fileHeader: '1', batchHeader: '5', entry: '6', addenda: '7', batchControl: '8', fileControl: '9' };
    for (const record of records) {
      const text = bytes.subarray(record.span.offset, record.span.offset + record.span.length).toString();
      expect(text).toHaveLength(94);
      expect(text[0]).toBe(starts[record.kind]);
      expect(text).toBe(lines[record.line - 1]);
    }
  });

  it('reads the same records from one endless line', async () => {
    const { records, findings } = await readAll(Buffer.from(sample.replaceAll('\n', '')));
    expect(findings).toEqual([]);
    const plain = (await readAll(Buffer.from(sample))).records;
    expect(records.map((record) => record.kind)).toEqual(plain.map((record) => record.kind));
    expect((records[2] as Entry).amountMinor).toBe(2437n);
  });

  it.each([
    ['an amount', 'NACHA_BATCH_CREDIT', (text: string) => text.replace('0000002437', '0000002438')],
    ['a bank number', 'NACHA_BATCH_HASH', (text: string) => text.replace('622121000248', '622121000258')],
    ['a batch count', 'NACHA_BATCH_COUNT', (text: string) => text.replace('8220000003', '8220000004')],
    ['the file credit', 'NACHA_FILE_CREDIT', (text: string) => text.replace('000000002542', '000000002543')],
    ['a transaction code', 'NACHA_TRANSACTION_CODE', (text: string) => text.replace('622121', '692121')],
    ['a lost addenda', 'NACHA_ADDENDA_INDICATOR', () => lines.filter((line) => !line.includes('TRN*1')).join('\n')],
    ['a lost entry', 'NACHA_ADDENDA_WITHOUT_ENTRY', () => lines.filter((_, i) => i !== 2).join('\n')],
    ['a lost batch control', 'NACHA_BATCH_CONTROL_MISSING', () => lines.filter((_, i) => i !== 5).join('\n')],
    [
      'a lost file control',
      'NACHA_FILE_CONTROL_MISSING',
      () => lines.filter((line) => !/^9[0-8]/.test(line)).join('\n'),
    ],
    ['an unknown record', 'NACHA_RECORD_TYPE', (text: string) => `${text}X\n`],
    ['nothing at all', 'NACHA_EMPTY', () => '\n'],
  ])('flags %s', async (_, code, breakIt) => {
    expect(await codes(breakIt(sample))).toContain(code);
  });

  it('flags every truncation that loses a byte of a record', async () => {
    const bytes = Buffer.from(sample);
    const whole = await readAll(bytes);
    for (let size = 0; size < bytes.length - 1; size += 1) {
      const { findings } = await readAll(bytes.subarray(0, size));
      expect(findings.length, `cut at byte ${size}`).toBeGreaterThan(0);
    }
    const cut = await readAll(bytes.subarray(0, bytes.length - 1));
    expect(fieldsOf(cut.records)).toEqual(fieldsOf(whole.records));
  });

  it('never throws and never loses count, whatever the bytes', async () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc
        .array(fc.constantFrom(...lines, '6', '7', '\u0000', '9'), { maxLength: 12 })
        .map((all) => Buffer.from(all.join('\n'))),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (bytes) => {
        const { findings } = await readAll(bytes);
        expect(findings.length).toBeGreaterThan(0);
      }),
    );
  });

  it('keeps a bounded number of findings and says how many it left out', async () => {
    const { findings } = await readAll(Buffer.from('X\n'.repeat(2_000)));
    expect(findings).toHaveLength(1_001);
    expect(findings.at(-1)).toMatchObject({ code: 'FINDINGS_TRUNCATED', severity: 'error' });
  });
});
