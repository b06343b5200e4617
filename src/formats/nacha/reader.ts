import type { ByteSource } from '../finding';
import type { FindingCollector } from '../shared/finding-collector';
import { FixedWidthTokenizer, type RawRecord } from '../shared/fixed-width';
import {
  checkAddenda,
  checkBatchControl,
  checkBatchHeader,
  checkEntry,
  checkFileControl,
  checkFileHeader,
  checkRaw,
  EXCLUDED,
} from './checks';
import { AddendaRecord, type BatchPlace, EntryRecord } from './entry';
import { raise } from './findings';
import type { BatchHeader, FileControl, NachaRecord } from './model';
import { isFull, isPlainAddenda, isPlainEntry } from './plain';
import { layoutOf, readBatchControl, readBatchHeader, readFileControl, readFileHeader } from './records';
import { NACHA_WIDTH, tokenizeNacha } from './tokenizer';
import { Totals } from './totals';

/** Addenda kept per entry: the sequence number has four digits, CTX allows 9,999. */
const ADDENDA_MAX = 9_999;

type OpenBatch = {
  readonly header: BatchHeader;
  readonly place: BatchPlace;
  readonly totals: Totals;
  /** The direction its service class forbids. */
  readonly excluded: string | undefined;
  entries: number;
};

/** Where entries outside any batch stand. */
const NO_BATCH: BatchPlace = { path: 'FILE', number: 0, layout: 'common' };

/** Record types by the code of their first character. */
const TYPE = { header: 0x31, batch: 0x35, entry: 0x36, addenda: 0x37, batchControl: 0x38, control: 0x39 } as const;

/** First columns of every record type: 94 characters without a line end before them can be no other record. */
const BEGINS_RECORD = /^(?:101|5(?:200|220|225|280)|6\d{2}[ \d]{8}|7\d{2}|8(?:200|220|225|280)|9[ \d]{6}[ \d]{6})/;

/** Turns raw records into typed ones, one at a time. An entry leaves once its last addenda is known. */
class NachaAssembler {
  readonly findings: FindingCollector;
  readonly #totals = new Totals();
  #batch: OpenBatch | null = null;
  #entry: EntryRecord | null = null;
  #batches = 0;
  #loose = 0;
  #records = 0;
  #adv = false;
  #headers = 0;
  #control: FileControl | null = null;
  #lastOffset = -1;
  /** Nothing behind it can be told from the columns of other records. */
  #isShifted: boolean = false;

  constructor(findings: FindingCollector) {
    this.findings = findings;
  }

