// Goal: headers, batches and cuts are judged rightly and nothing is lost in silence. Method: fixtures, every cut of
// them, and any bytes at all.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeMllpFrame } from './mllp';
import type { Hl7Item } from './model';
import { readHl7, readHl7Message } from './reader';

/** Real work on a machine that others use too. */
const SLOW_MS = 30_000;

const fixture = (name: string): Buffer => readFileSync(`test/fixtures/hl7v2/${name}`);

async function read(bytes: Uint8Array, size = bytes.length || 1): Promise<Hl7Item[]> {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  const items: Hl7Item[] = [];
  for await (const item of readHl7(pieces)) items.push(item);
  return items;
}

const codes = (items: readonly Hl7Item[]): string[] =>
  items.flatMap((item) => (item.kind === 'finding' ? [item.finding.code] : []));
const errors = (items: readonly Hl7Item[]): string[] =>
  items.flatMap((item) => (item.kind === 'finding' && item.finding.severity === 'error' ? [item.finding.code] : []));

const text = async (message: string): Promise<string[]> => codes(await read(Buffer.from(message)));
const MSH = 'MSH|^~\\&|A|B|C|D|20261120||ADT^A01|1|P|2.5\r';

describe('readHl7', () => {
  it.each(['adt-a01', 'adt-a40', 'siu-s12', 'dft-p03', 'bar-p05', 'orm-o01', 'ack-ae', 'batch-dft'])(
    'reads %s without a finding, however it is cut into pieces',
    async (name) => {
      const bytes = fixture(`${name}.hl7`);
      const whole = await read(bytes);
      expect(codes(whole)).toEqual([]);
      expect(await read(bytes, 13)).toEqual(whole);
    },
  );

  it('gives a batch file in order, with paths', async () => {
    const items = await read(fixture('batch-dft.hl7'));
    expect(items.map((item) => (item.kind === 'finding' ? '!' : item.message.path))).toEqual([
      'FHS[1]',
      'BHS[1]',
      'MSG[1]',
      'MSG[2]',
      'BTS[1]',
      'BHS[2]',
      'MSG[3]',
      'BTS[2]',
      'FTS[1]',
    ]);
  });

  it.each([
    ['', ['HL7_EMPTY']],
    ['PID|1\r', ['HL7_SEGMENT_BEFORE_MSH']],
    [`${MSH}PID|1`, ['HL7_SEGMENT_UNTERMINATED']],
    [`${MSH}a wrapped line\r`, ['HL7_SEGMENT_ID_INVALID']],
    ['MSH\r', ['HL7_MSH_SHORT', 'HL7_HEADER_FIELD_MISSING']],
    ['MSH|^~^&|A||||||ADT|1|P|2.5\r', ['HL7_DELIMITERS_INVALID']],
    ['MSH|^~\\\\&|A||||||ADT|1|P|2.5\r', ['HL7_DELIMITERS_DOUBLED']],
    ['MSH|^~|A||||||ADT|1|P|2.5\r', ['HL7_DELIMITERS_PARTIAL']],
    ['MSH|^~\\&|A||||||ADT||P|2.5\r', ['HL7_HEADER_FIELD_MISSING']],
    ['MSH|^~\\&|A||||||ADT|1|P|3.0\r', ['HL7_VERSION_UNKNOWN']],
    ['MSH|^~\\&|A||||||ADT|1|P|2.5||||||ISO IR87\rPID|é\r', ['HL7_CHARSET_UNSUPPORTED']],
    [`BHS|^~\\&\r${MSH}BTS|2\r`, ['HL7_BATCH_COUNT']],
    [`BHS|^~\\&\r${MSH}BTS|two\r`, ['HL7_COUNT_INVALID']],
    [`BHS|^~\\&\r${MSH}`, ['HL7_BATCH_NOT_CLOSED']],
    [`FHS|^~\\&\r${MSH}FTS|3\r`, ['HL7_FILE_COUNT']],
    [`FHS|^~\\&\r${MSH}FTS|1\r`, []],
    [`${MSH}BTS|1\r`, ['HL7_TRAILER_WITHOUT_HEADER']],
    [`FHS|^~\\&\rBHS|^~\\&\r${MSH}BTS|1\r${MSH}FTS|1\r`, ['HL7_MESSAGE_AFTER_TRAILER']],
  ])('finds in %j: %j', async (message, expected) => expect([...new Set(await text(message))]).toEqual(expected));

  it('reads the delimiters of every message, and complains of every faulty one', async () => {
    const shifted = MSH.replaceAll('|', '#').replace('^', '$').replace('ADT^', 'ADT$');
    const partial = MSH.replace('^~\\&', '^~');
    const items = await read(Buffer.from(MSH + MSH + shifted + MSH + partial + partial + MSH));
    expect(items.flatMap((item) => (item.kind === 'message' ? [item.message.delimiters.field] : []))).toEqual(
      [...'||#||||'].map((mark) => mark.charCodeAt(0)),
    );
    expect(codes(items)).toEqual(['HL7_DELIMITERS_PARTIAL', 'HL7_DELIMITERS_PARTIAL']);
  });

  it('stops in a file of errors, and says so', { timeout: SLOW_MS }, async () => {
    const items = await read(Buffer.from('MSH\r'.repeat(30_000)), 1000);
    expect(items.filter((item) => item.kind === 'message')).toHaveLength(10_001);
    expect(codes(items).at(-1)).toBe('HL7_ABANDONED');
  });

  it('reports UTF-16', async () => {
    expect(await read(Buffer.from(`\ufeff${MSH}`, 'utf16le')).then(codes)).toContain('HL7_UTF16');
  });

  it('gives an error for every cut of a framed message', async () => {
    const frame = Buffer.from(encodeMllpFrame(fixture('adt-a40.hl7')));
    expect(errors(await read(frame))).toEqual([]);
    for (let end = 0; end < frame.length - 2; end++) {
      expect(errors(await read(frame.subarray(0, end)))).not.toEqual([]);
    }
  });

  it('gives an error for every cut of a batch file that loses anything', async () => {
    const bytes = fixture('batch-dft.hl7');
    const lastSegment = bytes.lastIndexOf('FTS');
    for (let end = 0; end < lastSegment + 3; end++) {
      expect(errors(await read(bytes.subarray(0, end)))).not.toEqual([]);
    }
    for (let end = lastSegment + 3; end < bytes.length; end++) {
      expect(codes(await read(bytes.subarray(0, end)))).toContain('HL7_SEGMENT_UNTERMINATED');
    }
  });

  it('gives a finding for every cut inside a segment of a bare message', async () => {
    const bytes = fixture('adt-a40.hl7');
    for (let end = 0; end < bytes.length; end++) {
      if (end > 0 && bytes[end - 1] === 0x0d) continue;
      expect(codes(await read(bytes.subarray(0, end)))).not.toEqual([]);
    }
  });

  it('ends any bytes in items, without a throw, the same for every cut', async () => {
    const alphabet = [...'MSHFBTPID|^~\\&\r\n\x0b\x1c1'].map((char) => char.charCodeAt(0));
    const likely = fc.array(fc.constantFrom(...alphabet), { maxLength: 120 }).map((list) => Uint8Array.from(list));
    await fc.assert(
      fc.asyncProperty(fc.oneof(likely, fc.uint8Array({ maxLength: 200 })), async (bytes) => {
        const whole = await read(bytes);
        expect(await read(bytes, 1)).toEqual(whole);
        const kept = whole.every((item) => item.kind === 'message');
        expect(kept || codes(whole).length > 0 || whole.some((item) => item.kind.endsWith('Header'))).toBe(true);
      }),
    );
  });
});

describe('readHl7Message', () => {
  it('takes one message and reports a second', () => {
    expect(readHl7Message(Buffer.from(MSH)).findings).toEqual([]);
    const two = readHl7Message(Buffer.from(MSH + MSH));
    expect(two.message?.path).toBe('MSG[1]');
    expect(two.findings.map((finding) => finding.code)).toEqual(['HL7_SEGMENT_BEFORE_MSH']);
    expect(readHl7Message(Buffer.from('garbage')).message).toBeNull();
  });
});
