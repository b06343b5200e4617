// Goal: rows are cut where they end and nowhere else, each with its bytes, and a bad row costs only itself.
// Method: examples of quotes, line ends and encodings; every cut of the bytes; rows no reader could read.
import { describe, expect, it } from 'vitest';
import { type RawRow, tokenizeCsv } from './tokenizer';

const spec = { delimiter: ',', quote: '"', encoding: 'utf8' } as const;

async function rows(chunks: readonly Uint8Array[]): Promise<{ rows: RawRow[]; end: unknown }> {
  const tokens = tokenizeCsv(chunks, spec);
  const all: RawRow[] = [];
  for (;;) {
    const next = await tokens.next();
    if (next.done === true) return { rows: all, end: next.value };
    all.push(next.value);
  }
}

const sample = Buffer.from('\ufeffa,b\r\n"1,""2""","two\r\nlines"\r\né,\r\n');
const fields = (all: readonly RawRow[]) => all.map((row) => row.fields);

describe('tokenizeCsv', () => {
  it('cuts quoted fields and gives every row its bytes, the mark aside', async () => {
    const { rows: all, end } = await rows([sample]);
    expect(fields(all)).toEqual([
      ['a', 'b'],
      ['1,"2"', 'two\r\nlines'],
      ['é', ''],
    ]);
    expect(sample.subarray(all[2]!.offset, all[2]!.offset + all[2]!.length).toString()).toBe('é,\r\n');
    expect(all.reduce((sum, row) => sum + row.length, 3)).toBe(sample.length);
    expect(end).toEqual({ hasLineEnd: true, bytes: sample.length });
  });

  it('does not depend on where the bytes are cut', async () => {
    const whole = await rows([sample]);
    for (let at = 1; at < sample.length; at += 1) {
      expect(await rows([sample.subarray(0, at), sample.subarray(at)]), `cut at ${at}`).toEqual(whole);
    }
  });

  it('gives up a bad row and one wrong byte, and nothing else', async () => {
    const { rows: all } = await rows([Buffer.from('a"b,c\n1,2\n'), Buffer.from('é\n', 'latin1')]);
    expect(fields(all)).toEqual(['syntax', ['1', '2'], ['é']]);
    expect(all.map((row) => row.isMisencoded)).toEqual([false, false, true]);
    expect(fields((await rows([Buffer.from('x\n"open\n')])).rows)).toEqual([['x'], 'quoteOpen']);
  });
});
