/**
 * Bytes to raw segments, streaming. A segment ends at CR (HL7 v2 §2.5.4); LF, CR LF and the MLLP bytes 0x0B and 0x1C
 * are taken as ends too, because files written by hand or cut from a wire hold them. Segments are gathered into units:
 * a header or trailer (MSH FHS BHS BTS FTS) with the segments after it. Only one unit is held in memory.
 */

/** Largest unit kept, in bytes. Scanned documents travel in OBX-5 as base64; 64 MiB leaves room for them. */
const UNIT_BYTES_MAX = 64 * 1024 * 1024;
/** Most segments in one unit; bounds the index of a unit made of one-letter lines. */
const UNIT_SEGMENTS_MAX = 200_000;
/** A larger input piece is worked off in steps of this size, so one giant buffer is not copied whole. */
const STEP_BYTES = 1024 * 1024;

const VT = 0x0b;
const FS = 0x1c;
const LF = 0x0a;
const CR = 0x0d;

/** Four bytes at once: one of them below a blank, or a blank after such a one, has its high bit set. */
const BLANKS = 0x20202020;
const HIGH_BITS = 0x80808080 | 0;

const wordsOf = (bytes: Buffer): Int32Array => new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);

/**
 * `NONE`: segments with no header before them. Two heads carry news and no bytes: `OVERSIZE`, a unit over the limit;
 * `CUT_FRAME`, an MLLP frame begun at `offset` and never ended.
 */
type UnitHead = 'MSH' | 'FHS' | 'BHS' | 'BTS' | 'FTS' | 'NONE' | 'OVERSIZE' | 'CUT_FRAME';

export type RawUnit = {
  readonly head: UnitHead;
  /** A private copy from the first byte of the first segment to the last byte of the last one, terminator excluded. */
  readonly bytes: Buffer;
  /** Absolute byte offset of `bytes[0]`. */
  readonly offset: number;
  /** Number of the unit's first segment in the file, from 1. */
  readonly line: number;
  /** Start and end of each segment within `bytes`: start0, end0, start1, end1 … */
  readonly bounds: readonly number[];
  /** False when the input ended inside the last segment. */
  readonly terminated: boolean;
};

export type TokenizerLimits = { readonly unitBytes?: number; readonly unitSegments?: number };

/** Push decoder: feed pieces of any size, take whole units; `end()` gives the last one. Never throws. */
export class SegmentTokenizer {
  readonly #unitBytesMax: number;
  readonly #unitSegmentsMax: number;
  #buffer = Buffer.allocUnsafeSlow(64 * 1024);
  /** The same bytes four at a time. */
  #words = wordsOf(this.#buffer);
  #length = 0;
  #base = 0;
  #scan = 0;
  #segmentStart = 0;
  #unitStart = -1;
  #head: UnitHead = 'NONE';
  #bounds: number[] = [];
  #unitLine = 0;
  #line = 0;
  #frameAt = -1;
  #skipping: boolean = false;
  #dropSegment: boolean = false;
  #previous = -1;
  #units: RawUnit[] = [];
  #sawCr: boolean = false;
  #sawCrLf: boolean = false;
  #utf16: boolean = false;

  constructor(limits: TokenizerLimits = {}) {
    this.#unitBytesMax = limits.unitBytes ?? UNIT_BYTES_MAX;
    this.#unitSegmentsMax = limits.unitSegments ?? UNIT_SEGMENTS_MAX;
  }

  /** `crlf` when any CR LF was seen, else `cr` when any CR was, else `lf`. */
  get lineEnd(): 'crlf' | 'cr' | 'lf' {
    if (this.#sawCrLf) return 'crlf';
    return this.#sawCr ? 'cr' : 'lf';
  }

  /** Segments seen so far; blank lines are none. */
  get segments(): number {
    return this.#line;
  }

  /** The input begins with a UTF-16 byte order mark. */
  get utf16(): boolean {
    return this.#utf16;
  }

  push(chunk: Uint8Array): RawUnit[] {
    for (let at = 0; at < chunk.length; at += STEP_BYTES) this.#step(chunk.subarray(at, at + STEP_BYTES));
    return this.#take();
  }

  /** Closes the last segment and unit. */
  end(): RawUnit[] {
    this.#scanSegments();
    const terminated = this.#segmentStart >= this.#length;
    if (!terminated) this.#closeSegment(this.#length);
    this.#flush(terminated);
    if (this.#frameAt >= 0) this.#report('CUT_FRAME', this.#frameAt);
    return this.#take();
  }

  #take(): RawUnit[] {
    const units = this.#units;
    this.#units = [];
    return units;
  }

  #step(chunk: Uint8Array): void {
    this.#append(chunk);
    if (this.#base === 0 && this.#scan < 3) {
      if (this.#length < 3) return;
      this.#skipMark();
    }
    this.#scanSegments();
    this.#enforceLimits();
    this.#compact();
  }

  /** UTF-8 byte order mark: dropped. UTF-16: noted, the rest is noise. */
  #skipMark(): void {
    const [a, b, c] = this.#buffer;
    if (a === 0xef && b === 0xbb && c === 0xbf) {
      this.#scan = 3;
      this.#segmentStart = 3;
    }
    this.#utf16 = (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);
  }

