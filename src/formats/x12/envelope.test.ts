/**
 * Goal: every disagreement between headers and trailers is named, in the fixed words and at its place.
 * Method: one good file, damaged in one way at a time.
 */
import { describe, expect, it } from 'vitest';
import type { Finding } from '../finding';
import { inspectX12 } from './inspect';

const GOOD = [
  'ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260105*0900*^*00501*000000001*0*T*:',
  'GS*HC*A*B*20260105*0900*7*X*005010X222A1',
  'ST*837*0001',
  'BHT*0019*00',
  'SE*3*0001',
  'ST*837*0002',
  'SE*2*0002',
  'GE*2*7',
  'IEA*1*000000001',
];

async function inspect(segments: readonly string[]) {
  const findings: Finding[] = [];
  const bytes = Buffer.from(segments.map((segment) => `${segment}~`).join(''));
  const { facts } = await inspectX12([bytes], (finding) => findings.push(finding));
  return { facts, issues: facts.envelopeIssues, findings };
}

const without = (...prefixes: string[]) => GOOD.filter((segment) => !prefixes.some((p) => segment.startsWith(p)));
const changed = (from: string, to: string) => GOOD.map((segment) => (segment === from ? to : segment));

describe('envelope', () => {
  it('has nothing to say about a good file', async () => {
    const { facts, findings } = await inspect(GOOD);
    expect(findings).toEqual([]);
    expect(facts).toMatchObject({ isa: 1, gs: 1, st: 2, se: 2, ge: 1, iea: 1, segments: 9, envelopeIssues: [] });
    expect(facts).toMatchObject({ st01: { 837: 2 }, versions: ['005010X222A1'] });
  });

  it.each([
    ['SE*3*0001', 'SE*4*0001', 'SE01 4 != actual 3', 'X12_SE_COUNT'],
    ['SE*3*0001', 'SE**0001', 'SE01  != actual 3', 'X12_SE_COUNT'],
    ['GE*2*7', 'GE*1*7', 'GE01 1 != actual 2', 'X12_GE_COUNT'],
    ['IEA*1*000000001', 'IEA*2*000000001', 'IEA01 2 != actual 1', 'X12_IEA_COUNT'],
    ['SE*3*0001', 'SE*3*1', 'ST02/SE02 mismatch 0001/1', 'X12_ST_SE_CONTROL'],
    ['GE*2*7', 'GE*2*8', 'GS06/GE02 mismatch 7/8', 'X12_GS_GE_CONTROL'],
    ['IEA*1*000000001', 'IEA*1*1', 'ISA13/IEA02 mismatch 000000001/1', 'X12_ISA_IEA_CONTROL'],
  ])('names %s as %s', async (from, to, issue, code) => {
    const { issues, findings } = await inspect(changed(from, to));
    expect(issues).toEqual([issue]);
    expect(findings.map((finding) => finding.code)).toEqual([code]);
    expect(findings[0]?.line).toBe(GOOD.indexOf(from) + 1);
    expect(findings[0]?.path).toMatch(/^ISA\[1\]/);
  });

  it('compares counts as numbers', async () => {
    expect((await inspect(changed('SE*3*0001', 'SE*03*0001'))).issues).toEqual([]);
  });

  it.each([
    [['SE*3'], ['ST not closed']],
    [['GE'], ['GS not closed']],
    [['IEA'], ['ISA not closed']],
    [
      ['SE*2', 'GE', 'IEA'],
      ['ST not closed', 'GS not closed', 'ISA not closed'],
    ],
  ])('names what lacks its trailer: %j', async (prefixes, expected) => {
    const { issues, findings } = await inspect(without(...prefixes));
    expect(issues).toEqual(expected);
    expect(findings.every((finding) => finding.severity === 'error')).toBe(true);
  });

  it('closes an interchange that a new ISA interrupts', async () => {
    expect((await inspect([...without('IEA', 'GE'), ...GOOD])).issues).toEqual(['GS not closed', 'ISA not closed']);
  });

  it('reads without ISA and names the IEA that has none', async () => {
    const { facts, issues, findings } = await inspect(without('ISA'));
    expect(facts).toMatchObject({ isa: 0, gs: 1, st: 2, iea: 1 });
    expect(issues).toEqual(['IEA without ISA']);
    expect(findings.map((finding) => finding.code)).toEqual(['X12_NO_ISA', 'X12_IEA_WITHOUT_ISA']);
  });

  it('names trailers without headers', async () => {
    const { findings } = await inspect(without('ST', 'GS'));
    expect(findings.map((finding) => finding.code)).toEqual([
      'X12_SEGMENT_OUTSIDE_SET',
      'X12_SE_WITHOUT_ST',
      'X12_SE_WITHOUT_ST',
      'X12_GE_WITHOUT_GS',
      'X12_IEA_COUNT',
    ]);
  });

  it('names ids in lower case once', async () => {
    const { facts, issues, findings } = await inspect(GOOD.map((s, index) => (index === 0 ? s : s.toLowerCase())));
    expect(facts).toMatchObject({ st: 0, segments: 9 });
    expect(issues).toEqual(['ISA not closed']);
    expect(findings.map((finding) => finding.code)).toEqual(['X12_LOWER_CASE_IDS', 'X12_ISA_NOT_CLOSED']);
  });

  it('names an ISA of another width and an empty ISA16', async () => {
    const wide = await inspect(changed(GOOD[0]!, GOOD[0]!.replace('SENDER', 'SENDERS')));
    expect(wide.findings.map((finding) => [finding.code, finding.severity])).toEqual([['X12_ISA_WIDTH', 'warning']]);
    const bare = await inspect(changed(GOOD[0]!, GOOD[0]!.slice(0, -1)));
    expect(bare.findings.map((finding) => finding.code)).toContain('X12_ISA_COMPONENT_MISSING');
  });

  it('says that a file holds nothing to read', async () => {
    const { findings } = await inspect(['just words']);
    expect(findings.map((finding) => finding.code)).toEqual(['X12_TEXT_SKIPPED', 'X12_NO_INTERCHANGE']);
  });
});
