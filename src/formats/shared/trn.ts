import { rangeOf, type TextRange } from './lines';
import { type Trace, traceKey } from './trace';
import { areLettersCut, hasLetters, wholeTraceIn } from './whole-trace';

/** Traces kept per text; a text with more is noise, and a hostile one must not cost more than this. */
export const TRACES_MAX = 200;

/** Longest stretch read after `TRN*1*`: TRN02 and TRN04 hold 50 characters, TRN03 ten, with room for padding. */
const STRETCH_MAX = 240;
const PAYER_ID_LENGTH = 10;

const DELIMITED = /T\n?R\n?N\n?[ ]{0,3}([^A-Za-z0-9\s~\\])\n?[ ]{0,3}1\n?[ ]{0,3}\1/gi;
const BLANK_DELIMITED = /(?<![A-Za-z0-9])TRN {1,3}1 {1,3}([A-Za-z0-9-]{1,50}) {1,3}(1[0-9]{9})(?![0-9])/gi;
const UNDELIMITED = /TRN1([A-Za-z0-9]{1,50}?)(1[0-9]{9})(?![A-Za-z0-9])/gi;

const textOf = ({ source, start, end }: TextRange): string => source.text.slice(start, end);

/** `findTraces` over ranges. Nearly all parts hold one whole trace or none, which is seen without making texts. */
export const findTracesIn = (parts: readonly TextRange[]): readonly Trace[] =>
  findWhole(parts) ?? findAny(parts.map(textOf));

/**
 * Finds every trace in a text that may have been cut into parts (BAI2 88 records, 80-character addenda). Understands
 * `~` and `\` as terminators or none at all, lower case, padding, other delimiters and lost delimiters.
 */
export const findTraces = (parts: readonly string[]): readonly Trace[] => findTracesIn(parts.map(rangeOf));

function findAny(parts: readonly string[]): readonly Trace[] {
  const text = parts.length === 1 ? (parts[0] ?? '').trimEnd() : parts.map((part) => part.trimEnd()).join('\n');
  if (!/t\n?r\n?n/i.test(text)) return NO_TRACES;
  const traces: Trace[] = [];
  for (const match of text.matchAll(DELIMITED)) {
    if (traces.length >= TRACES_MAX) return traces;
    const trace = readDelimited(text, match.index, match[0], match[1] ?? '*');
    if (trace !== null) traces.push(trace);
  }
  if (traces.length > 0) return traces;
  const flat = text.replaceAll('\n', '');
  for (const pattern of [BLANK_DELIMITED, UNDELIMITED]) {
    for (const match of flat.matchAll(pattern)) {
      if (traces.length >= TRACES_MAX) return traces;
      traces.push(makeTrace([match[1] ?? '', match[2] ?? ''], match[0], 'variant'));
    }
    if (traces.length > 0) break;
  }
  return traces;
}

const NO_TRACES: readonly Trace[] = Object.freeze([]);

/**
 * Answers without joining the parts when every trace stands whole in a part of its own; `null` when it must be
 * sought.
 */
function findWhole(parts: readonly TextRange[]): readonly Trace[] | null {
  let traces: Trace[] | null = null;
  for (let i = 0; i < parts.length; i += 1) {
    const part = parts[i] as TextRange;
    const trace = wholeTraceIn(part);
    if (trace !== null) {
      if (traces === null) traces = [trace];
      else if (traces.push(trace) > TRACES_MAX) return null;
    } else if (hasLetters(part)) return null;
    if (i > 0 && areLettersCut(parts[i - 1] as TextRange, part)) return null;
  }
  return traces ?? NO_TRACES;
}

function readDelimited(text: string, index: number, marker: string, delimiter: string): Trace | null {
  const start = index + marker.length;
  const fields = [''];
  let at = start;
  for (const limit = Math.min(text.length, start + STRETCH_MAX); at < limit; at += 1) {
    const char = text[at] ?? '';
    if (char === '~' || char === '\\') break;
    if (char === '\n') {
      if (!goesOn(fields, text.slice(at + 1, at + 1 + STRETCH_MAX), delimiter)) break;
    } else if (char === delimiter) {
      if (fields.length === 3) break;
      fields.push('');
    } else fields[fields.length - 1] += char;
  }
  // Text may follow the trace without any terminator; TRN03 is one word, so a blank ends it.
  const payer = (fields[1] ?? '').trimStart();
  const blank = payer.search(/\s/);
  if (blank >= 0) {
    const later = payer.slice(blank).trim() === '' ? fields.slice(2) : [];
    fields.splice(1, fields.length, payer.slice(0, blank), ...later);
  }
  if (fields.at(0)?.trim() === '') return null;
  return makeTrace(fields, text.slice(index, at), marker === 'TRN*1*' ? 'standard' : 'variant');
}

/**
 * Whether a trace cut by the end of a part goes on in the next one. TRN02 does when a delimiter is still to come; TRN03
 * does while it is shorter than its ten characters and the next part brings no more than the rest.
 */
function goesOn(fields: readonly string[], rest: string, delimiter: string): boolean {
  const next = rest.trimStart();
  if (fields.length === 1) {
    const line = next.slice(0, (next.indexOf('\n') + 1 || next.length + 1) - 1);
    const mark = line.indexOf(delimiter);
    return mark >= 0 && /^[A-Za-z0-9-]*$/.test(line.slice(0, mark).trim());
  }
  if (fields.length > 2) return false;
  const missing = PAYER_ID_LENGTH - (fields[1] ?? '').trim().length;
  const word = /^[A-Za-z0-9]*/.exec(next)?.[0] ?? '';
  const after = next[word.length] ?? '~';
  return missing > 0 && word.length <= missing && /[~\\\s]/.test(after === delimiter ? '~' : after);
}

function makeTrace(fields: readonly string[], raw: string, form: Trace['form']): Trace {
  const traceNumber = (fields[0] ?? '').trim();
  const payerId = (fields[1] ?? '').trim();
  const supplement = (fields[2] ?? '').trim();
  return { traceNumber, payerId, supplement, key: traceKey(traceNumber), raw, form };
}
