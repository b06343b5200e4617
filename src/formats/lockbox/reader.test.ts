// Goal: a lockbox file is read into checks with exact spans; whatever is wrong becomes a finding, never a throw.
// Method: a generated file with right totals, broken in one way per test; a bank's own layout; truncations; random
// bytes.
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { buildLockbox } from '../../../test/fixtures/lockbox/build';
import type { Finding } from '../finding';
import { FindingCollector } from '../shared/finding-collector';
import { STANDARD_LAYOUT } from './layout';
import type { Check, LockboxRecord } from './model';
import { readLockbox } from './reader';

// Thousands of small reads; a busy machine needs more than the usual seconds for them.
vi.setConfig({ testTimeout: 60_000 });

async function readAll(
  bytes: Uint8Array,
  layout = STANDARD_LAYOUT,
): Promise<{ records: LockboxRecord[]; findings: readonly Finding[] }> {
  const findings = new FindingCollector();
  const records: LockboxRecord[] = [];
  for await (const batch of readLockbox([bytes], findings, layout)) records.push(...batch);
  return { records, findings: findings.finish() };
}

const sample = buildLockbox([
  [
    { cents: 12_345, check: '0001001', overflow: ['INV-1', 'INV-2'] },
    { cents: 5, check: '0001002', overflow: [] },
  ],
  [{ cents: 700, check: '0001003', overflow: [] }],
]);
const lines = sample.trimEnd().split('\n');

describe('readLockbox', () => {
  it('reads a right file without findings, checks with their overflow', async () => {
    const { records, findings } = await readAll(Buffer.from(sample));
    expect(findings).toEqual([]);
    const checks = records.filter((record): record is Check => record.kind === 'check');
    expect(
      checks.map((check) => [check.amountMinor, check.fields.checkNumber, check.overflow.length, check.path]),
    ).toEqual([
      [12_345n, '0001001', 2, 'FILE/BATCH[1]/CHECK[1]'],
      [5n, '0001002', 0, 'FILE/BATCH[1]/CHECK[2]'],
      [700n, '0001003', 0, 'FILE/BATCH[2]/CHECK[1]'],
    ]);
    const { offset, length } = checks[0]!.span;
    expect(
      Buffer.from(sample)
        .subarray(offset, offset + length)
        .toString(),
    ).toBe(lines[3]);
  });

  it('reads a bank’s own layout', async () => {
    const layout = {
      ...STANDARD_LAYOUT,
      detail: { ...STANDARD_LAYOUT.detail, amount: [10, 17] as const, item: [5, 9] as const },
    };
    const { records } = await readAll(Buffer.from(sample), layout);
    expect(records.find((record): record is Check => record.kind === 'check')?.fields.item).toBe('00100');
  });

  it.each([
    ['an amount', 'LOCKBOX_BATCH_AMOUNT', (text: string) => text.replace('0000012345', '0000012346')],
    ['an amount that is none', 'LOCKBOX_AMOUNT', (text: string) => text.replace('0000012345', '00000123.5')],
    ['a lost check', 'LOCKBOX_BATCH_COUNT', () => lines.filter((line) => !line.includes('0001002')).join('\n')],
    ['a lost batch total', 'LOCKBOX_BATCH_COUNT', () => lines.filter((line) => !line.startsWith('7001')).join('\n')],
    [
      'a lost last batch total',
      'LOCKBOX_BATCH_OPEN',
      () => lines.filter((line) => !line.startsWith('7002')).join('\n'),
    ],
    ['a lost lockbox check', 'LOCKBOX_SERVICE_AMOUNT', (text: string) => text.replace('0000013050', '0000013051')],
    ['a lost overflow', 'LOCKBOX_FILE_RECORDS', () => lines.filter((line) => !line.includes('INV-2')).join('\n')],
    ['a lost header', 'LOCKBOX_HEADER_MISSING', () => lines.slice(1).join('\n')],
    ['a lost trailer', 'LOCKBOX_TRAILER_MISSING', () => lines.slice(0, -1).join('\n')],
    ['a record after the trailer', 'LOCKBOX_AFTER_TRAILER', (text: string) => `${text}${lines[1]}\n`],
    ['an orphan overflow', 'LOCKBOX_OVERFLOW_WITHOUT_CHECK', () => lines.filter((_, i) => i !== 3).join('\n')],
    [
      'an overflow of another check',
      'LOCKBOX_OVERFLOW_BATCH',
      (text: string) => text.replace('4001001602', '4001002602'),
    ],
    ['an unknown type', 'LOCKBOX_RECORD_TYPE', (text: string) => text.replace('\n5002', '\n3002')],
    ['a long record', 'LOCKBOX_RECORD_LENGTH', (text: string) => text.replace('INV-1'.padEnd(69), 'X'.repeat(80))],
    ['nothing', 'LOCKBOX_EMPTY', () => ''],
  ])('flags %s', async (_, code, breakIt) => {
    const { findings } = await readAll(Buffer.from(breakIt(sample)));
    expect(findings.map((finding) => finding.code)).toContain(code);
  });

  it('starts each lockbox from nothing', async () => {
    const body = lines.slice(1, -1);
    const text = [lines[0], ...body, ...body, `9${String(2 * body.length + 2).padStart(6, '0')}`].join('\n');
    expect((await readAll(Buffer.from(text))).findings).toEqual([]);
  });

  it('flags every truncation that loses a number', async () => {
    const bytes = Buffer.from(sample.trimEnd());
    for (let size = 0; size < bytes.length; size += 1) {
      const { findings } = await readAll(bytes.subarray(0, size));
      expect(
        findings.some((finding) => finding.severity === 'error'),
        `cut at byte ${size}`,
      ).toBe(true);
    }
  });

  it('never throws, whatever the bytes', async () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.array(fc.constantFrom(...lines, '6', '7', '9'), { maxLength: 12 }).map((all) => Buffer.from(all.join('\n'))),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (bytes) => {
        const { records, findings } = await readAll(bytes);
        expect(records.length + findings.length).toBeGreaterThan(0);
      }),
    );
  });
});
