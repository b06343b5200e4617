/**
 * Goal: whatever the set, reading loses nothing, never throws, and never takes a cut-off file for a whole one.
 * Method: one synthetic file of every set, read whole and in pieces, written with random separators and read again, cut
 * at every byte, damaged at random; random bytes; a set that never ends.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectorFor } from '@/cli/inspect-formats';
import { layouts } from '../../../../test/fixtures/x12/arbitrary-835';
import { barePlaces } from '../../../../test/fixtures/x12/bare-loops';
import { interchange, SAMPLES, sampleText } from '../../../../test/fixtures/x12/samples';
import { detectFormat } from '../../detect';
import type { Finding } from '../../finding';
import { DEFAULT_DELIMITERS } from '../delimiters';
import { collectX12, writable } from './collect';
import type { Loop } from './model';
import { createLoopReader } from './reader';
import { grammarOf } from './sets';
import { UNIT_SEGMENTS_MAX } from './unit-reader';
import { writeX12 } from './writer';

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');
const samples = Object.entries(SAMPLES).map(([name, text]) => ({ name, bytes: bytesOf(text) }));

function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function everySegment(loop: Loop): Loop['segments'] {
  return [...loop.segments, ...loop.loops.flatMap(everySegment)].sort((a, b) => a.number - b.number);
}

const whole = ({ id, path, span, segments, loops }: Loop): Loop => ({ id, path, span, segments, loops });

function idsOf(loop: Loop): unknown {
  return loop.loops.length === 0 ? loop.id : [loop.id, ...loop.loops.map(idsOf)];
}

describe.each(samples)('$name', { timeout: 60_000 }, ({ name, bytes }) => {
  it('is read without findings and with every segment in its place', async () => {
    const file = await collectX12([bytes], grammarOf);
    expect(file.findings).toEqual([]);
    const text = bytes.toString('latin1');
    for (const { header, loops } of file.interchanges.flatMap(({ sets }) => sets)) {
      const segments = loops.flatMap(everySegment);
      const se = text.indexOf('~SE*') + 1;
      const body = text.slice(text.indexOf('~', header.offset) + 1, se);
      const cut = segments.map(({ span }) => `${text.slice(span.offset, span.offset + span.length)}~`).join('');
      expect(cut).toBe(body);
      for (const loop of loops) expect(loop.path.startsWith(`${header.path}`)).toBe(true);
    }
  });

  it('is inspected without findings', async () => {
    const findings: Finding[] = [];
    const { format } = detectFormat(bytes);
    const inspection = await inspectorFor(format)?.([bytes], (finding) => findings.push(finding));
    // An interchange that holds only a TA1 has no group.
    expect(findings).toEqual([]);
    expect(inspection?.facts).toMatchObject({ isa: 1, iea: 1, envelope_issues: [] });
    expect(inspection?.summary.length).toBeGreaterThan(1);
  });

  it('is the same read in pieces', async () => {
    const whole = await collectX12([bytes], grammarOf);
    for (const size of [1, 7, 64]) expect(await collectX12(pieces(bytes, size), grammarOf)).toEqual(whole);
  });

  it('gives the same loops asked for at once or when the file is read', async () => {
    await fc.assert(
      fc.asyncProperty(layouts, fc.integer({ min: 1, max: 500 }), async (layout, size) => {
        const delimiters = { ...DEFAULT_DELIMITERS, ...layout.delimiters };
        fc.pre(new Set(Object.values(delimiters)).size === Object.values(delimiters).length);
        const written = writeX12(writable(await collectX12([bytes], grammarOf)), { ...layout, delimiters });
        const [atOnce, later]: [Loop[], Loop[]] = [[], []];
        const first = createLoopReader({ unit: ({ loop }) => atOnce.push(whole(loop)) }, grammarOf);
        const second = createLoopReader({ unit: ({ loop }) => later.push(loop) }, grammarOf, { fillBytes: size });
        for (const reader of [first, second]) {
          for (const piece of pieces(written, size)) reader.push(piece);
          reader.end();
        }
        expect(later.map(whole)).toEqual(atOnce);
      }),
      { numRuns: 25 },
    );
  });

  it('survives writing with other separators and line breaks', async () => {
    const first = await collectX12([bytes], grammarOf);
    await fc.assert(
      fc.asyncProperty(layouts, async (layout) => {
        const delimiters = { ...DEFAULT_DELIMITERS, ...layout.delimiters };
        const values = Object.values(delimiters);
        fc.pre(new Set(values).size === values.length);
        const again = await collectX12([writeX12(writable(first), { ...layout, delimiters })], grammarOf);
        expect(again.interchanges.map(barePlaces)).toEqual(first.interchanges.map(barePlaces));
        expect(again.findings).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it('gives a finding wherever it is cut off', async () => {
    for (let length = 0; length < bytes.length; length++) {
      const { findings } = await collectX12([bytes.subarray(0, length)], grammarOf);
      if (findings.length === 0) throw new Error(`${name} cut behind byte ${length} passes for whole`);
    }
  });

  it('never throws when damaged', async () => {
    const edit = fc.record({ at: fc.nat(bytes.length - 1), byte: fc.nat(255), drop: fc.nat(40) });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 8 }), async (edits) => {
        let damaged: Buffer = Buffer.from(bytes);
        for (const { at, byte, drop } of edits) {
          damaged[at % damaged.length] = byte;
          if (drop > 30 && damaged.length > 50) {
            const from = at % damaged.length;
            damaged = Buffer.concat([damaged.subarray(0, from), damaged.subarray(from + drop)]);
          }
        }
        const inspector = inspectorFor(detectFormat(bytes).format);
        await inspector?.([damaged], () => {});
        await collectX12([damaged], grammarOf);
      }),
      { numRuns: 60 },
    );
  });
});

describe('loop reader', { timeout: 60_000 }, () => {
  it('nests loops as the guide draws them', async () => {
    const { interchanges } = await collectX12([bytesOf(sampleText('837P'))], grammarOf);
    expect(interchanges[0]?.sets[0]?.loops.map(idsOf)).toEqual([
      ['ST', '1000A', '1000B'],
      ['2000A', '2010AA'],
      ['2000B', '2010BA', '2010BB'],
      ['2000C', '2010CA'],
      ['2300', '2310B', ['2320', '2330A', '2330B'], '2400', ['2400', '2430']],
    ]);
  });

  it('names the chain above every unit', () => {
    const chains: string[] = [];
    const reader = createLoopReader(
      { unit: ({ loop, ancestors }) => chains.push([...ancestors, loop].map(({ path }) => path).join(' > ')) },
      grammarOf,
    );
    reader.push(bytesOf(sampleText('277CA')));
    reader.end();
    const set = 'ISA[1]/GS[1]/ST[1]';
    expect(chains[4]).toBe(`${set}/2000A[1] > ${set}/2000B[1] > ${set}/2000C[1] > ${set}/2000D[2]`);
  });

  it('reports an unknown parent, a repeated number, an unexpected segment, empty and wrong elements', async () => {
    const body = ['BHT*0019*00', 'HL*1**20*1', 'HL*1*9*22*0', 'CLM*A*1O0', 'ZZZ*1', 'LX', 'SV1*HC:1*5'];
    const { findings } = await collectX12([bytesOf(interchange('HC', '005010X222A1', '837', body))], grammarOf);
    expect(findings.map(({ code, path }) => [code, path?.split('/').slice(3).join('/')])).toEqual([
      ['X12_HL_NUMBER_REPEATED', '2000B[1]/HL01'],
      ['X12_HL_PARENT_UNKNOWN', '2000B[1]/HL02'],
      ['X12_AMOUNT_NOT_NUMERIC', '2300[1]/CLM02'],
      ['X12_SEGMENT_UNEXPECTED', '2300[1]'],
      ['X12_ELEMENT_MISSING', '2300[1]/2400[1]/LX01'],
    ]);
  });

  it('keeps no more of one unit than the limit and says so', async () => {
    const body = ['HL*1**20*1', 'CLM*A*5', ...Array.from({ length: UNIT_SEGMENTS_MAX + 500 }, () => 'REF*D9*1')];
    const { interchanges, findings } = await collectX12(
      [bytesOf(interchange('HC', '005010X222A1', '837', body))],
      grammarOf,
    );
    expect(findings.map(({ code }) => code)).toEqual(['X12_LOOP_TOO_LARGE']);
    expect(interchanges[0]?.sets[0]?.loops[2]?.segments.length).toBe(UNIT_SEGMENTS_MAX);
  });

  it('ends random bytes in findings', async () => {
    const noise = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes));
    const headed = noise.map((bytes) => Buffer.concat([samples[0]!.bytes.subarray(0, 180), bytes]));
    await fc.assert(
      fc.asyncProperty(fc.oneof(noise, headed), async (bytes) => {
        expect((await collectX12([bytes], grammarOf)).findings.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});
