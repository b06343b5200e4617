// Goal: read → write → read is the same. Method: generated messages over random delimiters, and byte equality.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STANDARD_DELIMITERS } from './delimiters';
import { SegmentReader } from './fields';
import type { Hl7Message } from './model';
import { readHl7Message } from './reader';
import { buildMessage, buildSegment, type FieldInput, treeOf, writeMessage } from './writer';

/** Real work on a machine that others use too. */
const SLOW_MS = 30_000;

const value = fc.string({ unit: 'grapheme', maxLength: 12 });
const field: fc.Arbitrary<FieldInput> = fc.oneof(
  value,
  fc.array(fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 })), { minLength: 1, maxLength: 4 }),
);
const segmentId = fc.constantFrom('PID', 'PV1', 'FT1', 'ZZ9', 'OBX');
const body = fc.array(fc.tuple(segmentId, fc.array(field, { maxLength: 8 })), { maxLength: 6 });
const delimiters = fc.constantFrom(STANDARD_DELIMITERS, {
  field: 0x23,
  component: 0x2a,
  repetition: 0x2b,
  escape: 0x21,
  subcomponent: 0x25,
  truncation: 0,
});

const read = (bytes: Uint8Array): Hl7Message => {
  const { message } = readHl7Message(bytes);
  if (message === null) throw new Error('the example is a message');
  return message;
};

describe('writeMessage', () => {
  it('gives back what was built, and its own bytes when read again', { timeout: SLOW_MS }, () => {
    fc.assert(
      fc.property(body, delimiters, (segments, used) => {
        const msh = buildSegment(
          'MSH',
          { 3: 'APP', 9: ['ADT', 'A01'], 10: '1', 11: 'P', 12: '2.5', 18: 'UNICODE UTF-8' },
          used,
        );
        const rest = segments.map(([id, fields]) =>
          buildSegment(id, Object.fromEntries(fields.map((input, index) => [index + 1, input])), used),
        );
        const tree = buildMessage([msh, ...rest], 'utf-8', used);
        const first = writeMessage(tree);
        const message = read(first.bytes);
        expect(treeOf(message).segments).toEqual(tree.segments);
        expect(writeMessage(treeOf(message))).toEqual({ bytes: first.bytes, findings: [] });
      }),
    );
  });

  it('carries values through the escapes', () => {
    fc.assert(
      fc.property(value, (text) => {
        const tree = buildMessage([buildSegment('MSH', { 9: 'X' }), buildSegment('ZZZ', { 1: text })]);
        const message = read(writeMessage(tree).bytes);
        const segment = message.segments[1];
        if (segment === undefined) throw new Error('two segments were written');
        const expected = text === '' ? undefined : text === '""' ? null : text;
        expect(new SegmentReader(message, segment).get(1)).toBe(expected);
      }),
    );
  });

  it('keeps unknown escapes, odd segments, extra encoding characters and trailing separators byte for byte', () => {
    const text = 'MSH|^~\\&#|A||\rZ|\\Zx\\|C:\\d\\|~~^&^|\rnot a segment\rPIDX|1\r';
    expect(Buffer.from(writeMessage(treeOf(read(Buffer.from(text)))).bytes).toString()).toBe(text);
  });

  it('says when the character set cannot carry a text', () => {
    const tree = buildMessage([buildSegment('MSH', { 3: '€' })], 'iso-8859-1');
    expect(writeMessage(tree).findings.map((finding) => finding.code)).toEqual(['HL7_UNENCODABLE']);
  });
});
