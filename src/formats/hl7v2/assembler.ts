/** Raw units to messages: delimiters, character set, segment index, and the findings a header can give. Synchronous. */
import { BatchCheck } from './batch';
import { chooseCharset, type Hl7Charset } from './charset';
import { type Delimiters, type DelimiterVerdict, readDelimiters, STANDARD_DELIMITERS } from './delimiters';
import { SegmentReader } from './fields';
import { type Hl7FindingCode, hl7Finding } from './findings';
import type { Hl7Item, Hl7Message, Hl7UnitKind } from './model';
import { SegmentIndex } from './segment-index';
import { type RawUnit, SegmentTokenizer, type TokenizerLimits } from './tokenizer';

const KINDS = {
  MSH: 'message',
  FHS: 'fileHeader',
  BHS: 'batchHeader',
  BTS: 'batchTrailer',
  FTS: 'fileTrailer',
  NONE: 'stray',
} as const;

const VERDICTS: Readonly<Record<DelimiterVerdict, Hl7FindingCode | null>> = {
  ok: null,
  partial: 'HL7_DELIMITERS_PARTIAL',
  doubled: 'HL7_DELIMITERS_DOUBLED',
  invalid: 'HL7_DELIMITERS_INVALID',
  short: 'HL7_MSH_SHORT',
};

/** Error findings after which reading stops: a file of noise must not cost minutes. */
const FAULTS_MAX = 10_000;

/**
 * Push bytes, take items. Holds one message at a time; never throws; after `FAULTS_MAX` errors the rest is not read.
 */
export class Hl7Assembler {
  readonly #tokenizer: SegmentTokenizer;
  readonly #batch = new BatchCheck();
  readonly #index = new SegmentIndex();
  readonly #counts = new Map<string, number>();
  #delimiters: Delimiters = STANDARD_DELIMITERS;
  /** MSH-1 and MSH-2 with the separators around them as bytes, when they were faultless; else `null`. */
  #declared: Buffer | null = null;
  #items: Hl7Item[] = [];
  #bytes = 0;
  #faults = 0;

  constructor(limits: TokenizerLimits = {}) {
    this.#tokenizer = new SegmentTokenizer(limits);
  }

  get lineEnd(): 'crlf' | 'cr' | 'lf' {
    return this.#tokenizer.lineEnd;
  }

