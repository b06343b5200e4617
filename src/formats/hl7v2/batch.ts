/** The batch protocol (HL7 v2 §2.10.3): `[FHS] {[BHS] {MSH …} [BTS]} [FTS]` with its two counts. */
import type { Finding } from '../finding';
import { SegmentReader } from './fields';
import { type Hl7FindingCode, hl7Finding, type Place } from './findings';
import type { Hl7Message, Hl7UnitKind } from './model';

/** Follows the units of one file and reports where headers, trailers and counts disagree. */
export class BatchCheck {
  #file: Place | null = null;
  #batch: Place | null = null;
  #batches = 0;
  #batchMessages = 0;
  #closedFile: boolean = false;
  #closedBatch: boolean = false;

  see(kind: Hl7UnitKind, message: Hl7Message): Finding[] {
    const first = message.segments[0];
    const place = { offset: message.span.offset, line: first?.line ?? 0, path: message.path };
    switch (kind) {
      case 'message':
        return this.#message(place);
      case 'fileHeader':
        return this.#openFile(place);
      case 'batchHeader':
        return this.#openBatch(place);
      case 'batchTrailer':
        return this.#closeBatch(message, place);
      case 'fileTrailer':
        return this.#closeFile(message, place);
      case 'stray':
        return [];
    }
  }

  /** What is still open when the input ends is cut. */
  end(place: Place): Finding[] {
    const findings: Finding[] = [];
    if (this.#batch) findings.push(hl7Finding('HL7_BATCH_NOT_CLOSED', { ...place, path: this.#batch.path }));
    if (this.#file) findings.push(hl7Finding('HL7_FILE_NOT_CLOSED', { ...place, path: this.#file.path }));
    return findings;
  }

  #message(place: Place): Finding[] {
    this.#batchMessages++;
    const outside = this.#batch === null && (this.#closedFile || (this.#closedBatch && this.#file !== null));
    return outside ? [hl7Finding('HL7_MESSAGE_AFTER_TRAILER', place)] : [];
  }

  #openFile(place: Place): Finding[] {
    const findings = this.end(place);
    this.#file = place;
    this.#batch = null;
    this.#batches = 0;
    this.#batchMessages = 0;
    this.#closedFile = false;
    this.#closedBatch = false;
    return findings;
  }

  #openBatch(place: Place): Finding[] {
    const findings = this.#batch ? [hl7Finding('HL7_BATCH_NOT_CLOSED', place)] : [];
    this.#batch = place;
    this.#batches++;
    this.#batchMessages = 0;
    return findings;
  }

  #closeBatch(message: Hl7Message, place: Place): Finding[] {
    const findings = this.#batch ? [] : [hl7Finding('HL7_TRAILER_WITHOUT_HEADER', place)];
    findings.push(...judge(message, place, 'HL7_BATCH_COUNT', [this.#batchMessages]));
    this.#batch = null;
    this.#closedBatch = true;
    this.#batchMessages = 0;
    return findings;
  }

  /** A file without any BHS is one batch to some senders and none to others; both counts are accepted there. */
  #closeFile(message: Hl7Message, place: Place): Finding[] {
    const findings: Finding[] = [];
    if (this.#batch) findings.push(hl7Finding('HL7_BATCH_NOT_CLOSED', place));
    if (!this.#file) findings.push(hl7Finding('HL7_TRAILER_WITHOUT_HEADER', place));
    findings.push(...judge(message, place, 'HL7_FILE_COUNT', this.#batches === 0 ? [0, 1] : [this.#batches]));
    this.#file = null;
    this.#batch = null;
    this.#closedFile = true;
    return findings;
  }
}

/** Compares field 1 of a trailer with what was counted; an empty field states nothing. */
function judge(message: Hl7Message, place: Place, code: Hl7FindingCode, counted: readonly number[]): Finding[] {
  const trailer = message.segments[0];
  if (trailer === undefined) return [];
  const stated = new SegmentReader(message, trailer).text(1).trim();
  if (stated === '') return [];
  if (!/^\d{1,15}$/.test(stated)) return [hl7Finding('HL7_COUNT_INVALID', place)];
  if (counted.includes(Number.parseInt(stated, 10))) return [];
  return [hl7Finding(code, place, `stated ${stated}, found ${counted[counted.length - 1]}`)];
}
