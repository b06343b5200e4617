// Goal: lockbox records are found in files of lines and in files of one line, at the width of the bank's layout.
// Method: a generated file in both forms, and one of another width.
import { describe, expect, it } from 'vitest';
import { buildLockbox } from '../../../test/fixtures/lockbox/build';
import { STANDARD_LAYOUT } from './layout';
import { tokenizeLockbox } from './tokenizer';

async function texts(text: string, width: number): Promise<string[]> {
  const all: string[] = [];
  for await (const batch of tokenizeLockbox([Buffer.from(text)], width))
    all.push(...batch.map((record) => record.text));
  return all;
}

const { width } = STANDARD_LAYOUT;
const lines = buildLockbox([[{ cents: 12_345, check: '0001001', overflow: ['INV-1'] }]])
  .trimEnd()
  .split('\n')
  .map((line) => line.padEnd(width));

describe('tokenizeLockbox', () => {
  it('reads lines and one endless line alike', async () => {
    expect(await texts(lines.join('\n'), width)).toEqual(lines);
    expect(await texts(lines.join(''), width)).toEqual(lines);
  });

  it('cuts at another width', async () => {
    expect(await texts('1aaa2bbb3ccc', 4)).toEqual(['1aaa', '2bbb', '3ccc']);
  });
});