  take(raw: RawRecord, out: NachaRecord[]): void {
    const isPiece = raw.offset === this.#lastOffset + NACHA_WIDTH;
    this.#records = raw.line;
    this.#lastOffset = raw.offset;
    if (this.#isShifted) return;
    if (isPiece && !BEGINS_RECORD.test(raw.text)) {
      this.#isShifted = true;
      this.#closeEntry(out);
      raise(this.findings, 'NACHA_SHIFTED', this.#at(raw, 'FILE'));
      return;
    }
    const type = raw.source.codes[raw.start] as number;
    if (type === TYPE.control && isPadding(raw.text)) {
      if (raw.text.trimEnd().length !== 94) checkRaw(raw, 'padding', 'FILE/PADDING', this.findings);
      return;
    }
    if (this.#control !== null) raise(this.findings, 'NACHA_RECORD_AFTER_CONTROL', this.#at(raw, this.#control.path));
    if (type !== TYPE.addenda && type !== TYPE.header) this.#closeEntry(out);
    switch (type) {
      case TYPE.header:
        this.#fileHeader(raw, out);
        return;
      case TYPE.batch:
        this.#batchHeader(raw, out);
        return;
      case TYPE.entry:
        this.#entryDetail(raw);
        return;
      case TYPE.addenda:
        this.#addendaRecord(raw, out);
        return;
      case TYPE.batchControl:
        this.#batchControl(raw, out);
        return;
      case TYPE.control:
        this.#fileControl(raw, out);
        return;
      default:
        checkRaw(raw, '', 'FILE', this.findings);
        raise(this.findings, 'NACHA_RECORD_TYPE', this.#at(raw, 'FILE'));
    }
  }

  end(out: NachaRecord[]): void {
    this.#closeEntry(out);
    if (this.#isShifted) return;
    const at = { offset: Math.max(0, this.#lastOffset), line: this.#records, path: 'FILE' };
    if (this.#records === 0) raise(this.findings, 'NACHA_EMPTY', at);
    else {
      if (this.#headers === 0) raise(this.findings, 'NACHA_FILE_HEADER_MISSING', { offset: 0, line: 1, path: 'FILE' });
      this.#expectClosed();
      if (this.#control === null) raise(this.findings, 'NACHA_FILE_CONTROL_MISSING', at);
    }
    if (this.#control !== null) checkFileControl(this.#control, this.#records, this.findings);
  }

  #fileHeader(raw: RawRecord, out: NachaRecord[]): void {
    const record = readFileHeader(raw, 'FILE/HEADER');
    checkRaw(raw, '1', record.path, this.findings);
    if (raw.line > 1) raise(this.findings, 'NACHA_FILE_HEADER_ORDER', this.#at(raw, record.path));
    this.#headers += 1;
    checkFileHeader(record, this.findings);
    out.push(record);
  }

  #batchHeader(raw: RawRecord, out: NachaRecord[]): void {
    this.#expectClosed();
    this.#batches += 1;
    const path = `FILE/BATCH[${this.#batches}]`;
    const record = readBatchHeader(raw, path, this.#batches);
    checkRaw(raw, '5', path, this.findings);
    checkBatchHeader(record, this.findings);
    if (record.sec === 'ADV') this.#adv = true;
    this.#batch = {
      header: record,
      place: { path, number: this.#batches, layout: layoutOf(record) },
      totals: new Totals(),
      excluded: EXCLUDED[record.serviceClass],
      entries: 0,
    };
    out.push(record);
  }

  #entryDetail(raw: RawRecord): void {
    const batch = this.#batch;
    const number = batch === null ? ++this.#loose : ++batch.entries;
    const entry = new EntryRecord(raw, batch?.place ?? NO_BATCH, number);
    if (!isFull(raw)) checkRaw(raw, '6', entry.path, this.findings);
    if (batch === null) raise(this.findings, 'NACHA_BATCH_HEADER_MISSING', this.#at(raw, entry.path));
    else batch.totals.add(entry);
    this.#totals.add(entry);
    this.#entry = entry;
  }

  #addendaRecord(raw: RawRecord, out: NachaRecord[]): void {
    const open = this.#entry;
    this.#totals.count += 1;
    if (this.#batch !== null) this.#batch.totals.count += 1;
    const addenda = new AddendaRecord(raw, open, this.#batch === null ? 0 : this.#batches);
    if (!isPlainAddenda(addenda)) {
      checkRaw(raw, '7', addenda.path, this.findings);
      checkAddenda(addenda, open, this.findings);
    }
    if (open === null || (open.held !== null && open.held.length >= ADDENDA_MAX)) {
      raise(this.findings, 'NACHA_ADDENDA_WITHOUT_ENTRY', this.#at(raw, addenda.path));
      out.push(addenda);
    } else if (open.held === null) open.held = [addenda];
    else open.held.push(addenda);
  }

  #batchControl(raw: RawRecord, out: NachaRecord[]): void {
    const batch = this.#batch;
    const path = batch === null ? 'FILE/CONTROL' : `${batch.place.path}/CONTROL`;
    const computed = (batch?.totals ?? new Totals()).snapshot();
    const adv = batch?.header.sec === 'ADV';
    const record = readBatchControl(raw, path, batch === null ? 0 : this.#batches, adv, computed);
    checkRaw(raw, '8', path, this.findings);
    if (batch === null) raise(this.findings, 'NACHA_BATCH_HEADER_MISSING', this.#at(raw, path));
    checkBatchControl(record, batch?.header ?? null, this.findings);
    this.#batch = null;
    out.push(record);
  }

  #fileControl(raw: RawRecord, out: NachaRecord[]): void {
    const computed = { ...this.#totals.snapshot(), batches: this.#batches };
    const record = readFileControl(raw, 'FILE/CONTROL', this.#adv, computed);
    checkRaw(raw, '9', record.path, this.findings);
    this.#control = record;
    out.push(record);
  }

  #closeEntry(out: NachaRecord[]): void {
    const entry = this.#entry;
    if (entry === null) return;
    this.#entry = null;
    if (!isPlainEntry(entry, this.#batch?.excluded)) checkEntry(entry, this.#batch?.header ?? null, this.findings);
    out.push(entry);
  }

  #expectClosed(): void {
    const open = this.#batch;
    if (open === null) return;
    const at = { offset: open.header.span.offset, line: open.header.line, path: open.place.path };
    raise(this.findings, 'NACHA_BATCH_CONTROL_MISSING', at);
    this.#batch = null;
  }

  #at(raw: RawRecord, path: string) {
    return { offset: raw.offset, line: raw.line, path };
  }
}

/** A record of only 9s is padding to a block of ten records. */
export const isPadding = (text: string): boolean => /^9+$/.test(text.trimEnd());

/** The same reader for bytes that are handed in: `push` pieces of any size, then `end`; each gives the records completed. */
export function openNacha(findings: FindingCollector): {
  push(bytes: Uint8Array): readonly NachaRecord[];
  end(): readonly NachaRecord[];
} {
  const tokenizer = new FixedWidthTokenizer(NACHA_WIDTH);
  const assembler = new NachaAssembler(findings);
  const taken = (raws: readonly RawRecord[]): NachaRecord[] => {
    const out: NachaRecord[] = [];
    for (const raw of raws) assembler.take(raw, out);
    return out;
  };
  return {
    push: (bytes) => taken(tokenizer.push(bytes)),
    end: () => {
      const out = taken(tokenizer.end());
      assembler.end(out);
      return out;
    },
  };
}

/**
 * Reads a NACHA file (Nacha Operating Rules, Appendix Three) as a stream of typed records, in file order, in the
 * batches in which the bytes arrive; an entry carries its addenda. Nothing is thrown: what is wrong goes to `findings`,
 * which is complete once the generator ends. Records given before an `error` finding are provisional: a file with one
 * must not be posted. Memory does not grow with the file. `onRaw` sees every raw record, padding included, before it is
 * typed.
 */
export async function* readNacha(
  source: ByteSource,
  findings: FindingCollector,
  onRaw?: (raw: RawRecord) => void,
): AsyncGenerator<readonly NachaRecord[]> {
  const assembler = new NachaAssembler(findings);
  for await (const raws of tokenizeNacha(source)) {
    const out: NachaRecord[] = [];
    for (const raw of raws) {
      onRaw?.(raw);
      assembler.take(raw, out);
    }
    if (out.length > 0) yield out;
  }
  const out: NachaRecord[] = [];
  assembler.end(out);
  if (out.length > 0) yield out;
}
