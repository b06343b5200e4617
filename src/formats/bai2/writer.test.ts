// Goal: read → write → read gives the same records, wherever the continuations were cut.
// Method: generated files with random text and funds types, byte for byte; hand-made breaks inside fields.
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { buildBai2 } from '../../../test/fixtures/bai2/build';
import { fieldsOf } from '../../../test/fixtures/fields';
import { FindingCollector } from '../shared/finding-collector';
import type { Bai2Record } from './model';
import { readBai2 } from './reader';
import { writeBai2 } from './writer';

// Thousands of small reads; a busy machine needs more than the usual seconds for them.
vi.setConfig({ testTimeout: 60_000 });

async function records(bytes: Uint8Array): Promise<Bai2Record[]> {
  const all: Bai2Record[] = [];
  for await (const batch of readBai2([bytes], new FindingCollector())) all.push(...batch);
  return all;
}

const written = (all: readonly Bai2Record[]): Buffer => Buffer.concat([...writeBai2(all)]);

describe('writeBai2', () => {
  it('gives back a generated file byte for byte', async () => {
    const text = fc.string({ unit: fc.constantFrom(...'AZ09*,;- é'), maxLength: 40 }).map((value) => value.trimEnd());
    const detail = fc.record({
      type: fc.constantFrom('142', '115', '495'),
      amount: fc.integer({ min: 0, max: 9_999_999 }),
      funds: fc.constantFrom('Z', '0', '1', '2', '', 'S,1,2,3', 'V,260107,0600', 'D,2,0,5,1,6'),
      text: fc.array(text, { minLength: 1, maxLength: 4 }),
    });
    const account = fc.record({
      account: fc.stringMatching(/^[0-9]{1,12}$/),
      opening: fc.integer({ min: -1000, max: 1000 }),
      details: fc.array(detail, { maxLength: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(account, { maxLength: 3 }), { maxLength: 3 }), async (sample) => {
        const bytes = Buffer.from(buildBai2(sample));
        expect(written(await records(bytes)).toString()).toBe(bytes.toString());
      }),
    );
  });

  it.each([
    ['a break between type and amount', '03,333,USD,010,5,,,040/\n88,-1500000,,/\n'],
    ['a break before text', '16,218,20000000,V,040622,,SP4738,YRC065321/\n88,PROCEEDS OF LETTER OF CREDIT/\n'],
    ['a break inside the funds type', '16,218,20000000,V,040622/\n88,,SP4738,YRC065321,TEXT/\n88,MORE/\n'],
    ['an empty continuation', '16,142,1,Z,,,TEXT/\n88,/\n88,MORE/\n88,/\n'],
  ])('keeps %s', async (_, text) => {
    const first = await records(Buffer.from(text));
    expect(written(first).toString()).toBe(text);
    expect(fieldsOf(await records(written(first)))).toEqual(fieldsOf(first));
  });
});
