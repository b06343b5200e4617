// Goal: read → write → read gives the same records, for every standard entry class and addenda type.
// Method: generated files, plus hand-made IAT, ADV, return and change records, compared without spans.
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { fieldsOf } from '../../../test/fixtures/fields';
import { buildNacha } from '../../../test/fixtures/nacha/build';
import { FindingCollector } from '../shared/finding-collector';
import type { NachaRecord } from './model';
import { readNacha } from './reader';
import { writeNacha } from './writer';

// Thousands of small reads; a busy machine needs more than the usual seconds for them.
vi.setConfig({ testTimeout: 60_000 });

async function records(bytes: Uint8Array): Promise<NachaRecord[]> {
  const all: NachaRecord[] = [];
  for await (const batch of readNacha([bytes], new FindingCollector())) all.push(...batch);
  return all;
}

const written = (all: readonly NachaRecord[]): Buffer => Buffer.concat([...writeNacha(all)]);

describe('writeNacha', () => {
  it('gives back a generated file byte for byte', async () => {
    const entry = fc.record({
      amountCents: fc.maxSafeNat().map((cents) => cents % 10_000_000_000),
      payment: fc.option(fc.string({ unit: fc.constantFrom(...'AZ09*~ \\'), maxLength: 80 }), { nil: null }),
    });
    const batches = fc.array(fc.array(entry, { maxLength: 5 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(batches, async (sample) => {
        const bytes = Buffer.from(buildNacha(sample));
        expect(written(await records(bytes)).toString()).toBe(bytes.toString());
      }),
    );
  });

  it.each([
    [
      'IAT',
      [
        `5220${' '.repeat(16)}FF3${' '.repeat(15)}US999999999 IATTRADEPAYMTCADUSD260105   102100002`.padEnd(87) +
          '0000001',
        `${`6221210002480007${' '.repeat(13)}0000100000${'SYNTH-ACCOUNT'.padEnd(35)}  0 102100002`.padEnd(87)}0000001`,
        `${`710BUS000000000000100000SYNTHETIC REFERENCE   ${'EXAMPLE RECEIVER'.padEnd(35)}`.padEnd(87)}0000001`,
        `${`713${'EXAMPLE BANK'.padEnd(35)}01121042882`.padEnd(74)}US${' '.repeat(11)}0000001`,
      ],
    ],
    [
      'ADV',
      [
        `${`5280EXAMPLE BANK${' '.repeat(24)}121000248 ADVACCOUNTING      260105   002100002`.padEnd(87)}0000001`,
        '681121000248SYNTH-1        00000005000012104288211131 EXAMPLE NAME            0011000010500001',
        `${`8280000001${'0012100024'}${'0'.repeat(20)}${'50000'.padStart(20, '0')}`.padEnd(79)}021000020000001`,
      ],
    ],
    [
      'returns and changes',
      [
        `${`5220EXAMPLE PAYER${' '.repeat(23)}1999999999CORHCCLAIMPMT260105260107   102100002`.padEnd(87)}0000001`,
        `621121000248${'SYNTH-1'.padEnd(17)}0000000000${'1000020502'.padEnd(15)}EXAMPLE CLINIC          1021000020000001`,
        `798C01021000020000001      121000248${'918171614'.padEnd(43)}121000240000001`,
        `799R03021000020000001      12100024${'INFORMATION'.padEnd(44)}121000240000002`,
      ],
    ],
  ])('gives back %s records', async (_, lines) => {
    const first = await records(Buffer.from(lines.join('\n')));
    const again = await records(written(first));
    expect(fieldsOf(again)).toEqual(fieldsOf(first));
    expect(written(first).toString().split('\n').slice(0, lines.length)).toEqual(lines);
  });
});
