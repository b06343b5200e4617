// Goal: every field, repetition, component and subcomponent is found, with null told from empty. Method: small
// messages.
import { describe, expect, it } from 'vitest';
import { SegmentReader } from './fields';
import { readHl7Message } from './reader';

const MSH = 'MSH|^~\\&|APP|FAC|||20261120||ADT^A01^ADT_A01|ID1|P|2.5\r';

function reader(segment: string, id: string): SegmentReader {
  const { message } = readHl7Message(Buffer.from(`${MSH}${segment}\r`));
  const found = message?.segments.find((candidate) => candidate.id === id);
  if (!message || !found) throw new Error('the example has no such segment');
  return new SegmentReader(message, found);
}

describe('SegmentReader', () => {
  const pid = reader('PID|1||A^^^X&1.2&ISO~B^^^Y|""|a\\T\\b^""|||', 'PID');

  it('finds repetitions, components and subcomponents', () => {
    expect(pid.get(3)).toBe('A');
    expect(pid.get(3, 4, 2)).toBe('1.2');
    expect(pid.get(3, 1, 1, 2)).toBe('B');
    expect(pid.get(3, 4, 1, 2)).toBe('Y');
    expect(pid.repetitions(3)).toBe(2);
  });

  it('finds repetitions in any order, and none behind the last', () => {
    const codes = reader('ZZZ|a~b^x~~d', 'ZZZ');
    const read = (order: number[]) => order.map((repetition) => codes.get(1, 1, 1, repetition));
    expect(read([1, 2, 3, 4, 5, 6])).toEqual(['a', 'b', undefined, 'd', undefined, undefined]);
    expect(read([4, 2, 1, 3])).toEqual(['d', 'b', 'a', undefined]);
    expect(codes.get(1, 2, 1, 2)).toBe('x');
  });

  it('tells not valued from the HL7 null', () => {
    expect(pid.get(2)).toBeUndefined();
    expect(pid.get(99)).toBeUndefined();
    expect(pid.get(4)).toBeNull();
    expect(pid.isNull(4)).toBe(true);
    expect(pid.get(5, 2)).toBeNull();
    expect(pid.get(3, 1, 1, 3)).toBeUndefined();
  });

  it('unescapes values and leaves raw fields as written', () => {
    expect(pid.get(5)).toBe('a&b');
    expect(pid.raw(5)).toBe('a\\T\\b^""');
  });

  it('knows where the segment ends', () => {
    expect(pid.fieldCount).toBe(8);
    expect(pid.has(8)).toBe(true);
    expect(pid.has(9)).toBe(false);
  });

  it('gives exact byte spans', () => {
    const bytes = Buffer.from(`${MSH}PID|1||A^^^X\r`);
    const { message } = readHl7Message(bytes);
    const segment = message?.segments[1];
    if (!message || !segment) throw new Error('the example has two segments');
    const span = new SegmentReader(message, segment).fieldSpan(3);
    expect(bytes.subarray(span?.offset, (span?.offset ?? 0) + (span?.length ?? 0)).toString()).toBe('A^^^X');
  });

  it('counts MSH fields from the separator', () => {
    const msh = reader('', 'MSH');
    expect(msh.raw(2)).toBe('^~\\&');
    expect(msh.get(3)).toBe('APP');
    expect(msh.get(9, 2)).toBe('A01');
    expect(msh.get(12)).toBe('2.5');
    expect(msh.path).toBe('MSG[1]/MSH[1]');
  });
});