  #append(chunk: Uint8Array): void {
    const needed = this.#length + chunk.length;
    if (needed > this.#buffer.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
      this.#buffer.copy(grown, 0, 0, this.#length);
      this.#buffer = grown;
      this.#words = wordsOf(grown);
    }
    this.#buffer.set(chunk, this.#length);
    this.#length = needed;
  }

  #scanSegments(): void {
    const buffer = this.#buffer;
    const length = this.#length;
    for (let at = this.#scan; at < length; at++) {
      if ((at & 3) === 0) at = this.#skipText(at);
      if (at >= length) break;
      const byte = buffer[at] as number;
      if (byte > FS || (byte !== CR && byte !== LF && byte !== VT && byte !== FS)) continue;
      this.#closeSegment(at);
      this.#segmentStart = at + 1;
      if (byte === CR) this.#sawCr = true;
      else if (byte === LF) this.#sawCrLf ||= (at > 0 ? buffer[at - 1] : this.#previous) === CR;
      else this.#frameByte(byte, at);
    }
    this.#scan = length;
    this.#previous = buffer[length - 1] ?? -1;
  }

  /** Passes over whole words without a control character, which is most of every message. */
  #skipText(from: number): number {
    const words = this.#words;
    const stop = this.#length >> 2;
    let word = from >> 2;
    for (; word < stop; word++) {
      const four = words[word] as number;
      if (((four - BLANKS) & ~four & HIGH_BITS) !== 0) break;
    }
    return word * 4;
  }

  #frameByte(byte: number, at: number): void {
    this.#flush(true);
    if (byte === VT && this.#frameAt >= 0) this.#report('CUT_FRAME', this.#frameAt);
    this.#frameAt = byte === VT ? this.#base + at : -1;
    this.#skipping = false;
  }

  #closeSegment(end: number): void {
    const start = this.#segmentStart;
    if (this.#dropSegment) {
      this.#dropSegment = false;
      return;
    }
    if (isBlank(this.#buffer, start, end)) return;
    this.#line++;
    const head = headOf(this.#buffer, start, end);
    if (head === 'NONE' && this.#skipping) return;
    if (head !== 'NONE' || this.#unitStart < 0) {
      this.#flush(true);
      this.#skipping = false;
      this.#unitStart = start;
      this.#unitLine = this.#line;
      this.#head = head;
    }
    this.#bounds.push(start - this.#unitStart, end - this.#unitStart);
  }

  #flush(terminated: boolean): void {
    if (this.#unitStart < 0) return;
    const bounds = this.#bounds;
    const start = this.#unitStart;
    const end = start + (bounds[bounds.length - 1] ?? 0);
    this.#units.push({
      head: this.#head,
      bytes: Buffer.from(this.#buffer.subarray(start, end)),
      offset: this.#base + start,
      line: this.#unitLine,
      bounds,
      terminated,
    });
    this.#unitStart = -1;
    this.#bounds = [];
  }

  #enforceLimits(): void {
    const open = this.#unitStart >= 0;
    const held = this.#length - (open ? this.#unitStart : this.#segmentStart);
    if (held <= this.#unitBytesMax && this.#bounds.length / 2 <= this.#unitSegmentsMax) return;
    if (!this.#skipping) this.#report('OVERSIZE', this.#base + (open ? this.#unitStart : this.#segmentStart));
    this.#unitStart = -1;
    this.#bounds = [];
    this.#skipping = true;
    if (this.#segmentStart < this.#length && held > this.#unitBytesMax) {
      this.#dropSegment = true;
      this.#segmentStart = this.#length;
    }
  }

  #report(head: 'OVERSIZE' | 'CUT_FRAME', offset: number): void {
    const line = this.#unitStart >= 0 ? this.#unitLine : this.#line + 1;
    this.#units.push({ head, bytes: Buffer.alloc(0), offset, line, bounds: [], terminated: true });
  }

  /** Moves what is still needed to the front, so the buffer stays as large as one unit and one step. */
  #compact(): void {
    const keep = this.#unitStart >= 0 ? this.#unitStart : this.#segmentStart;
    if (keep === 0) return;
    this.#buffer.copyWithin(0, keep, this.#length);
    this.#base += keep;
    this.#length -= keep;
    this.#scan -= keep;
    this.#segmentStart -= keep;
    if (this.#unitStart >= 0) this.#unitStart -= keep;
  }
}

function isBlank(buffer: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if ((buffer[at] as number) > 0x20) return false;
  return true;
}

/** The unit-opening ids all share a letter pattern, so one comparison of the first byte settles most segments. */
function headOf(buffer: Uint8Array, start: number, end: number): UnitHead {
  const first = buffer[start];
  if ((first !== 0x4d && first !== 0x46 && first !== 0x42) || end - start < 3) return 'NONE';
  switch ((first << 16) | ((buffer[start + 1] as number) << 8) | (buffer[start + 2] as number)) {
    case 0x4d5348:
      return 'MSH';
    case 0x464853:
      return 'FHS';
    case 0x424853:
      return 'BHS';
    case 0x425453:
      return 'BTS';
    case 0x465453:
      return 'FTS';
    default:
      return 'NONE';
  }
}
