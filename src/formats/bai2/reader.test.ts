// Goal: a BAI2 file is read into typed records with exact spans; whatever is wrong becomes a finding, never a throw.
// Method: a generated file with right totals, broken in one way per test; every truncation; random bytes.
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { buildBai2 } from '../../../test/fixtures/bai2/build';
import type { Finding } from '../finding';
import { FindingCollector } from '../shared/finding-collector';
import type { Account, Bai2Record, Detail } from './model';
import { readBai2 } from './reader';

// Thousands of small reads; a busy machine needs more than the usual seconds for them.
vi.setConfig({ testTimeout: 60_000 });

async function readAll(bytes: Uint8Array): Promise<{ records: Bai2Record[]; findings: readonly Finding[] }> {
  const findings = new FindingCollector();
  const records: Bai2Record[] = [];
  for await (const batch of readBai2([bytes], findings)) records.push(...batch);
  return { records, findings: findings.finish() };
}

const sample = buildBai2([
  [
    {
      account: '222',
      opening: 100,
      details: [
        { type: '142', amount: 2437, text: ['ACH CREDIT HCCLAIMPMT', 'trn*1*T0000', '20500*1541510144\\'] },
        { type: '115', amount: 500, funds: 'S,100,200,200', text: ['LOCKBOX'] },
      ],
    },
    { account: '333', opening: -5, details: [] },
  ],
  [{ account: '444', opening: 7, details: [{ type: '195', amount: 9, funds: 'D,2,0,4,1,5', text: ['A/B, C'] }] }],
]);
const lines = sample.trimEnd().split('\n');
const codes = async (text: string): Promise<string[]> =>
  (await readAll(Buffer.from(text))).findings.map((finding) => finding.code);

describe('an empty field before a continuation', () => {
  const file = (...account: string[]) => {
    const records = ['01,1,2,260105,0900,1,80,1,2/', '02,2,1,1,260105,,USD,2/', ...account];
    const inAccount = account.length + 1;
    return [...records, `49,400,${inAccount}/`, `98,400,1,${inAccount + 2}/`, `99,400,1,${inAccount + 4}/`, ''].join(
      '\n',
    );
  };

  it('shifts nothing behind it, in a detail or in an account', async () => {
    for (const text of [
      file('03,222,USD,010,0,,,015,200,,/', '16,142,200,,,/', '88,TRN*1*T1*1541510144~'),
      file('03,222,USD,010,0,,,015,200,,/', '16,142,200,,,,/', '88,TRN*1*T1*1541510144~'),
      file('03,222,USD,010,0,,,/', '88,015,200,,/', '16,142,200,,,,TRN*1*T1*1541510144~/'),
    ]) {
      const { records, findings } = await readAll(Buffer.from(text));
      expect(findings).toEqual([]);
      const [account] = records.filter((record): record is Account => record.kind === 'account');
      expect(account?.summaries.map(({ typeCode, amountMinor }) => [typeCode, amountMinor])).toEqual([
        ['010', 0n],
        ['015', 200n],
      ]);
      const [detail] = records.filter((record): record is Detail => record.kind === 'detail');
      expect(detail).toMatchObject({ amountMinor: 200n, bankReference: '', traces: [{ traceNumber: 'T1' }] });
    }
  });
});

