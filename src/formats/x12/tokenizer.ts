import type { Span } from '../finding';
import { DEFAULT_DELIMITERS, type Delimiters, isAlphanumeric, isNoise } from './delimiters';
import { ISA_BYTES_MAX, looksLikeIsa, readIsa } from './interchange-header';
import { allocateText, SegmentView, type TextBuffer } from './segment';
import { IEA } from './segment-ids';

/** A longer segment is reported and skipped: no X12 segment comes near it, and memory must stay bounded. */
export const SEGMENT_BYTES_MAX = 64 * 1024;
/** New bytes looked at together; the window holds them and one unfinished segment. */
const FILL_BYTES = 64 * 1024;

/** Byte classes of the scan. The inner loop runs while it sees 0, so plain bytes must have it. */
const ELEMENT = 1;
const TERMINATOR = 2;
const LINE_BREAK = 3;
const HIGH = 4;
const COMPONENT = 5;
/** Data Link Escape. */
const ESCAPE = 0x10;

/** Segments that may follow an IEA or open a text without ISA, each with the element separator behind it. */
const RESUME_IDS = ['GS', 'ST', 'SE', 'GE', 'IEA', 'TA1'];
const ISA_LOOKAHEAD_BYTES = 4;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** What could not be read as segments. */
export type TokenizerProblem = 'text-skipped' | 'isa-unreadable' | 'segment-too-long' | 'segment-unterminated';

/** Receives the stream. The view passed to `segment` is valid during the call only. */
export interface SegmentSink {
  segment(view: SegmentView): void;
  /** Called before the ISA segment itself, or before the first segment of a text without ISA (`width` 0). */
  delimiters(delimiters: Delimiters, width: number, hasComponent: boolean): void;
  problem(problem: TokenizerProblem, span: Span, segmentNumber: number): void;
  /** The bytes of all views so far are about to be overwritten. */
  release?(): void;
}

/** Reading that begins inside an interchange: a span of `bytesMax` bytes cut from an artifact at `base`. */
export type TokenizerStart = { readonly delimiters: Delimiters; readonly base: number; readonly bytesMax: number };

/** `fillBytes`: how many new bytes are looked at together. Smaller costs time and gains nothing but test cases. */
export type TokenizerOptions = { readonly start?: TokenizerStart; readonly fillBytes?: number };

/**
 * Splits X12 bytes into segments as they arrive, holding at most one unfinished segment. `push` takes pieces of any
 * size; `end` takes whatever is left as the last segment. Line breaks are dropped wherever they stand (files wrapped at
 * 80 columns), yet every offset reported is exact in the original bytes.
 */
export class Tokenizer {
  private readonly sink: SegmentSink;
  private readonly view = new SegmentView();
  private readonly classes = new Uint8Array(256);
  private readonly noise = new Uint8Array(256);
  private readonly window: TextBuffer;
  private length = 0;
  private fillTo: number;
  private readonly fillBytes: number;
  /** Offset in the artifact of `window[0]`. */
  private base: number;
  /** Next byte of the window to look at. */
  private position = 0;
  private segments = 0;
  private delimiters: Delimiters | null = null;
  /** The component separator is of another class as well, so that the scan does not see it. */
  private hidesComponents: boolean = false;
  /** Between interchanges: text is passed over until something X12 begins. */
  private isSeeking: boolean = true;
  /** Offset of the ISA whose delimiters are in use, or of one that is read as an ordinary segment. */
  private knownIsa = -1;
  /** Offset of a segment beyond the limit, whose bytes are dropped up to its terminator. */
  private overlongFrom = -1;
  private skippedFrom = -1;
  private skippedEnd = -1;
  /** The byte before `window[0]`; a line break before the first. */
  private byteBefore = 0x0a;

  constructor(sink: SegmentSink, options: TokenizerOptions = {}) {
    const { start, fillBytes = FILL_BYTES } = options;
    this.sink = sink;
    this.fillBytes = fillBytes;
    this.base = start?.base ?? 0;
    const isWhole = start !== undefined && start.bytesMax <= fillBytes;
    this.window = allocateText((isWhole ? start.bytesMax : SEGMENT_BYTES_MAX + fillBytes) + 1);
    this.fillTo = Math.min(fillBytes, this.window.length - 1);
    if (start) {
      this.setDelimiters(start.delimiters);
      this.isSeeking = false;
    }
  }

