// Goal: a person sees the counts and the money of a file. Method: one fixture with known figures.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inspectHl7v2 } from './inspect';
import { summarizeHl7v2 } from './summary';

describe('summarizeHl7v2', () => {
  it('gives counts, and amounts by transaction type with their total', async () => {
    const tables = summarizeHl7v2(await inspectHl7v2([readFileSync('test/fixtures/hl7v2/dft-p03.hl7')]));
    expect(tables[0]?.rows).toEqual([['DFT^P03^DFT_P03', '1']]);
    expect(tables.at(-1)?.title).toBe('3 financial transactions');
    expect(tables.at(-1)?.rows).toEqual([
      ['CG', '12,500.50'],
      ['CD', '-500.25'],
      ['PY', '-30.00'],
      ['total', '11,970.25'],
    ]);
  });

  it('gives no money table without transactions', async () => {
    const tables = summarizeHl7v2(await inspectHl7v2([Buffer.from('PID|1\r')]));
    expect(tables.map((table) => table.rows)).toEqual([[], [], [['PID', '1']]]);
  });
});
