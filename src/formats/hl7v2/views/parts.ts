/** What the typed views share: finding segments, the header, coverage groups, and the checks on amounts and times. */
import type { Finding } from '../../finding';
import { type Composite, type Hl7Amount, REPETITIONS_MAX } from '../datatypes';
import { isHl7Time } from '../datetime';
import { FindingLog, type Hl7FindingCode, hl7Finding } from '../findings';
import type { Hl7Message, Hl7Segment, Valued } from '../model';
import type { Located, ReadRecord } from '../record';
import { readMsh } from '../segments/header';
import { readGt1, readIn1, readIn2 } from '../segments/patient';

/** A typed view and what was wrong with the message for that view. The view is given even when there are findings. */
export type Viewed<T> = { readonly view: T; readonly findings: readonly Finding[] };

/** Collects findings for one message. */
export class ViewLog {
  readonly #log = new FindingLog();
  readonly #message: Hl7Message;

  constructor(message: Hl7Message) {
    this.#message = message;
    if (countOf(message.bytes, message.delimiters.repetition) >= REPETITIONS_MAX) {
      this.missing('at any field', 'HL7_REPETITIONS_MANY');
    }
  }

  list(): Finding[] {
    return this.#log.list();
  }

  /** A finding on a field of a record; `field` is written as HL7 does, `FT1-11`. */
  field(code: Hl7FindingCode, record: Located<object>, field: string): void {
    const number = field.slice(field.indexOf('-'));
    this.#log.add(
      hl7Finding(code, { offset: record.span.offset, line: record.line, path: `${record.path}${number}` }, field),
    );
  }

  /** A finding on the message as a whole; `detail` names the segment. */
  missing(detail: string, code: Hl7FindingCode = 'HL7_SEGMENT_MISSING'): void {
    const first = this.#message.segments[0];
    const place = { offset: this.#message.span.offset, line: first?.line ?? 0, path: this.#message.path };
    this.#log.add(hl7Finding(code, place, detail));
  }

  required(record: Located<object>, field: string, value: unknown): void {
    if (value === undefined || value === null) this.field('HL7_REQUIRED_FIELD', record, field);
  }

  amount(record: Located<object>, field: string, amount: Composite<Hl7Amount>): void {
    if (amount && amount.text !== '' && amount.value === null) this.field('HL7_AMOUNT_INVALID', record, field);
  }

  time(record: Located<object>, field: string, time: Valued): void {
    if (time && !isHl7Time(time)) this.field('HL7_TIME_INVALID', record, field);
  }

  code(record: Located<object>, field: string, value: Valued, known: ReadonlySet<string>): void {
    if (value && !known.has(value)) this.field('HL7_CODE_UNKNOWN', record, field);
  }
}

function countOf(bytes: Uint8Array, byte: number): number {
  let count = 0;
  if (byte === 0) return count;
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) count++;
  return count;
}

/** Every segment with an id, in message order. */
export const all = <T extends object>(message: Hl7Message, id: string, read: ReadRecord<T>): Located<T>[] =>
  message.segments.filter((segment) => segment.id === id).map((segment) => read(message, segment));

/** The first segment with an id, or `null`. */
export function first<T extends object>(message: Hl7Message, id: string, read: ReadRecord<T>): Located<T> | null {
  const segment = message.segments.find((candidate) => candidate.id === id);
  return segment ? read(message, segment) : null;
}

/** The first segment with an id, which the message type requires: absent, it is reported and `null`. */
export function must<T extends object>(
  message: Hl7Message,
  id: string,
  read: ReadRecord<T>,
  log: ViewLog,
): Located<T> | null {
  const found = first(message, id, read);
  if (found === null) log.missing(id);
  return found;
}

export const header = (message: Hl7Message, log: ViewLog) => must(message, 'MSH', readMsh, log);

/**
 * Splits a message into groups, each opened by a segment with one of `openers` and holding what follows until the next
 * opener or a segment outside `members`. Tolerant of order inside a group, since senders differ.
 */
export function groups(message: Hl7Message, openers: readonly string[], members: readonly string[]): Hl7Segment[][] {
  const found: Hl7Segment[][] = [];
  let open: Hl7Segment[] | null = null;
  for (const segment of message.segments) {
    if (openers.includes(segment.id)) {
      open = [segment];
      found.push(open);
    } else if (open && members.includes(segment.id)) {
      open.push(segment);
    } else {
      open = null;
    }
  }
  return found;
}

/** The group's segments with an id. */
export const inGroup = <T extends object>(
  message: Hl7Message,
  group: readonly Hl7Segment[],
  id: string,
  read: ReadRecord<T>,
): Located<T>[] => group.filter((segment) => segment.id === id).map((segment) => read(message, segment));

/** Guarantors and coverages: each IN1 with its IN2. */
export const readCoverage = (message: Hl7Message) => ({
  guarantors: all(message, 'GT1', readGt1),
  insurances: groups(message, ['IN1'], ['IN2', 'IN3']).map((group) =>
    Object.assign(readIn1(message, group[0] as Hl7Segment), {
      additional: inGroup(message, group, 'IN2', readIn2)[0] ?? null,
    }),
  ),
});