  /** Bytes taken in so far, counted from the first byte of the artifact. */
  get offset(): number {
    return this.base + this.length;
  }

  get segmentCount(): number {
    return this.segments;
  }

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; ) {
      const taken = Math.min(this.fillTo - this.length, chunk.length - at);
      this.window.set(taken === chunk.length ? chunk : chunk.subarray(at, at + taken), this.length);
      this.length += taken;
      at += taken;
      if (this.length === this.fillTo) this.consume(false);
    }
  }

  end(): void {
    this.consume(true);
    this.reportSkipped();
  }

  private consume(isFinal: boolean): void {
    const { view, window } = this;
    view.bytes = window;
    view.length = this.length;
    view.text = null;
    view.base = this.base;
    while (this.position < this.length) {
      const hasStopped = this.isSeeking ? this.seek(isFinal) : this.scan(isFinal);
      if (hasStopped) break;
    }
    this.sink.release?.();
    const rest = this.position;
    if (rest > 0) this.byteBefore = window[rest - 1]!;
    window.copyWithin(0, rest, this.length);
    this.base += rest;
    this.length -= rest;
    this.position = 0;
    this.fillTo = Math.min(this.length + this.fillBytes, window.length - 1);
  }

  /** Reads segments. True when the window holds no further whole segment; false when the mode changed to seeking. */
  private scan(isFinal: boolean): boolean {
    const { window: bytes, classes, noise, view, length } = this;
    bytes[length] = this.delimiters!.terminator;
    let { starts } = view;
    if (this.overlongFrom >= 0) this.skipOverlong(isFinal);
    let at = this.position;
    for (;;) {
      while (at < length && noise[bytes[at]!] === 1) at++;
      this.position = at;
      if (at >= length) return true;
      if (bytes[at] === 0x49 && this.isNewIsa(at)) {
        this.isSeeking = true;
        return false;
      }
      const start = at;
      let count = 0;
      let hasComponents = this.hidesComponents;
      let hasHighBytes = false;
      let isBroken = false;
      starts[0] = at;
      for (;;) {
        let byteClass = classes[bytes[at]!]!;
        while (byteClass === 0) byteClass = classes[bytes[++at]!]!;
        if (byteClass === TERMINATOR) break;
        at++;
        if (byteClass === ELEMENT) starts[++count] = at;
        else if (byteClass === COMPONENT) hasComponents = true;
        else if (byteClass === LINE_BREAK) isBroken = true;
        else hasHighBytes = true;
      }
      if (at >= length && !isFinal) {
        if (at - start > SEGMENT_BYTES_MAX) this.startOverlong(start);
        return true;
      }
      if (count + 2 > starts.length) {
        starts = new Int32Array(SEGMENT_BYTES_MAX + this.fillBytes + 2);
        view.starts = starts;
        at = start;
        continue;
      }
      view.count = count;
      view.hasComponents = hasComponents;
      view.hasHighBytes = hasHighBytes;
      at = this.finish(start, at, isBroken);
      if (this.isSeeking) return false;
    }
  }

  /** Hands on the segment whose terminator stands at `at`; returns where to go on. */
  private finish(start: number, at: number, isBroken: boolean): number {
    const { view, length } = this;
    const end = at < length ? at : this.trimmedEnd(start);
    this.position = Math.min(at + 1, length);
    if (end === start) return this.position;
    this.segments++;
    if (end - start > SEGMENT_BYTES_MAX) {
      this.problem('segment-too-long', start, end);
      return this.position;
    }
    view.number = this.segments;
    view.offset = this.base + start;
    view.end = this.base + end;
    if (at >= length) this.problem('segment-unterminated', start, end);
    if (isBroken) this.emitBroken(start, end);
    else {
      view.starts[view.count + 1] = end + 1;
      this.emit();
    }
    return this.position;
  }

  private emit(): void {
    const { view } = this;
    const { bytes, starts } = view;
    const first = starts[0]!;
    const idLength = starts[1]! - 1 - first;
    let id = 0;
    if (idLength === 3) id = (bytes[first]! << 16) | (bytes[first + 1]! << 8) | bytes[first + 2]!;
    else if (idLength === 2) id = (bytes[first]! << 8) | bytes[first + 1]!;
    else if (idLength === 1) id = bytes[first]!;
    view.id = id;
    this.sink.segment(view);
    if (id === IEA) this.isSeeking = true;
  }

  /**
   * A segment with line breaks inside is copied without them, with the origin of every byte. If an ISA begins behind one
   * of the breaks, the segment was cut off there and the ISA is read as what it is.
   */
  private emitBroken(start: number, end: number): void {
    const { view, window } = this;
    const { text } = view;
    const compact = allocateText(end - start);
    const origin = new Float64Array(end - start);
    let size = 0;
    let count = 0;
    let from = start;
    for (; from < end; from++) {
      const byte = window[from]!;
      if (this.classes[byte] !== LINE_BREAK) {
        if (this.classes[byte] === ELEMENT) view.starts[++count] = size + 1;
        compact[size] = byte;
        origin[size++] = this.base + from;
      } else if (end - from > ISA_LOOKAHEAD_BYTES && looksLikeIsa(window, from + 1)) break;
    }
    if (from < end) {
      this.position = from + 1;
      this.problem('segment-unterminated', start, from);
    }
    view.starts[0] = 0;
    view.starts[count + 1] = size + 1;
    view.count = count;
    view.bytes = compact.subarray(0, size) as TextBuffer;
    view.length = size;
    view.text = null;
    view.origin = origin;
    view.end = origin[size - 1]! + 1;
    this.emit();
    view.bytes = window;
    view.length = this.length;
    view.text = text;
    view.origin = null;
  }

  /** End of the last segment of a file: trailing line breaks, NUL and Ctrl-Z belong to no segment. */
  private trimmedEnd(start: number): number {
    let end = this.length;
    while (end > start && this.noise[this.window[end - 1]!] === 1) end--;
    return end;
  }

  /** A segment that exceeds the window is dropped as it arrives, up to its terminator. */
  private startOverlong(start: number): void {
    this.overlongFrom = this.base + start;
    this.position = this.length;
  }

  private skipOverlong(isFinal: boolean): void {
    const { window, length } = this;
    const { terminator } = this.delimiters!;
    let at = this.position;
    while (at < length && window[at] !== terminator) at++;
    this.position = at;
    if (at >= length && !isFinal) return;
    this.segments++;
    this.problem('segment-too-long', this.overlongFrom - this.base, at);
    this.overlongFrom = -1;
    this.position = Math.min(at + 1, length);
  }

  /** True at an ISA that is not the one being read: the interchange before it has no IEA. */
  private isNewIsa(at: number): boolean {
    const isIsa = this.length - at >= ISA_LOOKAHEAD_BYTES && looksLikeIsa(this.window, at);
    return isIsa && this.base + at !== this.knownIsa;
  }

  /** Passes over text until an ISA, or a segment that can stand without one. True when more bytes are needed. */
  private seek(isFinal: boolean): boolean {
    const { window, length } = this;
    let at = this.position;
    if (this.base + at === 0 && !isFinal && length < BYTE_ORDER_MARK.length) return true;
    if (this.base + at === 0 && BYTE_ORDER_MARK.every((byte, index) => window[index] === byte)) {
      at = BYTE_ORDER_MARK.length;
    }
    for (; at < length; at++) {
      const byte = window[at]!;
      if (byte !== 0x49 && byte !== 0x47 && byte !== 0x53 && byte !== 0x54) {
        if (!isNoise(byte)) this.skip(at);
        continue;
      }
      this.position = at;
      if (length - at < ISA_LOOKAHEAD_BYTES && !isFinal) return true;
      const outcome = this.tryBegin(at, isFinal);
      if (outcome === 'more') return true;
      if (outcome === 'begun') return false;
      this.skip(at);
    }
    this.position = length;
    return true;
  }

  private tryBegin(at: number, isFinal: boolean): 'begun' | 'more' | 'no' {
    const { window, length } = this;
    const before = at > 0 ? window[at - 1]! : this.byteBefore;
    if (at + 3 < length && looksLikeIsa(window, at) && !isAlphanumeric(before)) {
      const reading = readIsa(window, at, length, isFinal);
      if (reading.kind === 'more') return 'more';
      if (reading.kind === 'delimiters') {
        this.begin(at);
        this.knownIsa = this.base + at;
        this.setDelimiters(reading.delimiters);
        this.sink.delimiters(reading.delimiters, reading.width, reading.hasComponent);
        return 'begun';
      }
      this.knownIsa = this.base + at;
      this.problem('isa-unreadable', at, Math.min(at + ISA_BYTES_MAX, length));
      return 'no';
    }
    if (!this.isSegmentStart(at)) return 'no';
    const separator = (this.delimiters ?? DEFAULT_DELIMITERS).element;
    if (!RESUME_IDS.some((id) => startsWithId(window, at, length, id, separator))) return 'no';
    this.begin(at);
    if (this.delimiters === null) {
      this.setDelimiters(DEFAULT_DELIMITERS);
      this.sink.delimiters(DEFAULT_DELIMITERS, 0, true);
    }
    return 'begun';
  }

  /** True at the start of the text or of a line, or behind a terminator: in the middle of a sentence nothing begins. */
  private isSegmentStart(at: number): boolean {
    const { window } = this;
    let before = at - 1;
    while (before >= 0 && (window[before] === 0x20 || window[before] === 0x09)) before--;
    const byte = before >= 0 ? window[before]! : this.byteBefore;
    const isMarked = byte === BYTE_ORDER_MARK[2] && this.base + before === BYTE_ORDER_MARK.length - 1;
    return isNoise(byte) || byte === DEFAULT_DELIMITERS.terminator || byte === this.delimiters?.terminator || isMarked;
  }

  private begin(at: number): void {
    this.reportSkipped();
    this.position = at;
    this.isSeeking = false;
  }

  private skip(at: number): void {
    if (this.skippedFrom < 0) this.skippedFrom = this.base + at;
    this.skippedEnd = this.base + at + 1;
  }

  private reportSkipped(): void {
    if (this.skippedFrom < 0) return;
    this.problem('text-skipped', this.skippedFrom - this.base, this.skippedEnd - this.base);
    this.skippedFrom = -1;
  }

  private setDelimiters(delimiters: Delimiters): void {
    this.delimiters = delimiters;
    this.view.component = delimiters.component;
    this.classes.fill(0);
    this.classes[delimiters.component] = COMPONENT;
    this.classes.fill(HIGH, 0x80);
    // Not high, but as rare, and the content hash must not overlook it.
    this.classes[ESCAPE] = HIGH;
    for (const lineBreak of [0x0a, 0x0d]) this.classes[lineBreak] = LINE_BREAK;
    this.classes[delimiters.element] = ELEMENT;
    this.classes[delimiters.terminator] = TERMINATOR;
    this.hidesComponents = this.classes[delimiters.component] !== COMPONENT;
    for (let byte = 0; byte < 256; byte++) {
      this.noise[byte] = isNoise(byte) && byte !== delimiters.element && byte !== delimiters.terminator ? 1 : 0;
    }
  }

  /** `from` and `to` are positions of the window; they may lie before it when the text began in an earlier one. */
  private problem(problem: TokenizerProblem, from: number, to: number): void {
    this.sink.problem(problem, { offset: this.base + from, length: to - from }, this.segments);
  }
}

function startsWithId(bytes: Uint8Array, at: number, end: number, id: string, separator: number): boolean {
  if (at + id.length >= end || bytes[at + id.length] !== separator) return false;
  for (let index = 0; index < id.length; index++) if (bytes[at + index] !== id.charCodeAt(index)) return false;
  return true;
}
