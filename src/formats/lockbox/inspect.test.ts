// Goal: the facts of a lockbox file are the sums of its records.
// Method: a generated file, whole and with one amount changed.
import { describe, expect, it } from 'vitest';
import { buildLockbox } from '../../../test/fixtures/lockbox/build';
import { inspectLockbox, summarizeLockbox } from './inspect';

const sample = buildLockbox([
  [
    { cents: 12_345, check: '0001001', overflow: ['INV-1', 'INV-2'] },
    { cents: 5, check: '0001002', overflow: [] },
  ],
  [{ cents: 700, check: '0001003', overflow: [] }],
]);

describe('inspectLockbox', () => {
  it('states counts and totals', async () => {
    const facts = await inspectLockbox([Buffer.from(sample)]);
    expect(facts).toMatchObject({
      checks: 3,
      batches: 2,
      batches_ok: 2,
      services_ok: 1,
      amount: 13_050n,
      file_ok: true,
    });
    expect(facts.records).toBe(sample.trimEnd().split('\n').length);
    expect(summarizeLockbox(facts).join('\n')).toContain('deposited 130.50');
  });

  it('says which totals do not agree', async () => {
    const facts = await inspectLockbox([Buffer.from(sample.replace('0000012345', '0000012346'))]);
    expect(facts).toMatchObject({ amount: 13_051n, batches_ok: 1, services_ok: 0, file_ok: true });
    expect(summarizeLockbox(facts).join('\n')).toContain('1 of 2 batch totals agree');
  });
});
