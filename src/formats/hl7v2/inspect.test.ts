// Goal: counts and sums are those of the file. Method: fixtures with known figures, and messages made to mislead.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inspectHl7v2 } from './inspect';

const inspect = (text: string) => inspectHl7v2([Buffer.from(text)]);

describe('inspectHl7v2', () => {
  it('counts a batch file', async () => {
    const result = await inspectHl7v2([readFileSync('test/fixtures/hl7v2/batch-dft.hl7')]);
    expect(result).toEqual({
      messages: 3,
      types: { 'DFT^P03': 3 },
      versions: { '2.5': 3 },
      segments: { FHS: 1, BHS: 2, MSH: 3, PID: 3, FT1: 3, BTS: 2, FTS: 1 },
      ft1_count: 3,
      ft1_11_sum: '31.00',
      ft1_11_by_type: { CG: '31.00' },
      batches: 2,
      line_end: 'cr',
      findings: [],
    });
  });

  it('keeps types as written and marks short headers', async () => {
    const result = await inspect('MSH|^~\\&|A||||||ADT@A04@ADT_A01|1|P|2.5^x\nMSH|^~\\&|A\nMSH|^~\\&|A|||||||1|P|\n');
    expect(result.types).toEqual({ 'ADT@A04@ADT_A01': 1, '?': 1, '': 1 });
    expect(result.versions).toEqual({ '2.5': 1, '?': 1, '': 1 });
  });

  it('sums FT1-11 exactly, in any message type, and reports what is no number', async () => {
    const result = await inspect(
      [
        'MSH|^~\\&|A||||||ADT^A01|1|P|2.5',
        'FT1|1|||||CG|||||0.1&USD^x',
        'FT1|1|||||CD|||||-0.30',
        'FT1|1||||||||||',
        'FT1|||||||||||ten',
        'FT1|||||||||||1O',
        '',
      ].join('\r'),
    );
    expect(result.ft1_count).toBe(5);
    expect(result.ft1_11_sum).toBe('-0.20');
    expect(result.ft1_11_by_type).toEqual({ CG: '0.1', CD: '-0.30' });
    expect(result.findings.filter((finding) => finding.code === 'HL7_AMOUNT_INVALID')).toHaveLength(2);
  });

  it('finds no segments in XML or noise', async () => {
    const result = await inspect('<MSH><MSH.1>|</MSH.1></MSH>\n{"a":1}\n');
    expect(result).toMatchObject({ messages: 0, segments: {}, types: {}, line_end: 'lf' });
    expect(result.findings.map((finding) => finding.code)).toContain('HL7_SEGMENT_BEFORE_MSH');
  });

  it('keeps findings within their limit', async () => {
    const result = await inspect('MSH|\r'.repeat(3000));
    expect(result.messages).toBe(3000);
    expect(result.findings).toHaveLength(1001);
    expect(result.findings.at(-1)?.code).toBe('FINDINGS_TRUNCATED');
  });

  const found = async (...lines: string[]) =>
    (await inspect(`${lines.join('\r')}\r`)).findings.map(({ code, path }) => `${code} ${path}`);
  const header = (type: string, id = '1', at = '20260107') => `MSH|^~\\&|A|B|C|D|${at}||${type}|${id}|P|2.5`;

  it('names a control id that stands twice in one file, and only then', async () => {
    const adt = (id: string) => [header('ADT^A04', id), 'EVN|A04|20260107', 'PID|1||M1'];
    expect(await found(...adt('7'), ...adt('8'))).toEqual([]);
    expect(await found(...adt('7'), ...adt('8'), ...adt('7'))).toEqual(['HL7_CONTROL_ID_REPEATED MSG[3]/MSH[1]-10']);
  });

  it('judges dates alike in every segment and type, each once', async () => {
    expect(await found(header('ADT^A04', '1', '20261345'), 'EVN|A04|nodate', 'PID|1||M1||||20260230')).toEqual([
      'HL7_TIME_INVALID MSG[1]/EVN[1]-2',
      'HL7_TIME_INVALID MSG[1]/MSH[1]-7',
      'HL7_TIME_INVALID MSG[1]/PID[1]-7',
    ]);
    expect(await found(header('ZZZ^Z01'), 'PID|1||M1||||1990', 'FT1|1|||2026-01-07')).toEqual([
      'HL7_TIME_INVALID MSG[1]/FT1[1]-4',
    ]);
    expect(await found(header('ADT^A04'), 'EVN|A04|20260107', 'PID|1||M1||||""')).toEqual([]);
  });

  it('asks a bed for no patient', async () => {
    expect(await found(header('ADT^A20'), 'EVN|A20|20260107', 'NPU|B1|C')).toEqual([]);
    expect(await found(header('ADT^A01'), 'EVN|A01|20260107', 'PV1|1|I')).toEqual(['HL7_SEGMENT_MISSING MSG[1]']);
  });
});
