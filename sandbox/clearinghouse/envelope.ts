import { createHash } from 'node:crypto';
import { reference } from '../reference';
import type { Remit } from './model';
import { remitSegments, type Segment } from './segments';

export type Delimiters = {
  readonly element: string;
  readonly component: string;
  readonly repetition: string;
  readonly segment: string;
  /** What follows each terminator: nothing, LF or CRLF. */
  readonly lineEnd: '' | '\n' | '\r\n';
};

/** The ways the payers' systems really write; all are legal because ISA says which is in use. */
export const DELIMITER_STYLES: readonly [Delimiters, ...Delimiters[]] = [
  { element: '*', component: ':', repetition: '^', segment: '~', lineEnd: '' },
  { element: '*', component: ':', repetition: '^', segment: '~', lineEnd: '\n' },
  { element: '|', component: '>', repetition: '!', segment: '~', lineEnd: '\r\n' },
  { element: '*', component: '>', repetition: '^', segment: '~', lineEnd: '\r\n' },
];

export type Envelope = {
  /** ISA13 and GS06. */
  readonly controlNumber: number;
  /** YYYY-MM-DD. */
  readonly date: string;
  /** Minutes after midnight. */
  readonly minute: number;
  readonly delimiters: Delimiters;
};

/** The whole interchange as pieces of text, claim by claim, so that a big file need not be held twice. */
export function* renderInterchange(remits: readonly Remit[], envelope: Envelope): Generator<string> {
  const { delimiters } = envelope;
  const write = (segment: Segment): string => renderSegment(segment, delimiters);
  const control = String(envelope.controlNumber);
  const time = clock(envelope.minute);
  yield interchangeHeader(envelope, time);
  yield write([
    'GS',
    'HP',
    reference.clearinghouse.isaSenderId,
    reference.clearinghouse.isaReceiverId,
    envelope.date.replaceAll('-', ''),
    time,
    control,
    'X',
    '005010X221A1',
  ]);
  for (const [index, remit] of remits.entries()) {
    const number = transactionNumber(index);
    let count = 2;
    yield write(['ST', '835', number]);
    for (const segment of remitSegments(remit)) {
      count += 1;
      yield write(segment);
    }
    yield write(['SE', String(count), number]);
  }
  yield write(['GE', String(remits.length), control]);
  yield write(['IEA', '1', control.padStart(9, '0')]);
}

/** ST02 of the nth transaction set of a file. */
export const transactionNumber = (index: number): string => String(index + 1).padStart(4, '0');

/**
 * What a remittance says, whatever envelope it came in: SHA-256 over its segments in one fixed set of delimiters,
 * without ST and SE. Two sends with the same hash are the same remittance.
 */
export function contentHash(remit: Remit): string {
  const hash = createHash('sha256');
  for (const segment of remitSegments(remit)) hash.update(renderSegment(segment, DELIMITER_STYLES[0]));
  return hash.digest('hex');
}

/** ISA has fixed widths (106 characters with its terminator), because the delimiters are read from it by position. */
function interchangeHeader(envelope: Envelope, time: string): string {
  const { element, component, repetition, segment, lineEnd } = envelope.delimiters;
  const fields = [
    'ISA',
    '00',
    ' '.repeat(10),
    '00',
    ' '.repeat(10),
    'ZZ',
    reference.clearinghouse.isaSenderId.padEnd(15),
    'ZZ',
    reference.clearinghouse.isaReceiverId.padEnd(15),
    envelope.date.replaceAll('-', '').slice(2),
    time,
    repetition,
    '00501',
    String(envelope.controlNumber).padStart(9, '0'),
    '0',
    'P',
    component,
  ];
  return fields.join(element) + segment + lineEnd;
}

function renderSegment(segment: Segment, delimiters: Delimiters): string {
  const elements = segment.map((element) =>
    typeof element === 'string' ? element : element.join(delimiters.component),
  );
  return elements.join(delimiters.element) + delimiters.segment + delimiters.lineEnd;
}

function clock(minute: number): string {
  const inDay = minute % 1440;
  return `${String(Math.floor(inDay / 60)).padStart(2, '0')}${String(inDay % 60).padStart(2, '0')}`;
}
