// Goal: answers name the message they answer and fit its version. Method: answers are read back with our own reader.
import { describe, expect, it } from 'vitest';
import { answerTo, buildAck } from './ack';
import type { Hl7Message } from './model';
import { readHl7Message } from './reader';
import { viewAck } from './views/ack';

const at = { controlId: 'ACK1', sentAt: '20261121010001' };

function message(version: string): Hl7Message {
  const text = `MSH|^~\\&|BILL|MAIN^1.2^ISO|TIEOUT|FIN|20261120||DFT^P03^DFT_P03|CTL7|T|${version}\r`;
  const found = readHl7Message(Buffer.from(text)).message;
  if (found === null) throw new Error('the example is a message');
  return found;
}

function answer(bytes: Uint8Array) {
  const found = readHl7Message(bytes);
  if (found.message === null) throw new Error('an answer is a message');
  const { view, findings } = viewAck(found.message);
  return { view, findings: [...found.findings, ...findings], text: Buffer.from(bytes).toString() };
}

describe('buildAck', () => {
  it('accepts: swaps the parties and echoes the control id', () => {
    const { view, text, findings } = answer(buildAck(message('2.5.1'), { ...at, code: 'AA' }));
    expect(findings).toEqual([]);
    expect(text).toBe(
      'MSH|^~\\&|TIEOUT|FIN|BILL|MAIN^1.2^ISO|20261121010001||ACK^P03^ACK|ACK1|T|2.5.1\rMSA|AA|CTL7|\r',
    );
    expect(view.accepted).toBe(true);
  });

  it('names the place of an error as v2.5 and later do', () => {
    const error = { code: '102', text: 'Amount | is not a number', path: 'MSG[1]/FT1[2]-11' } as const;
    const { view } = answer(buildAck(message('2.7'), { ...at, code: 'AE', errors: [error] }));
    expect(view.accepted).toBe(false);
    expect(view.errors[0]).toMatchObject({
      locations: [{ segment: 'FT1', sequence: '2', field: '11' }],
      code: { code: '102', system: 'HL70357' },
      severity: 'E',
      userMessage: 'Amount | is not a number',
    });
  });

  it('names the place of an error as v2.4 and earlier do', () => {
    const error = { code: '101', text: 'x', path: 'MSG[1]/PID[1]-3.1' } as const;
    const { view } = answer(buildAck(message('2.3.1'), { ...at, code: 'AE', errors: [error] }));
    expect(view.errors[0]?.codeAndLocation[0]).toEqual({ segment: 'PID', sequence: '1', field: '3', code: '101' });
  });

  it('answers in the delimiters of the message', () => {
    const custom = readHl7Message(Buffer.from('MSH#*+!%#BILL#MAIN#T#F#2026##BAR*P05#C|1#P#2.5\r')).message;
    const { text } = answer(buildAck(custom, { ...at, code: 'AA' }));
    expect(text).toContain('MSH#*+!%#T#F#BILL#MAIN#');
    expect(text).toContain('MSA#AA#C|1#');
  });

  it('refuses what it could not read', () => {
    const { findings, message: none } = readHl7Message(Buffer.from('garbage'));
    const verdict = answerTo(none, findings);
    expect(verdict.code).toBe('AR');
    const { view } = answer(buildAck(none, { ...at, ...verdict }));
    expect(view.acknowledgment).toMatchObject({ code: 'AR' });
    expect(view.acknowledgment?.controlId).toBeUndefined();
  });

  it('escapes hostile control ids, so an answer is one message', () => {
    const hostile = readHl7Message(Buffer.from('MSH|^~\\&|A|B|C|D|2026||ADT^A01|X\\X0D\\MSA\\F\\AA|P|2.5\r')).message;
    const { text } = answer(buildAck(hostile, { ...at, code: 'AA' }));
    expect(text.match(/\r/g)).toHaveLength(2);
  });
});

describe('answerTo', () => {
  const finding = (code: string, severity: 'error' | 'warning') => ({
    code,
    severity,
    message: 'm',
    cure: 'c',
    offset: 0,
    line: 1,
  });

  it('accepts warnings, rejects errors, refuses the unreadable', () => {
    const given = message('2.5');
    expect(answerTo(given, [finding('HL7_SEGMENT_UNTERMINATED', 'warning')])).toEqual({ code: 'AA', errors: [] });
    expect(answerTo(given, [finding('HL7_REQUIRED_FIELD', 'error')])).toMatchObject({
      code: 'AE',
      errors: [{ code: '101' }],
    });
    expect(answerTo(given, [finding('HL7_DELIMITERS_INVALID', 'error')]).code).toBe('AR');
  });
});
