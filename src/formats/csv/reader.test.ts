// Goal: a delimited file is read by its declared columns, every row with its bytes; drift and faults become findings.
// Method: one file with header and trailer, broken in one way per test; encodings; truncations; random bytes.
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Finding } from '../finding';
import { FindingCollector } from '../shared/finding-collector';
import type { CsvRecord, CsvRow, CsvSpec } from './model';
import { readCsv } from './reader';
import { ROW_BYTES_MAX } from './tokenizer';

// Thousands of small reads; a busy machine needs more than the usual seconds for them.
vi.setConfig({ testTimeout: 60_000 });

const spec: CsvSpec = {
  columns: [
    { name: 'depositId', header: 'Deposit ID', type: 'integer', isRequired: true },
    { name: 'paidOn', header: 'Paid On', type: 'date', isRequired: true, dateOrder: 'MM/DD/YYYY' },
    { name: 'amount', header: 'Amount', type: 'amount', isRequired: true },
    { name: 'memo', header: 'Memo', type: 'text', isRequired: false },
  ],
  delimiter: ',',
  quote: '"',
  encoding: 'utf8',
  hasHeader: true,
  trailer: { marker: 'TRL', countField: 2, sumField: 3, sumOf: 'amount' },
};

const sample = [
  'Deposit ID,Paid On,Amount,Memo',
  '1,01/07/2026,24.37,"a ""quoted"", memo"',
  '2,1/8/2026,-0.07,é',
  '3,02/29/2028,100,"two',
  'lines"',
  'TRL,3,124.30,',
  '',
].join('\r\n');

async function readAll(
  bytes: Uint8Array | readonly Uint8Array[],
  own = spec,
): Promise<{ records: CsvRecord[]; findings: readonly Finding[] }> {
  const findings = new FindingCollector();
  const records: CsvRecord[] = [];
  for await (const batch of readCsv(bytes instanceof Uint8Array ? [bytes] : bytes, findings, own))
    records.push(...batch);
  return { records, findings: findings.finish() };
}

const codes = async (text: string, own = spec): Promise<string[]> =>
  (await readAll(Buffer.from(text), own)).findings.map((finding) => finding.code);
const isRow = (record: CsvRecord): record is CsvRow => record.kind === 'row';