describe('readBai2', () => {
  it('reads a right file without findings, continuations joined', async () => {
    const { records, findings } = await readAll(Buffer.from(sample));
    expect(findings).toEqual([]);
    const details = records.filter((record): record is Detail => record.kind === 'detail');
    expect(details[0]).toMatchObject({
      amountMinor: 2437n,
      funds: { type: 'Z' },
      path: 'FILE[1]/GROUP[1]/ACCOUNT[1]/DETAIL[1]',
      traces: [{ traceNumber: 'T000020500', payerId: '1541510144', form: 'variant' }],
    });
    expect(details[1]?.funds).toEqual({ type: 'S', amounts: [100n, 200n, 200n] });
    expect(details[2]).toMatchObject({
      text: 'A/B, C',
      funds: {
        type: 'D',
        parts: [
          { days: '0', amountMinor: 4n },
          { days: '1', amountMinor: 5n },
        ],
      },
    });
    const account = records.find((record): record is Account => record.kind === 'account');
    expect(account?.summaries.map((summary) => [summary.typeCode, summary.amountMinor])).toEqual([
      ['010', 100n],
      ['100', 2937n],
    ]);
  });

  it('gives every record the bytes it came from, continuations included', async () => {
    const bytes = Buffer.from(sample);
    const { records } = await readAll(bytes);
    const detail = records.find((record) => record.kind === 'detail');
    const text = bytes
      .subarray(detail?.span.offset, (detail?.span.offset ?? 0) + (detail?.span.length ?? 0))
      .toString();
    expect(text).toBe(lines.slice(4, 7).join('\n'));
  });

  it('joins wrapped text and says so', async () => {
    const text = sample.replace('LOCKBOX/', 'LOCK\n12345 BOX/');
    const { records, findings } = await readAll(Buffer.from(text));
    expect(findings.map((finding) => [finding.code, finding.severity])).toEqual([['BAI2_WRAPPED_TEXT', 'info']]);
    expect(records.some((record) => record.kind === 'detail' && record.text === 'LOCK12345 BOX')).toBe(true);
  });

  it.each([
    ['an amount', 'BAI2_ACCOUNT_TOTAL', (text: string) => text.replace('16,142,2437', '16,142,2438')],
    ['an amount that is none', 'BAI2_AMOUNT', (text: string) => text.replace('16,142,2437', '16,142,24.37')],
    ['a group total', 'BAI2_GROUP_TOTAL', (text: string) => text.replace(/98,\d+/, '98,1')],
    ['a file total', 'BAI2_FILE_TOTAL', (text: string) => text.replace(/99,\d+,2/, '99,1,2')],
    ['a lost detail', 'BAI2_ACCOUNT_RECORDS', () => lines.filter((_, i) => i !== 7).join('\n')],
    ['a lost account', 'BAI2_GROUP_ACCOUNTS', () => lines.filter((line) => !/^03,333|^49,-5/.test(line)).join('\n')],
    ['a lost account trailer', 'BAI2_ACCOUNT_TRAILER_MISSING', () => lines.filter((_, i) => i !== 8).join('\n')],
    [
      'a lost group trailer',
      'BAI2_GROUP_TRAILER_MISSING',
      () => lines.filter((line) => !line.startsWith('98')).join('\n'),
    ],
    ['a lost file trailer', 'BAI2_FILE_TRAILER_MISSING', () => lines.slice(0, -1).join('\n')],
    ['a lost file header', 'BAI2_FILE_HEADER_MISSING', () => lines.slice(1).join('\n')],
    ['a lost group header', 'BAI2_GROUP_HEADER_MISSING', () => lines.filter((_, i) => i !== 1).join('\n')],
    [
      'a lost account header',
      'BAI2_ACCOUNT_HEADER_MISSING',
      () => lines.filter((_, i) => i !== 2 && i !== 3).join('\n'),
    ],
    ['an unknown record', 'BAI2_UNKNOWN_RECORD', (text: string) => text.replace('\n49,', '\n17,X/\n49,')],
    ['text before the file', 'BAI2_STRAY_TEXT', (text: string) => `hello\n${text}`],
    ['a funds type', 'BAI2_FUNDS_TYPE', (text: string) => text.replace('2437,Z', '2437,Q')],
    ['a type code', 'BAI2_TYPE_CODE', (text: string) => text.replace('16,142', '16,14')],
    ['a date', 'BAI2_DATE', (text: string) => text.replace('260107', '261307')],
    ['a status', 'BAI2_GROUP_STATUS', (text: string) => text.replace('248,1,2', '248,9,2')],
    ['a test group', 'BAI2_TEST_GROUP', (text: string) => text.replace('248,1,2', '248,4,2')],
    ['a record after the trailer', 'BAI2_AFTER_TRAILER', (text: string) => `${text}16,142,1,Z,,,/\n`],
    ['nothing at all', 'BAI2_NO_RECORDS', () => ' '],
  ])('flags %s', async (_, code, breakIt) => {
    expect(await codes(breakIt(sample))).toContain(code);
  });

  it('adds up a group from what its accounts state, so that a wrong account shows in both', async () => {
    const text = sample.replace(/49,(\d+),/, (_, total: string) => `49,${BigInt(total) + 1n},`);
    expect(await codes(text)).toEqual(['BAI2_ACCOUNT_TOTAL', 'BAI2_GROUP_TOTAL']);
  });

  it('flags every truncation that loses a byte of a record', async () => {
    const bytes = Buffer.from(sample);
    for (let size = 0; size < bytes.length - 1; size += 1) {
      const { findings } = await readAll(bytes.subarray(0, size));
      expect(findings.length, `cut at byte ${size}`).toBeGreaterThan(0);
    }
    expect((await readAll(bytes.subarray(0, bytes.length - 1))).findings).toEqual([]);
  });

  it('cuts a record whose continuations do not end', async () => {
    const text = `${lines.slice(0, 4).join('\n')}\n16,142,1,Z,,,X/\n${`88,${'y'.repeat(1_000)}/\n`.repeat(6_000)}`;
    const { records, findings } = await readAll(Buffer.from(text));
    expect(findings.map((finding) => finding.code)).toContain('BAI2_RECORD_TOO_LONG');
    const detail = records.find((record): record is Detail => record.kind === 'detail');
    expect(detail?.text.length).toBeLessThan(5_000_000);
  });

  it('never throws, whatever the bytes', async () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc
        .array(fc.constantFrom(...lines, '88', '16', '03,/', '16,/', '88,D,999', '\u0000'), { maxLength: 15 })
        .map((all) => Buffer.from(all.join('\n'))),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (bytes) => {
        const { records, findings } = await readAll(bytes);
        expect(records.length > 0 || findings.length > 0).toBe(true);
      }),
    );
  });
});
