import { type SegmentSink, Tokenizer } from './x12/tokenizer';

/** What a file is by its bytes. X12 sets are named by their number: `x12-835`. */
export type DetectedFormat =
  | `x12-${string}`
  | 'hl7v2'
  | 'fhir'
  | 'bai2'
  | 'nacha'
  | 'camt'
  | 'lockbox'
  | 'csv'
  | 'json'
  | 'empty'
  | 'binary'
  | 'unknown';

/** `detail`: version, message or resource type where the bytes tell; for files that are none of ours, what they are. */
export type Detection = { readonly format: DetectedFormat; readonly detail: string };

/** Bytes worth giving to `detectFormat`: a cover text before an interchange fits in. */
export const DETECT_BYTES = 64 * 1024;

/** GS01 for interchanges whose first set lies beyond the head (X12 element 479). */
const SET_BY_GROUP: Readonly<Record<string, string>> = {
  HP: '835',
  HC: '837',
  HN: '277',
  HR: '276',
  HS: '270',
  HB: '271',
  HI: '278',
  RA: '820',
  FA: '999',
};

const MAGIC: readonly (readonly [string, string])[] = [
  ['PK\u0003\u0004', 'ZIP archive; unpack it first'],
  ['\u001f\u008b', 'gzip file; unpack it first'],
  ['%PDF', 'PDF document'],
  ['-----BEGIN PGP', 'PGP message; decrypt it first'],
  ['\u00ff\u00fe', 'UTF-16 text; convert it to UTF-8'],
  ['\u00fe\u00ff', 'UTF-16 text; convert it to UTF-8'],
];

/** A message header below lines that are none: cover text, or segments left over from another message. */
const HL7_BELOW = /[\r\n\v]MSH[^A-Za-z0-9\s][^A-Za-z0-9\s]{3,5}[^A-Za-z0-9\s]/;
/** A bank's message told by its own element when it names no namespace. */
const CAMT_BARE = /^[\s\S]{0,4000}?<(?:[\w.-]+:)?BkToCstmr(?:AcctRpt|Stmt|DbtCdtNtfctn)\b/;
/** Segments without a message header: one that opens a message, and another below it. */
const HL7_HEADLESS = /^(EVN|PID|PV1|ORC|OBR|OBX|SCH|FT1|MSA)\|[^\r\n]*[\r\n]+[A-Z][A-Z\d]{2}\|/;
/** One segment alone, without its message. */
const HL7_SEGMENT = /^(EVN|PID|PV1|PV2|ORC|OBR|OBX|SCH|FT1|MSA|IN1|DG1|PR1|GT1|NK1)\|[^\r\n]*\|[^\r\n]*[\r\n]*$/;

/** Tells the format from the first bytes of a file, never from its name. */
export function detectFormat(head: Uint8Array): Detection {
  const text = Buffer.from(head.buffer, head.byteOffset, head.length)
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '');
  const body = text.replace(/^[\0-\u0020]+/, '');
  if (body === '') return { format: 'empty', detail: head.length === 0 ? 'no bytes' : 'blanks only' };
  for (const [magic, detail] of MAGIC) if (text.startsWith(magic)) return { format: 'binary', detail };
  return (
    detectMessage(body) ??
    detectBank(body) ??
    detectX12(head) ??
    detectTable(body) ?? {
      format: isBinary(text) ? 'binary' : 'unknown',
      detail: isBinary(text) ? 'control bytes that no text format has' : 'no format this product reads',
    }
  );
}

