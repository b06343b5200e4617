/** Builds acknowledgments in original mode (HL7 v2 §2.9.2): AA accepted, AE error in the content, AR refused. */
import type { Finding } from '../finding';
import { type Delimiters, STANDARD_DELIMITERS } from './delimiters';
import { SegmentReader } from './fields';
import type { Hl7Message, SegmentTree } from './model';
import { buildMessage, buildSegment, type FieldInput, writeMessage } from './writer';

type AckCode = 'AA' | 'AE' | 'AR';

/** HL7 table 0357 codes an integration engine answers with. */
type AckErrorCode = '100' | '101' | '102' | '103' | '200' | '201' | '202' | '203' | '204' | '205' | '206' | '207';

const ERROR_TEXTS: Readonly<Record<AckErrorCode, string>> = {
  '100': 'Segment sequence error',
  '101': 'Required field missing',
  '102': 'Data type error',
  '103': 'Table value not found',
  '200': 'Unsupported message type',
  '201': 'Unsupported event code',
  '202': 'Unsupported processing id',
  '203': 'Unsupported version id',
  '204': 'Unknown key identifier',
  '205': 'Duplicate key identifier',
  '206': 'Application record locked',
  '207': 'Application internal error',
};

/** One ERR segment. `path` is a finding's path; `text` is in plain words and holds no patient data. */
type AckError = { readonly code: AckErrorCode; readonly text: string; readonly path?: string };

type AckRequest = {
  readonly code: AckCode;
  /** MSH-10 of the acknowledgment itself; unique per answer. */
  readonly controlId: string;
  /** MSH-7, already formatted `YYYYMMDDHHMMSS[+/-ZZZZ]`; the codec has no clock. */
  readonly sentAt: string;
  readonly text?: string;
  readonly errors?: readonly AckError[];
};

/** ERR segments answered at most; a sender reads the first ones. */
const ERRORS_MAX = 20;

/**
 * The bytes of an acknowledgment, unframed. Sender and receiver are swapped, MSH-10 is echoed in MSA-2, version,
 * processing id and delimiters are those of the message. `message` is `null` when no header could be read: MSA-2 is
 * then empty, which is all that can be said truthfully.
 */
export function buildAck(message: Hl7Message | null, request: AckRequest): Uint8Array {
  const header = message?.segments[0];
  const reader = message && header?.id === 'MSH' ? new SegmentReader(message, header) : null;
  const delimiters =
    reader && usable(message?.delimiters) ? (message?.delimiters ?? STANDARD_DELIMITERS) : STANDARD_DELIMITERS;
  const version = reader?.text(12).trim() || '2.5.1';
  const segments = [
    mshSegment(reader, request, version, delimiters),
    buildSegment('MSA', { 1: request.code, 2: reader?.text(10) ?? '', 3: request.text ?? '' }, delimiters),
    ...errSegments(request.errors ?? [], version, delimiters),
  ];
  return writeMessage(buildMessage(segments, 'utf-8', delimiters)).bytes;
}

/** What to answer to findings: AR when the message could not be read as one, AE for errors in it, AA otherwise. */
export function answerTo(
  message: Hl7Message | null,
  findings: readonly Finding[],
): { code: AckCode; errors: AckError[] } {
  const errors = findings.filter((finding) => finding.severity === 'error');
  if (message === null) return { code: 'AR', errors: toErrors(errors, '100') };
  if (errors.length === 0) return { code: 'AA', errors: [] };
  const unreadable = errors.some((finding) => UNREADABLE.has(finding.code));
  return { code: unreadable ? 'AR' : 'AE', errors: toErrors(errors, '102') };
}

const UNREADABLE: ReadonlySet<string> = new Set(['HL7_MSH_SHORT', 'HL7_DELIMITERS_INVALID', 'HL7_CHARSET_UNSUPPORTED']);

const CODE_OF: Readonly<Record<string, AckErrorCode>> = {
  HL7_SEGMENT_MISSING: '100',
  HL7_SEGMENT_BEFORE_MSH: '100',
  HL7_REQUIRED_FIELD: '101',
  HL7_AMOUNT_INVALID: '102',
  HL7_TIME_INVALID: '102',
  HL7_CODE_UNKNOWN: '103',
};

const toErrors = (findings: readonly Finding[], fallback: AckErrorCode): AckError[] =>
  findings.slice(0, ERRORS_MAX).map((finding) => ({
    code: CODE_OF[finding.code] ?? fallback,
    text: finding.message,
    ...(finding.path === undefined ? {} : { path: finding.path }),
  }));

function mshSegment(
  reader: SegmentReader | null,
  request: AckRequest,
  version: string,
  delimiters: Delimiters,
): SegmentTree {
  const designator = (field: number): FieldInput =>
    reader ? [reader.text(field), reader.text(field, 2), reader.text(field, 3)].slice(0, partsOf(reader, field)) : '';
  const trigger = reader?.text(9, 2) ?? '';
  return buildSegment(
    'MSH',
    {
      3: designator(5),
      4: designator(6),
      5: designator(3),
      6: designator(4),
      7: request.sentAt,
      9: trigger === '' ? 'ACK' : ['ACK', trigger, 'ACK'],
      10: request.controlId,
      11: reader?.text(11).trim() || 'P',
      12: version,
    },
    delimiters,
  );
}

/** Components actually valued, so `APP` is not answered as `APP^^`. */
const partsOf = (reader: SegmentReader, field: number): number =>
  Math.max(1, ...[2, 3].filter((component) => reader.text(field, component) !== ''));

function errSegments(errors: readonly AckError[], version: string, delimiters: Delimiters): SegmentTree[] {
  const old = /^2\.[1-4](\.|$)/.test(version);
  return errors.slice(0, ERRORS_MAX).map((error) => {
    const place = placeOf(error.path);
    if (old)
      return buildSegment('ERR', { 1: [...place.slice(0, 3), [error.code, ERROR_TEXTS[error.code]]] }, delimiters);
    const location = place.some((part) => part !== '') ? place : '';
    const coded = [error.code, ERROR_TEXTS[error.code], 'HL70357'];
    return buildSegment('ERR', { 2: location, 3: coded, 4: 'E', 8: error.text }, delimiters);
  });
}

/** ERL parts (segment, sequence, field, repetition, component) of a path such as `MSG[1]/FT1[2]-11.1`. */
function placeOf(path: string | undefined): string[] {
  const match = /([A-Z][A-Z0-9]{2})\[(\d+)\](?:-(\d+)(?:\.(\d+))?)?$/.exec(path ?? '');
  if (!match || match[1] === 'MSG') return ['', '', ''];
  const place = [match[1] ?? '', match[2] ?? '', match[3] ?? ''];
  return match[4] === undefined ? place : [...place, '1', match[4]];
}

const usable = (delimiters: Delimiters | undefined): boolean =>
  delimiters !== undefined && Object.entries(delimiters).every(([name, byte]) => name === 'truncation' || byte !== 0);
