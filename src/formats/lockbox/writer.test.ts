// Goal: read → write → read gives the same records.
// Method: generated files with random checks and overflow records; a bank's own layout.
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { buildLockbox } from '../../../test/fixtures/lockbox/build';
import { FindingCollector } from '../shared/finding-collector';
import { STANDARD_LAYOUT } from './layout';
import type { LockboxRecord } from './model';
import { readLockbox } from './reader';
import { writeLockbox } from './writer';

// Thousands of small reads; a busy machine needs more than the usual seconds for them.
vi.setConfig({ testTimeout: 60_000 });

async function recordsOf(bytes: Uint8Array, layout = STANDARD_LAYOUT): Promise<LockboxRecord[]> {
  const findings = new FindingCollector();
  const records: LockboxRecord[] = [];
  for await (const batch of readLockbox([bytes], findings, layout)) records.push(...batch);
  expect(findings.finish()).toEqual([]);
  return records;
}

describe('writeLockbox', () => {
  it('gives back the records of a generated file', async () => {
    const check = fc.record({
      cents: fc.nat(9_999_999),
      check: fc.stringMatching(/^[0-9]{1,10}$/),
      overflow: fc.array(fc.stringMatching(/^[A-Z0-9-]{1,30}$/), { maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(check, { maxLength: 4 }), { maxLength: 3 }), async (batches) => {
        const records = await recordsOf(Buffer.from(buildLockbox(batches)));
        // Columns that no field of the layout covers are blank again: record size and overflow type.
        const again = Buffer.concat([...writeLockbox(records)]);
        expect(await recordsOf(again)).toEqual(records);
      }),
    );
  });

  it('writes a bank’s own layout', async () => {
    const layout = { ...STANDARD_LAYOUT, width: 120 };
    const records = await recordsOf(Buffer.from(buildLockbox([[{ cents: 1, check: '7', overflow: [] }]])), layout);
    const written = Buffer.concat([...writeLockbox(records, layout)]);
    const widths = written
      .toString()
      .split('\n')
      .map((line) => line.length);
    expect(new Set(widths.slice(0, -1))).toEqual(new Set([120]));
    const fields = (all: readonly LockboxRecord[]) => all.map((record) => record.fields);
    expect(fields(await recordsOf(written, layout))).toEqual(fields(records));
  });
});