function detectMessage(body: string): Detection | null {
  if (
    /^(MSH|FHS|BHS)[^A-Za-z0-9\s]/.test(body) ||
    HL7_BELOW.test(body) ||
    HL7_HEADLESS.test(body) ||
    HL7_SEGMENT.test(body)
  ) {
    return { format: 'hl7v2', detail: hl7Type(body) };
  }
  if (body.startsWith('<')) {
    const namespace = /urn:iso:std:iso:20022:tech:xsd:(camt\.\d{3}\.\d{3}\.\d{2})/.exec(body);
    if (namespace) return { format: 'camt', detail: namespace[1] ?? '' };
    if (CAMT_BARE.test(body)) return { format: 'camt', detail: 'without a namespace' };
    return { format: 'unknown', detail: 'XML that is not an ISO 20022 cash management message' };
  }
  if (!/^[{[]/.test(body)) return null;
  const resource = /"resourceType"\s*:\s*"([A-Za-z]+)"/.exec(body);
  if (resource) return { format: 'fhir', detail: resource[1] ?? '' };
  const business = detectJson(body);
  if (business !== null) return { format: 'json', detail: business };
  return { format: 'unknown', detail: 'JSON without a FHIR resourceType' };
}

/** Bodies of our own partners, told by the fields that only they have. */
function detectJson(body: string): string | null {
  const has = (name: string): boolean => body.includes(`"${name}"`);
  if (has('requestId') && (has('requestedBy') || has('payee') || has('action'))) return 'refund-request';
  const payments = /^\{[^[\]]*"events"\s*:\s*\[\s*(\]|\{)/.exec(body);
  if (payments?.[1] === ']') return 'payment-status';
  if (payments !== null && (has('seq') || has('cursor')) && has('externalId')) return 'payment-status';
  return null;
}

/** MSH-9 of the first message. */
function hl7Type(body: string): string {
  const start = body.indexOf('MSH');
  const line = start < 0 ? '' : (body.slice(start).split(/[\r\n]/)[0] ?? '');
  if (line === '') return /^[FB]HS/.test(body) ? 'batch' : 'without message header';
  return line.split(line[3] ?? '|')[8] ?? '';
}

function detectBank(body: string): Detection | null {
  if (/^01,[^,\r\n]*,[^,\r\n]*,\d{6},/.test(body) || /^01,([^,\r\n]*,){3,7}[^,\r\n]*\/[ \t]*[\r\n]/.test(body)) {
    return { format: 'bai2', detail: 'BAI2' };
  }
  if (BAI2_HEADLESS.test(body)) return { format: 'bai2', detail: 'BAI2 without file header' };
  const [line = '', next] = body.split(/[\r\n]+/, 2);
  if (/^101[ 0-9].{30}/.test(line)) return { format: 'nacha', detail: 'NACHA' };
  if (/^5(200|220|225|280)[ -~]{60}/.test(line)) return { format: 'nacha', detail: 'NACHA without file header' };
  if (/^100[ 0-9A-Z]{20}/.test(line) && line.length <= 80) return { format: 'lockbox', detail: 'BAI lockbox' };
  if (isAchRecord(line) && (next === undefined || next.trim() === '' || isAchRecord(next))) {
    return { format: 'nacha', detail: line.startsWith('1') ? 'NACHA' : 'NACHA without file header' };
  }
  return null;
}

/** Records of a bank statement whose file header is missing: a known code on two lines, the first ended by a slash. */
const BAI2_HEADLESS = /^(02|03|16|49|88|98|99),[^\r\n]*\/[ \t]*[\r\n]+(02|03|16|49|88|98|99),/;

/** A record of an ACH file by its type and width; a character more or less happens where files pass through editors. */
const ACH_WIDTH_LEAST = 93;
const ACH_WIDTH_MOST = 96;
const isAchRecord = (line: string): boolean =>
  /^[156789][ \d]{2}/.test(line) && line.length >= ACH_WIDTH_LEAST && line.length <= ACH_WIDTH_MOST;

function detectX12(head: Uint8Array): Detection | null {
  let version = '';
  let group = '';
  let set = '';
  let hasIsa = false;
  let hasTa1 = false;
  const sink: SegmentSink = {
    segment(view) {
      // Ids in lower case are no X12, but what the sender meant is plain, and the finding says the rest.
      const id = view.element(0).toUpperCase();
      if (id === 'ISA') hasIsa = true;
      else if (id === 'TA1') hasTa1 = true;
      else if (id === 'GS' && group === '') {
        group = view.element(1);
        version = view.element(8);
      } else if (id === 'ST' && set === '') set = view.element(1);
    },
    delimiters: () => {},
    problem: () => {},
  };
  const tokenizer = new Tokenizer(sink);
  tokenizer.push(head);
  tokenizer.end();
  const named = set === '' ? SET_BY_GROUP[group] : set;
  if (named !== undefined) return { format: `x12-${named.toLowerCase()}`, detail: version };
  if (hasTa1) return { format: 'x12-ta1', detail: 'interchange acknowledgment' };
  return hasIsa ? { format: 'x12-unknown', detail: 'an interchange without a transaction set' } : null;
}

const SEPARATORS = [
  [',', 'comma'],
  [';', 'semicolon'],
  ['\t', 'tab'],
  ['|', 'pipe'],
] as const;

/** Two lines with the same number of the same separator make a table; a line alone does when it reads as its header. */
function detectTable(body: string): Detection | null {
  const [first = '', second = ''] = body.split(/\r\n|\n|\r/, 2);
  for (const [separator, name] of SEPARATORS) {
    const fields = first.split(separator);
    const columns = fields.length;
    if (columns < 2) continue;
    const isTable =
      second === ''
        ? fields.every(isColumnName)
        : !isProse(first, second, separator) && (second.split(separator).length === columns || second.includes('"'));
    if (isTable) {
      return {
        format: 'csv',
        detail: isRefundHeader(fields) ? 'refund-request' : `${name}-separated, ${columns} columns`,
      };
    }
  }
  return null;
}

/** Columns that a table of refund requests cannot do without, however they are written. */
const REFUND_COLUMNS = ['requestid', 'requestedby', 'payeename', 'amount'];

function isRefundHeader(fields: readonly string[]): boolean {
  const names = new Set(fields.map((field) => field.toLowerCase().replace(/[^a-z0-9]/g, '')));
  return REFUND_COLUMNS.every((name) => names.has(name));
}

/** A header alone: names only, so that neither a sentence nor a record of an unknown format passes for a table. */
const isColumnName = (field: string): boolean => /^"?[A-Za-z_][\w .()#%/-]*"?$/.test(field);

/** Sentences set a blank behind every comma, tables hardly ever. */
const isProse = (first: string, second: string, separator: string): boolean =>
  [first, second].every((line) =>
    line
      .split(separator)
      .slice(1)
      .every((part) => part.startsWith(' ')),
  );

function isBinary(text: string): boolean {
  let controls = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x09 || (code > 0x0d && code < 0x20)) controls++;
  }
  return controls * 50 > text.length;
}
