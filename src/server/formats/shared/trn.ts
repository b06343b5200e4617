/**
 * A reassociation trace found in free text: the TRN segment of X12 005010X221A1 that the CAQH CORE 370 rule puts into
 * the CCD+ addenda record. Banks hand it on damaged, so both the text as found and a comparable key are kept.
 */
export type Trace = {
  /** TRN02, the payer's trace number, as written apart from outer blanks. */
  readonly traceNumber: string;
  /** TRN03, `1` and the payer's tax id; empty when the text was cut before it. */
  readonly payerId: string;
  /** TRN04, the originating company's supplemental code; empty when absent. */
  readonly supplement: string;
  /** TRN02 ready for matching, see `traceKey`. */
  readonly key: string;
  readonly raw: string;
  /** `standard` is exactly `TRN*1*`; `variant` is any of the damaged forms and deserves less trust. */
  readonly form: 'standard' | 'variant';
};

/** Traces kept per text; a text with more is noise, and a hostile one must not cost more than this. */
export const TRACES_MAX = 200;

/** Longest stretch read after `TRN*1*`: TRN02 and TRN04 hold 50 characters, TRN03 ten, with room for padding. */
const STRETCH_MAX = 240;
const PAYER_ID_LENGTH = 10;

const DELIMITED = /T\n?R\n?N\n?[ ]{0,3}([^A-Za-z0-9\s~\\])\n?[ ]{0,3}1\n?[ ]{0,3}\1/gi;
const BLANK_DELIMITED = /(?<![A-Za-z0-9])TRN {1,3}1 {1,3}([A-Za-z0-9-]{1,50}) {1,3}(1[0-9]{9})(?![0-9])/gi;
const UNDELIMITED = /TRN1([A-Za-z0-9]{1,50}?)(1[0-9]{9})(?![A-Za-z0-9])/gi;

/** The form nearly every addenda has: one whole, terminated TRN segment and nothing else. */
const STANDARD_ALONE = /^TRN\*1\*[A-Za-z0-9-]+\*[A-Za-z0-9]+[~\\] *$/;

/**
 * What two traces are compared by: letters and digits only, upper case, leading zeros gone (banks lose and add
 * them).
 */
export const traceKey = (text: string): string =>
  (/^[1-9A-Z][0-9A-Z]*$/.test(text) ? text : text.replace(/[^A-Za-z0-9]/g, '').toUpperCase()).replace(/^0+(?=.)/, '');

/**
 * Finds every trace in a text that may have been cut into parts (BAI2 88 records, 80-character addenda). Understands
 * `~` and `\` as terminators or none at all, lower case, padding, other delimiters and lost delimiters.
 */
export function findTraces(parts: readonly string[]): readonly Trace[] {
  const whole = findWhole(parts);
  if (whole !== null) return whole;
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
const LETTERS = /trn/i;

/**
 * Answers without joining the parts when every trace stands whole in a part of its own; `null` when it must be
 * sought.
 */
function findWhole(parts: readonly string[]): readonly Trace[] | null {
  let traces = NO_TRACES;
  for (let i = 0; i < parts.length; i += 1) {
    const part = parts[i] ?? '';
    if (STANDARD_ALONE.test(part)) traces = traces.length === 0 ? [readAlone(part)] : [...traces, readAlone(part)];
    else if (LETTERS.test(part)) return null;
    if (traces.length > TRACES_MAX) return null;
    // The letters themselves may be cut between two parts.
    if (i > 0 && LETTERS.test((parts[i - 1] ?? '').trimEnd().slice(-2) + part.slice(0, 2))) return null;
  }
  return traces;
}

function readAlone(text: string): Trace {
  const raw = text.trimEnd().slice(0, -1);
  const middle = raw.indexOf('*', 6);
  return makeTrace([raw.slice(6, middle), raw.slice(middle + 1)], raw, 'standard');
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