  push(chunk: Uint8Array): Hl7Item[] {
    this.#bytes += chunk.length;
    if (this.#faults > FAULTS_MAX) return [];
    this.#units(this.#tokenizer.push(chunk));
    return this.#take();
  }

  /** Closes the last message and judges the batch structure of the whole input. */
  end(): Hl7Item[] {
    if (this.#faults > FAULTS_MAX) return [];
    this.#units(this.#tokenizer.end());
    if (this.#faults > FAULTS_MAX) return this.#take();
    const place = { offset: this.#bytes, line: this.#tokenizer.segments };
    if (this.#tokenizer.utf16) this.#find('HL7_UTF16', { offset: 0, line: 0 });
    if (this.#tokenizer.segments === 0) this.#find('HL7_EMPTY', place);
    for (const finding of this.#batch.end(place)) this.#items.push({ kind: 'finding', finding });
    return this.#take();
  }

  #take(): Hl7Item[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }

  #find(code: Hl7FindingCode, place: { offset: number; line: number; path?: string }, detail?: string): void {
    const finding = hl7Finding(code, place, detail);
    if (finding.severity === 'error') this.#faults++;
    this.#items.push({ kind: 'finding', finding });
  }

  /** Stops at the unit that makes too many errors; the finding that says so is then the last item. */
  #units(units: readonly RawUnit[]): void {
    for (const unit of units) {
      this.#unit(unit);
      if (this.#faults <= FAULTS_MAX) continue;
      this.#find('HL7_ABANDONED', { offset: unit.offset, line: unit.line });
      return;
    }
  }

  #unit(unit: RawUnit): void {
    if (unit.head === 'OVERSIZE' || unit.head === 'CUT_FRAME') {
      const code = unit.head === 'OVERSIZE' ? 'HL7_MESSAGE_TOO_LARGE' : 'MLLP_FRAME_UNCLOSED';
      this.#find(code, { offset: unit.offset, line: unit.line });
      return;
    }
    const kind = KINDS[unit.head];
    const message = this.#message(unit, kind);
    this.#items.push({ kind, message });
    for (const finding of this.#batch.see(kind, message)) this.#items.push({ kind: 'finding', finding });
    if (!unit.terminated) {
      const end = unit.offset + unit.bytes.length;
      const line = unit.line + message.segments.length - 1;
      this.#find('HL7_SEGMENT_UNTERMINATED', { offset: end, line, path: message.path });
    }
  }

  #message(unit: RawUnit, kind: Hl7UnitKind): Hl7Message {
    const path = this.#number(kind);
    const place = { offset: unit.offset, line: unit.line, path };
    if (kind === 'message' || kind === 'fileHeader' || kind === 'batchHeader') this.#declare(unit, place);
    if (kind === 'stray') this.#find('HL7_SEGMENT_BEFORE_MSH', place);
    const segments = this.#index.read(unit, this.#delimiters.field);
    const message = {
      bytes: unit.bytes,
      span: { offset: unit.offset, length: unit.bytes.length },
      path,
      delimiters: this.#delimiters,
      charset: 'binary' as Hl7Charset,
      segments: segments.list,
    };
    const first = segments.list[0];
    const header = first?.id === 'MSH' ? new SegmentReader(message, first) : null;
    const choice = chooseCharset(header?.text(18) ?? '', unit.bytes);
    if (choice.finding) this.#find(choice.finding, place);
    if (segments.invalid > 0) this.#find('HL7_SEGMENT_ID_INVALID', place, `${segments.invalid} in this message`);
    message.charset = choice.charset;
    if (kind === 'message' && first !== undefined) {
      // ASCII reads the same as binary, so what the reader has decoded is right for nearly all messages.
      const isRead = header !== null && choice.charset === 'ascii';
      this.#header(isRead ? header : new SegmentReader(message, first), place);
    }
    return message;
  }

  #number(kind: Hl7UnitKind): string {
    const name = { message: 'MSG', fileHeader: 'FHS', batchHeader: 'BHS', batchTrailer: 'BTS', fileTrailer: 'FTS' };
    const label = kind === 'stray' ? 'STRAY' : name[kind];
    const number = (this.#counts.get(label) ?? 0) + 1;
    this.#counts.set(label, number);
    return `${label}[${number}]`;
  }

  #declare(unit: RawUnit, place: { offset: number; line: number; path: string }): void {
    // Messages of one sender declare the same; judging them once a file is enough.
    if (this.#declared === null || !this.#declared.equals(unit.bytes.subarray(3, 3 + this.#declared.length))) {
      const { delimiters, verdict } = readDelimiters(unit.bytes.subarray(0, unit.bounds[1]));
      this.#delimiters = delimiters;
      const code = VERDICTS[verdict];
      if (code) this.#find(code, place);
      this.#declared = code === null ? declarationOf(unit) : null;
    }
  }

  /** MSH-9 to MSH-12 are required in every version (HL7 v2 §2.14.9). */
  #header(reader: SegmentReader, place: { offset: number; line: number; path: string }): void {
    for (const field of [9, 10, 11, 12]) {
      if (reader.raw(field).trim() === '') this.#find('HL7_HEADER_FIELD_MISSING', place, `MSH-${field}`);
    }
    const version = reader.text(12).trim();
    if (version !== '' && !/^2\.[1-9](\.\d)?$/.test(version)) this.#find('HL7_VERSION_UNKNOWN', place);
  }
}

/** From the first field separator to the one that ends the declaration, which is what `readDelimiters` goes by. */
function declarationOf(unit: RawUnit): Buffer | null {
  const header = unit.bytes.subarray(0, unit.bounds[1]);
  const stop = header.indexOf(header[3] ?? 0, 4);
  return stop < 0 ? null : Buffer.from(header.subarray(3, stop + 1));
}
