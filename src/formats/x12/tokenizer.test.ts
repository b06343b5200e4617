/**
 * Goal: every spelling of an X12 file gives the same segments, with offsets exact in the original bytes.
 * Method: spelled-out cases for each kind of noise, then properties over any cut into pieces and any bytes at all.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Delimiters } from './delimiters';
import { SEGMENT_BYTES_MAX, Tokenizer } from './tokenizer';

const ISA =
  'ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260105*0900*^*00501*000000001*0*T*:~';
const BODY = 'GS*HP*A*B*20260105*0900*1*X*005010X221A1~ST*835*0001~SE*2*0001~GE*1*1~IEA*1*000000001~';

type Read = {
  segments: string[][];
  bytes: string[];
  /** The original bytes of every element, by its span. */
  elements: string[][];
  numbers: number[];
  delimiters: Delimiters[];
  widths: number[];
  problems: string[];
};

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

/** `pieceBytes` cuts the input; `fillBytes` makes the window small, so that segments cross it. */
function tokenize(input: Uint8Array | string, pieceBytes = Number.MAX_SAFE_INTEGER, fillBytes?: number): Read {
  const bytes = typeof input === 'string' ? latin1(input) : Buffer.from(input);
  const read: Read = { segments: [], bytes: [], elements: [], numbers: [], delimiters: [], widths: [], problems: [] };
  const tokenizer = new Tokenizer(
    {
      segment(view) {
        const elements = [];
        const spans = [];
        for (let index = 0; index <= view.count; index++) {
          const { offset, length } = view.span(index);
          elements.push(view.element(index));
          spans.push(bytes.toString('latin1', offset, offset + length));
        }
        read.elements.push(spans);
        read.segments.push(elements);
        read.bytes.push(bytes.toString('latin1', view.offset, view.end));
        read.numbers.push(view.number);
      },
      delimiters(delimiters, width) {
        read.delimiters.push(delimiters);
        read.widths.push(width);
      },
      problem: (problem, span) => read.problems.push(`${problem} ${span.offset}+${span.length}`),
    },
    { fillBytes },
  );
  for (let at = 0; at < bytes.length; at += pieceBytes) tokenizer.push(bytes.subarray(at, at + pieceBytes));
  tokenizer.end();
  expect(tokenizer.offset).toBe(bytes.length);
  return read;
}

const ids = (read: Read): string[] => read.segments.map((segment) => segment[0] ?? '');
const ALL_IDS = ['ISA', 'GS', 'ST', 'SE', 'GE', 'IEA'];

/** Properties run hundreds of files; on a busy machine that takes its time. */
const TIMEOUT_MS = 120_000;

