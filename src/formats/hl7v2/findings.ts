/**
 * The HL7 v2 finding codes, their words and their cures. Messages never hold field values: those may be patient data.
 */
import { FINDINGS_MAX, type Finding, type Severity } from '../finding';

type Entry = { readonly severity: Severity; readonly message: string; readonly cure: string };

const CATALOGUE = {
  HL7_EMPTY: {
    severity: 'error',
    message: 'The file holds no HL7 segment.',
    cure: 'Ask the sender for the file again; an empty transfer is not a message.',
  },
  HL7_UTF16: {
    severity: 'error',
    message: 'The file is UTF-16; HL7 delimiters cannot be found in it.',
    cure: 'Ask the sender for UTF-8 or ISO 8859-1 (HL7 table 0211).',
  },
  HL7_SEGMENT_BEFORE_MSH: {
    severity: 'error',
    message: 'Text stands where a message header (MSH) was expected.',
    cure: 'Check that the file was not cut at its start and holds only HL7 v2.',
  },
  HL7_SEGMENT_ID_INVALID: {
    severity: 'warning',
    message: 'A line does not begin with a three-character segment id and the field separator.',
    cure: 'Usually a raw line break inside a field: the sender must write it as \\.br\\ or \\X0D\\.',
  },
  HL7_SEGMENT_UNTERMINATED: {
    severity: 'warning',
    message: 'The last segment has no terminator, so a cut inside it cannot be excluded.',
    cure: 'Compare with the sender; every segment ends with a carriage return (HL7 v2 §2.5.4).',
  },
  HL7_MESSAGE_TOO_LARGE: {
    severity: 'error',
    message: 'A message is larger than the limit and was not read.',
    cure: 'Ask the sender to send large documents by reference, or raise the message limit of this connection.',
  },
  HL7_MSH_SHORT: {
    severity: 'error',
    message: 'The message header ends before its encoding characters (MSH-2).',
    cure: 'Ask the sender for the message again; its header is cut or is not HL7 v2.',
  },
  HL7_DELIMITERS_INVALID: {
    severity: 'error',
    message: 'The delimiters in MSH-1 and MSH-2 are missing, repeated, or letters, digits or non-ASCII characters.',
    cure: 'The sender must use distinct punctuation; |^~\\& is recommended (HL7 v2 §2.5.4).',
  },
  HL7_DELIMITERS_DOUBLED: {
    severity: 'warning',
    message: 'MSH-2 holds the escape character twice; it was read as once.',
    cure: 'The text was escaped once too often on its way; ask the sender for plain HL7 v2.',
  },
  HL7_DELIMITERS_PARTIAL: {
    severity: 'warning',
    message: 'MSH-2 declares fewer than four encoding characters.',
    cure: 'Usable when the missing ones are not needed; ask the sender for all four (HL7 v2 §2.14.9.2).',
  },
  HL7_HEADER_FIELD_MISSING: {
    severity: 'warning',
    message: 'A required header field is empty.',
    cure: 'MSH-9 type, MSH-10 control id, MSH-11 processing id and MSH-12 version are required (HL7 v2 §2.14.9).',
  },
  HL7_CONTROL_ID_REPEATED: {
    severity: 'warning',
    message: 'Two messages of one file have the same message control id (MSH-10).',
    cure: 'Ask the sender whether one message was sent twice; an answer by this id cannot tell which one it means.',
  },
  HL7_VERSION_UNKNOWN: {
    severity: 'info',
    message: 'MSH-12 names a version other than 2.1 to 2.9.',
    cure: 'The message is read generically; check the agreed version with the sender.',
  },
  HL7_CHARSET_ASSUMED: {
    severity: 'info',
    message: 'The message has non-ASCII text and no character set in MSH-18; it was read by inspection.',
    cure: 'Ask the sender to state MSH-18.',
  },
  HL7_CHARSET_MISMATCH: {
    severity: 'warning',
    message: 'The bytes do not fit the character set in MSH-18.',
    cure: 'Check names and addresses; ask the sender to correct MSH-18.',
  },
  HL7_CHARSET_UNSUPPORTED: {
    severity: 'error',
    message: 'The character set in MSH-18 is not supported; text is kept byte for byte but not decoded.',
    cure: 'Ask the sender for UNICODE UTF-8.',
  },
  HL7_BATCH_COUNT: {
    severity: 'error',
    message: 'The batch trailer states another number of messages than the batch holds (BTS-1).',
    cure: 'Do not post from this file; ask the sender whether messages are missing or the count is wrong.',
  },
  HL7_FILE_COUNT: {
    severity: 'error',
    message: 'The file trailer states another number of batches than the file holds (FTS-1).',
    cure: 'Do not post from this file; ask the sender whether batches are missing or the count is wrong.',
  },
  HL7_COUNT_INVALID: {
    severity: 'warning',
    message: 'The count in a trailer is not a whole number.',
    cure: 'Ask the sender to correct BTS-1 or FTS-1.',
  },
  HL7_BATCH_NOT_CLOSED: {
    severity: 'error',
    message: 'A batch header (BHS) has no batch trailer (BTS); the batch may be cut.',
    cure: 'Ask the sender for the whole file.',
  },
  HL7_FILE_NOT_CLOSED: {
    severity: 'error',
    message: 'A file header (FHS) has no file trailer (FTS); the file may be cut.',
    cure: 'Ask the sender for the whole file.',
  },
  HL7_TRAILER_WITHOUT_HEADER: {
    severity: 'error',
    message: 'A batch or file trailer has no header before it; the start of the file may be missing.',
    cure: 'Ask the sender for the whole file.',
  },
  HL7_MESSAGE_AFTER_TRAILER: {
    severity: 'warning',
    message: 'A message stands outside the batch structure of its file.',
    cure: 'It is counted by no trailer; ask the sender whether it belongs to this file.',
  },
  MLLP_FRAME_UNCLOSED: {
    severity: 'error',
    message: 'A frame was begun (0x0B) and never ended (0x1C 0x0D); the message is cut.',
    cure: 'Send no acceptance; the sender must send the message again.',
  },
  MLLP_FRAME_RESTARTED: {
    severity: 'error',
    message: 'A new frame began inside a frame; the first one is cut and was not read.',
    cure: 'The sender must send the cut message again.',
  },
  MLLP_GARBAGE: {
    severity: 'warning',
    message: 'Bytes stand outside any frame; they were skipped.',
    cure: 'Check what else writes to this port; MLLP frames every message as 0x0B … 0x1C 0x0D.',
  },
  MLLP_END_WITHOUT_CR: {
    severity: 'warning',
    message: 'A frame ends with 0x1C and no carriage return; it was accepted.',
    cure: 'Ask the sender to end frames with 0x1C 0x0D.',
  },
  MLLP_FRAME_TOO_LARGE: {
    severity: 'error',
    message: 'A frame is larger than the limit; it was skipped to its end.',
    cure: 'Raise the limit of this connection or ask the sender for smaller messages.',
  },
  HL7_REQUIRED_FIELD: {
    severity: 'error',
    message: 'A field the transaction cannot do without is empty.',
    cure: 'Ask the sender to fill the named field.',
  },
  HL7_AMOUNT_INVALID: {
    severity: 'error',
    message: 'An amount or quantity is not a decimal number (HL7 v2 NM).',
    cure: 'Ask the sender to send digits with an optional sign and point.',
  },
  HL7_TIME_INVALID: {
    severity: 'error',
    message: 'A date or time does not have the form YYYY[MM[DD[HH[MM[SS[.S]]]]]][+/-ZZZZ].',
    cure: 'Ask the sender to correct the named field.',
  },
  HL7_CODE_UNKNOWN: {
    severity: 'warning',
    message: 'A code is not in its HL7 table.',
    cure: 'Agree the local code with the sender and map it.',
  },
  HL7_SEGMENT_MISSING: {
    severity: 'error',
    message: 'The message lacks a segment its type requires.',
    cure: 'Ask the sender to send the message with the named segment.',
  },
  HL7_REPETITIONS_MANY: {
    severity: 'error',
    message: 'The message has more field repetitions than a typed view holds; lists may be cut.',
    cure: 'No real field repeats this often; ask the sender what it is.',
  },
  HL7_EVENT_MISSING: {
    severity: 'warning',
    message: 'The message has no event segment (EVN), so events of one account can only be ordered by MSH-7.',
    cure: 'Ask the sender to send EVN with EVN-2.',
  },
  HL7_UNENCODABLE: {
    severity: 'error',
    message: 'The text holds characters the message character set cannot carry; they were replaced by "?".',
    cure: 'Write the message as UTF-8.',
  },
  HL7_ABANDONED: {
    severity: 'error',
    message: 'Too much of the file is in error; reading stopped here and the rest was not read.',
    cure: 'Check that the file is HL7 v2; cure the first errors and send it again.',
  },
  FINDINGS_TRUNCATED: {
    severity: 'warning',
    message: 'More findings were made than are kept.',
    cure: 'Cure the ones listed first and read the file again.',
  },
} as const satisfies Record<string, Entry>;