describe('readCsv', () => {
  it('reads a right file without findings', async () => {
    const { records, findings } = await readAll(Buffer.from(sample));
    expect(findings).toEqual([]);
    expect(records.filter(isRow).map((row) => row.values)).toEqual([
      { depositId: 1n, paidOn: '2026-01-07', amount: { unscaled: 2437n, scale: 2 }, memo: 'a "quoted", memo' },
      { depositId: 2n, paidOn: '2026-01-08', amount: { unscaled: -7n, scale: 2 }, memo: 'é' },
      { depositId: 3n, paidOn: '2028-02-29', amount: { unscaled: 100n, scale: 0 }, memo: 'two\r\nlines' },
    ]);
  });

  it.each([
    ['', 0],
    ['\ufeff', 3],
  ])('gives every row its bytes, with mark %j', async (mark, length) => {
    const bytes = Buffer.from(mark + sample);
    const { records, findings } = await readAll(bytes);
    expect(findings).toEqual([]);
    expect(records[0]?.span.offset).toBe(length);
    const row = records[2]!;
    expect(bytes.subarray(row.span.offset, row.span.offset + row.span.length).toString()).toBe(
      '2,1/8/2026,-0.07,é\r\n',
    );
    expect(records.map((record) => record.span.length).reduce((a, b) => a + b) + length).toBe(bytes.length);
  });

  it('does not depend on where the bytes are cut', async () => {
    const bytes = Buffer.from(`\ufeff${sample}`);
    const whole = await readAll(bytes);
    for (const size of [1, 2, 5]) {
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
      expect(await readAll(chunks)).toEqual(whole);
    }
  });

  it('reads columns by name when their order changes', async () => {
    const text = 'Amount,Deposit ID,memo,Paid On\n1.00,7,x,01/07/2026\nTRL,1,1.00,\n';
    const { records, findings } = await readAll(Buffer.from(text));
    expect(findings.map((finding) => finding.code)).toEqual(['CSV_HEADER_ORDER']);
    expect(records.find(isRow)?.values.depositId).toBe(7n);
  });

  it.each([
    ['a missing column', 'CSV_HEADER_MISSING_COLUMN', (t: string) => t.replace('Memo', 'Note')],
    ['an extra column', 'CSV_HEADER_EXTRA_COLUMN', (t: string) => t.replace('Memo', 'Memo,New')],
    ['a column named twice', 'CSV_HEADER_DUPLICATE', (t: string) => t.replace('Memo', 'Amount')],
    ['a short row', 'CSV_FIELD_COUNT', (t: string) => t.replace('-0.07,é', '-0.07')],
    ['an empty required field', 'CSV_REQUIRED', (t: string) => t.replace('24.37', '')],
    ['an amount', 'CSV_TYPE', (t: string) => t.replace('24.37', '24.3.7')],
    ['an impossible date', 'CSV_TYPE', (t: string) => t.replace('02/29/2028', '02/29/2027')],
    ['a misplaced quote', 'CSV_SYNTAX', (t: string) => t.replace('"a ""quoted"", memo"', 'a"b')],
    ['an open quote', 'CSV_QUOTE_OPEN', (t: string) => t.replace('lines"', 'lines')],
    ['a control character', 'CSV_CONTROL_CHARACTER', (t: string) => t.replace('é', '\u0001')],
    ['a lost row', 'CSV_TRAILER_COUNT', (t: string) => t.replace('2,1/8/2026,-0.07,é\r\n', '')],
    ['a changed amount', 'CSV_TRAILER_SUM', (t: string) => t.replace('24.37', '24.38')],
    ['a lost trailer', 'CSV_TRAILER_MISSING', (t: string) => t.replace('TRL,3,124.30,\r\n', '')],
    ['a row after the trailer', 'CSV_AFTER_TRAILER', (t: string) => `${t}4,01/07/2026,1,\r\n`],
    ['a missing line end', 'CSV_NO_FINAL_LINE_END', (t: string) => t.trimEnd()],
    ['nothing', 'CSV_EMPTY', () => ''],
  ])('flags %s', async (_, code, breakIt) => {
    expect(await codes(breakIt(sample))).toContain(code);
  });

  it('keeps the bytes of a row that follows an unreadable one', async () => {
    const bytes = Buffer.from(sample.replace('"a ""quoted"", memo"', 'a"b,c'));
    const { records } = await readAll(bytes);
    const { offset, length } = records[1]!.span;
    expect(bytes.subarray(offset, offset + length).toString()).toBe('2,1/8/2026,-0.07,é\r\n');
  });

  it('reads Latin-1 as declared, and says so when it was not', async () => {
    const bytes = Buffer.from(sample, 'latin1');
    expect((await readAll(bytes)).findings.map((finding) => finding.code)).toEqual(['CSV_ENCODING']);
    const declared = await readAll(bytes, { ...spec, encoding: 'latin1' });
    expect(declared.findings).toEqual([]);
    expect(declared.records.filter(isRow)[1]?.values.memo).toBe('é');
  });

  it('stops at a quote that would swallow the file', async () => {
    const { findings } = await readAll([
      Buffer.from('Deposit ID,Paid On,Amount,Memo\n1,"'),
      Buffer.alloc(ROW_BYTES_MAX * 3, 'x'),
    ]);
    expect(findings.some((finding) => finding.severity === 'error')).toBe(true);
  });

  it('flags every truncation', async () => {
    const bytes = Buffer.from(sample);
    for (let size = 0; size < bytes.length - 1; size += 1) {
      const { findings } = await readAll(bytes.subarray(0, size));
      expect(findings.length, `cut at byte ${size}`).toBeGreaterThan(0);
    }
  });

  it('throws what the source throws, and nothing else', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('Deposit ID,');
      throw new Error('disk');
    }
    await expect(async () => {
      for await (const _ of readCsv(broken(), new FindingCollector(), spec));
    }).rejects.toThrow('disk');
  });

  it('never throws, whatever the bytes', async () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .array(fc.constantFrom('"', ',', '\r', '\n', 'TRL', '1', '\u0000', 'é'), { maxLength: 30 })
        .map((all) => Buffer.from(all.join(''))),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (bytes) => {
        expect((await readAll(bytes)).findings.length).toBeGreaterThan(0);
      }),
    );
  });
});