describe('tokenizer', { timeout: TIMEOUT_MS }, () => {
  it('reads separators from the ISA and numbers segments', () => {
    const read = tokenize(ISA + BODY);
    expect(ids(read)).toEqual(ALL_IDS);
    expect(read.numbers).toEqual([1, 2, 3, 4, 5, 6]);
    expect(read.widths).toEqual([106]);
    expect(read.delimiters).toEqual([{ element: 0x2a, component: 0x3a, terminator: 0x7e, repetition: 0x5e }]);
    expect(read.bytes[2]).toBe('ST*835*0001');
    expect(read.segments[0]?.[6]).toBe('SENDER');
  });

  it.each([
    ['LF behind every terminator', '~\n', 106],
    ['CR LF behind every terminator', '~\r\n', 106],
    ['CR as terminator', '\r', 106],
    ['LF as terminator', '\n', 106],
    ['CR LF as terminator', '\r\n', 106],
    ['apostrophe and blank lines', "'\n\n  ", 106],
    ['a control byte', '\u001c', 106],
  ])('takes %s', (_, terminator, width) => {
    const read = tokenize((ISA + BODY).replaceAll('~', terminator));
    expect(ids(read)).toEqual(ALL_IDS);
    expect(read.widths).toEqual([width]);
    expect(read.problems).toEqual([]);
    expect(read.segments[3]).toEqual(['SE', '2', '0001']);
  });

  it('reads an ISA of another width by its separators', () => {
    const read = tokenize((ISA + BODY).replace('SENDER         ', 'SENDER BEYOND FIFTEEN BYTES'));
    expect(ids(read)).toEqual(ALL_IDS);
    expect(read.widths).toEqual([118]);
  });

  it('drops line breaks inside segments and keeps the bytes they stand in', () => {
    const wrapped = (ISA + BODY).replace(/(.{40})/g, '$1\r\n');
    const read = tokenize(wrapped);
    expect(read.segments).toEqual(tokenize(ISA + BODY).segments);
    expect(read.bytes.map((bytes) => bytes.replace(/[\r\n]/g, ''))).toEqual(tokenize(ISA + BODY).bytes);
    expect(read.widths).toEqual([106]);
    for (const [index, segment] of read.segments.entries()) {
      const spans = read.elements[index]?.map((bytes) => bytes.replace(/[\r\n]/g, '').trim());
      expect(spans).toEqual(segment);
      for (const bytes of read.elements[index] ?? []) expect(bytes).not.toMatch(/^[\r\n]|[\r\n]$/);
    }
  });

  it('finds the terminator behind a wrap, and a line break that is the terminator', () => {
    const wrap = (text: string, at: number) => `${text.slice(0, at)}\n${text.slice(at)}`;
    expect(ids(tokenize(wrap(wrap(ISA + BODY, 105), 50)))).toEqual(ALL_IDS);
    expect(ids(tokenize(wrap((ISA + BODY).replaceAll('~', '\r'), 50)))).toEqual(ALL_IDS);
  });

  it('passes over a byte order mark, prose and mainframe trailers', () => {
    const mark = '\u00ef\u00bb\u00bf';
    expect(tokenize(mark + ISA + BODY).problems).toEqual([]);
    expect(ids(tokenize(`${mark}ST*835*1~SE*2*1~`))).toEqual(['ST', 'SE']);
    const read = tokenize(`Dear partner, VISA and ISA follow.\n\n${ISA}${BODY}\nsome words\n${ISA}${BODY}\u001a\0\0`);
    expect(ids(read)).toEqual([...ALL_IDS, ...ALL_IDS]);
    expect(read.problems).toHaveLength(2);
    expect(read.problems.every((problem) => problem.startsWith('text-skipped'))).toBe(true);
  });

  it('takes new separators with every interchange', () => {
    const second = (ISA + BODY).replaceAll('*', '|').replaceAll(':', '^').replaceAll('~', "'\r\n");
    const read = tokenize(`${ISA}${BODY}\n${second}`);
    expect(ids(read)).toEqual([...ALL_IDS, ...ALL_IDS]);
    expect(read.delimiters.map((delimiters) => delimiters.terminator)).toEqual([0x7e, 0x27]);
  });

  it('begins a new interchange where the one before was cut off', () => {
    const cut = ISA + BODY.slice(0, 50);
    const read = tokenize(`${cut}\n${ISA}${BODY}`);
    expect(ids(read)).toEqual(['ISA', 'GS', 'ST', ...ALL_IDS]);
    expect(read.problems).toEqual([`segment-unterminated ${cut.lastIndexOf('~') + 1}+${50 - BODY.indexOf('ST*')}`]);
  });

  it('reads a fragment without ISA with the usual separators, also behind an IEA', () => {
    expect(ids(tokenize('ST*835*0001~SE*2*0001~'))).toEqual(['ST', 'SE']);
    expect(tokenize('ST*835*0001~SE*2*0001~').widths).toEqual([0]);
    expect(ids(tokenize(`${ISA}${BODY}GS*HP~ST*835*2~`))).toEqual([...ALL_IDS, 'GS', 'ST']);
  });

  it('counts a last segment without terminator and says so', () => {
    const read = tokenize((ISA + BODY).slice(0, -1));
    expect(ids(read)).toEqual(ALL_IDS);
    expect(read.problems).toEqual([`segment-unterminated ${(ISA + BODY).lastIndexOf('IEA')}+15`]);
  });

  it('takes an empty ISA16', () => {
    const read = tokenize((ISA + BODY).replace('*T*:~', '*T*~'));
    expect(ids(read)).toEqual(ALL_IDS);
    expect(read.delimiters[0]?.component).toBe(0x3a);
  });

  it('reads text as UTF-8 where valid and as Latin-1 elsewhere', () => {
    const name = (bytes: Buffer) =>
      tokenize(Buffer.concat([latin1(`${ISA}N1*PE*`), bytes, latin1('~IEA*1*1~')])).segments[1]?.[2];
    expect(name(Buffer.from('CLÍNICA Ñ', 'utf8'))).toBe('CLÍNICA Ñ');
    expect(name(Buffer.from('CLÍNICA Ñ', 'latin1'))).toBe('CLÍNICA Ñ');
  });

  it.each([1_000, 70_000, 500_000])('skips a segment of %i bytes beyond the limit and goes on', (extra) => {
    const long = `NTE*${'X'.repeat(SEGMENT_BYTES_MAX + extra)}~`;
    for (const fillBytes of [4_099, undefined]) {
      const read = tokenize(ISA + long + BODY, 5_003, fillBytes);
      expect(ids(read)).toEqual(ALL_IDS);
      expect(read.numbers).toEqual([1, 3, 4, 5, 6, 7]);
      expect(read.problems).toEqual([`segment-too-long 106+${long.length - 1}`]);
    }
  });

  it('holds segments with very many elements', () => {
    const read = tokenize(`${ISA}ZZZ${'*1'.repeat(5_000)}~IEA*0*1~`);
    expect(read.segments[1]).toHaveLength(5_001);
  });

  it('gives the same segments however the bytes are cut', () => {
    const cut = fc.integer({ min: 1, max: 130 });
    const spellings = [
      ISA + BODY,
      (ISA + BODY).replace(/(.{33})/g, '$1\n'),
      `V${ISA}\nintro\n${ISA}${BODY}\n${ISA}${BODY}`,
    ];
    fc.assert(
      fc.property(fc.constantFrom(...spellings), cut, cut, (text, pieceBytes, fillBytes) => {
        expect(tokenize(text, pieceBytes, fillBytes)).toEqual(tokenize(text));
      }),
    );
  });

  it('ends on any bytes, and no segment overlaps another', () => {
    const piece = fc.constantFrom(
      ISA,
      BODY,
      'ISA*',
      'ISA|',
      '\r\n',
      '~',
      '*',
      '\u00ff',
      '\0',
      'GS*',
      'IEA*1*1~',
      'text ',
    );
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(noise, fc.integer({ min: 1, max: 64 }), (text, fillBytes) => {
        const bytes = latin1(text);
        let end = 0;
        const tokenizer = new Tokenizer(
          {
            segment(view) {
              expect(view.offset).toBeGreaterThanOrEqual(end);
              expect(view.end).toBeLessThanOrEqual(bytes.length);
              for (let index = 0; index <= view.count; index++) {
                const span = view.span(index);
                expect(span.offset).toBeGreaterThanOrEqual(view.offset);
                expect(span.offset + span.length).toBeLessThanOrEqual(view.end);
              }
              end = view.end;
            },
            delimiters: () => {},
            problem: () => {},
          },
          { fillBytes },
        );
        tokenizer.push(bytes);
        tokenizer.end();
      }),
      { numRuns: 500 },
    );
  });
});