export type Hl7FindingCode = keyof typeof CATALOGUE;

/**
 * Where a finding lies: absolute byte offset, segment number from 1, and the path in HL7 terms (`MSG[2]/FT1[3]-11`).
 */
export type Place = { readonly offset: number; readonly line: number; readonly path?: string };

/** One finding with the catalogue's words; `detail` (no field values) is added in brackets. */
export function hl7Finding(code: Hl7FindingCode, place: Place, detail?: string): Finding {
  const entry = CATALOGUE[code];
  const message = detail === undefined ? entry.message : `${entry.message} [${detail}]`;
  return { code, severity: entry.severity, message, cure: entry.cure, ...place };
}

/** Keeps the first `FINDINGS_MAX` findings and counts the rest, so hostile input cannot fill memory. */
export class FindingLog {
  readonly #kept: Finding[] = [];
  #dropped = 0;
  #droppedErrors = 0;

  add(finding: Finding): void {
    if (this.#kept.length < FINDINGS_MAX) this.#kept.push(finding);
    else {
      this.#dropped++;
      if (finding.severity === 'error') this.#droppedErrors++;
    }
  }

  /** The kept findings, closed by `FINDINGS_TRUNCATED` with the number left out when there were more. */
  list(): Finding[] {
    if (this.#dropped === 0) return [...this.#kept];
    const words = `${this.#dropped} more, ${this.#droppedErrors} of them errors`;
    const closing = hl7Finding('FINDINGS_TRUNCATED', { offset: 0, line: 0 }, words);
    // A file is judged by the worst of its findings, listed or not.
    return [...this.#kept, this.#droppedErrors > 0 ? { ...closing, severity: 'error' } : closing];
  }
}
