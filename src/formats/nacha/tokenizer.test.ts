// Goal: NACHA records are 94 characters, whatever ends them and whatever their encoding.
// Method: a generated file as lines, as one line, in two encodings; spans against the bytes.
import { describe, expect, it } from 'vitest';
import { buildNacha } from '../../../test/fixtures/nacha/build';
import type { RawRecord } from '../shared/fixed-width';
import { NACHA_WIDTH, tokenizeNacha } from './tokenizer';

async function records(bytes: Uint8Array): Promise<RawRecord[]> {
  const all: RawRecord[] = [];
  for await (const batch of tokenizeNacha([bytes])) all.push(...batch);
  return all;
}

const sample = buildNacha([[{ amountCents: 2437, payment: null }]]).replace('EXAMPLE CLINIC', 'CLÍNICA MUÑOZ ');
const lines = sample.trimEnd().split('\n');

describe('tokenizeNacha', () => {
  it.each([
    ['lines in UTF-8', Buffer.from(sample), 'utf8'],
    ['lines in Latin-1', Buffer.from(sample, 'latin1'), 'latin1'],
    ['one line in UTF-8', Buffer.from(lines.join('')), 'utf8'],
    ['one line in Latin-1', Buffer.from(lines.join(''), 'latin1'), 'latin1'],
  ] as const)('gives every record with its bytes from %s', async (_, bytes, encoding) => {
    const all = await records(bytes);
    expect(all.map((record) => record.text)).toEqual(lines);
    for (const { size, offset, length, text } of all) {
      expect(size).toBe(NACHA_WIDTH);
      expect(bytes.subarray(offset, offset + length).toString(encoding)).toBe(text);
    }
  });
});
