/**
 * Cuts a byte stream into the JSON values a reader wants one at a time: each top-level value (one resource, or each
 * line of NDJSON), and each element of a Bundle's `entry` when `"resourceType":"Bundle"` stands before it. A Bundle
 * written in another order is held whole, up to the limit. Only quotes and brackets are followed here; validity is the
 * tokenizer's.
 */

/** Largest resource or Bundle entry held, in bytes. */
const VALUE_BYTES_MAX = 32 * 1024 * 1024;
/** A larger input piece is worked off in steps of this size. */
const STEP_BYTES = 1024 * 1024;

/**
 * `value`: a top-level value. `entry`: one Bundle entry. `skeleton`: a Bundle without the entries that were given
 * before it. `oversize`: a value over the limit, without bytes. `cut`: the input ended inside a Bundle's entries.
 */
type FrameKind = 'value' | 'entry' | 'skeleton' | 'oversize' | 'cut';

export type Frame = {
  readonly kind: FrameKind;
  /** A private copy. */
  readonly bytes: Buffer;
  /** Absolute offset of `bytes[0]`. */
  readonly offset: number;
  /** Number of the top-level value, or of the entry in its Bundle, from 0. */
  readonly index: number;
  /** For a skeleton: after this many bytes, `gap` bytes of the artifact are left out. */
  readonly gapAt: number;
  readonly gap: number;
};

type Mode = 'between' | 'scalar' | 'value' | 'entries' | 'tail';
type KnownKey = '' | 'entry' | 'resourceType';

const EMPTY = Buffer.alloc(0);
const ENTRY = Buffer.from('entry');
const RESOURCE_TYPE = Buffer.from('resourceType');
const BUNDLE = Buffer.from('Bundle');

/** Push decoder: feed pieces of any size, take whole values. Never throws; memory is bounded by the value limit. */
export class JsonFramer {
  readonly #valueBytesMax: number;
  #buffer = Buffer.allocUnsafe(64 * 1024);
  #length = 0;
  #base = 0;
  #at = 0;
  /** Start of the piece being collected: a value, an entry, or the tail of a Bundle. */
  #start = 0;
  #mode: Mode = 'between';
  #depth = 0;
  #inString: boolean = false;
  #escaped: boolean = false;
  #stringStart = -1;
  #lastName: KnownKey = '';
  #key: KnownKey = '';
  #isBundle: boolean = false;
  #dropping: boolean = false;
  #prefix: Buffer = EMPTY;
  #prefixOffset = 0;
  #values = 0;
  #entries = 0;
  #frames: Frame[] = [];

  constructor(options: { readonly valueBytesMax?: number } = {}) {
    this.#valueBytesMax = options.valueBytesMax ?? VALUE_BYTES_MAX;
  }

  push(chunk: Uint8Array): Frame[] {
    for (let at = 0; at < chunk.length; at += STEP_BYTES) this.#step(chunk.subarray(at, at + STEP_BYTES));
    return this.#take();
  }

  /** Gives what is left, complete or not; the tokenizer tells which. */
  end(): Frame[] {
    this.#scan();
    if (this.#mode === 'entries') {
      if (!isBlank(this.#buffer, this.#start, this.#length)) this.#emit('entry', this.#length);
      this.#frames.push(this.#frame('cut', EMPTY, this.#base + this.#length, this.#values));
    } else if (this.#mode !== 'between') {
      this.#emit(this.#mode === 'tail' ? 'skeleton' : 'value', this.#length);
    }
    this.#mode = 'between';
    return this.#take();
  }

  #take(): Frame[] {
    const frames = this.#frames;
    this.#frames = [];
    return frames;
  }

  #step(chunk: Uint8Array): void {
    this.#append(chunk);
    if (this.#base === 0 && this.#at === 0) {
      if (this.#length < 3) return;
      if (this.#buffer[0] === 0xef && this.#buffer[1] === 0xbb && this.#buffer[2] === 0xbf) this.#at = 3;
    }
    this.#scan();
    this.#enforceLimit();
    this.#compact();
  }

  #append(chunk: Uint8Array): void {
    const needed = this.#length + chunk.length;
    if (needed > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
      this.#buffer.copy(grown, 0, 0, this.#length);
      this.#buffer = grown;
    }
    this.#buffer.set(chunk, this.#length);
    this.#length = needed;
  }

  #scan(): void {
    const buffer = this.#buffer;
    const length = this.#length;
    let at = this.#at;
    while (at < length) {
      if (this.#inString) {
        at = this.#string(at);
        continue;
      }
      const byte = buffer[at] as number;
      if (byte > 0x20) this.#structure(byte, at);
      else if (this.#mode === 'scalar') this.#emit('value', at);
      at++;
    }
    this.#at = length;
  }

  #string(from: number): number {
    const buffer = this.#buffer;
    const length = this.#length;
    let escaped = this.#escaped;
    for (let at = from; at < length; at++) {
      const byte = buffer[at];
      if (escaped) {
        escaped = false;
      } else if (byte === 0x5c) {
        escaped = true;
      } else if (byte === 0x22) {
        this.#escaped = false;
        this.#inString = false;
        if (this.#depth === 1) this.#named(at);
        return at + 1;
      }
    }
    this.#escaped = escaped;
    return length;
  }

  #structure(byte: number, at: number): void {
    switch (byte) {
      case 0x22:
        if (this.#depth === 0) this.#begin('scalar', at);
        this.#inString = true;
        this.#stringStart = at + 1;
        return;
      case 0x7b:
      case 0x5b:
        this.#open(byte, at);
        return;
      case 0x7d:
      case 0x5d:
        this.#close(at);
        return;
      case 0x2c:
        this.#comma(at);
        return;
      case 0x3a:
        if (this.#depth === 1) this.#key = this.#lastName;
        return;
      default:
        if (this.#depth === 0) this.#begin('scalar', at);
    }
  }

  #begin(mode: Mode, at: number): void {
    if (this.#mode === 'scalar' && mode === 'scalar') return;
    if (this.#mode === 'scalar') this.#emit('value', at);
    this.#mode = mode;
    this.#start = at;
    this.#isBundle = false;
    this.#key = '';
    this.#lastName = '';
  }

  #open(byte: number, at: number): void {
    if (this.#depth === 0) this.#begin('value', at);
    this.#depth++;
    const streams = this.#depth === 2 && byte === 0x5b && this.#isBundle && this.#key === 'entry';
    if (!streams || this.#mode !== 'value' || this.#dropping) return;
    this.#mode = 'entries';
    this.#prefix = Buffer.from(this.#buffer.subarray(this.#start, at + 1));
    this.#prefixOffset = this.#base + this.#start;
    this.#start = at + 1;
    this.#entries = 0;
  }

  #close(at: number): void {
    if (this.#depth === 0) {
      this.#begin('scalar', at);
      return;
    }
    if (this.#mode === 'entries' && this.#depth === 2) {
      if (this.#entries > 0 || this.#dropping || !isBlank(this.#buffer, this.#start, at)) this.#emit('entry', at);
      this.#mode = 'tail';
      this.#start = at;
    }
    this.#depth--;
    if (this.#depth === 0) this.#emit(this.#mode === 'tail' ? 'skeleton' : 'value', at + 1);
  }

  #comma(at: number): void {
    if (this.#depth === 0) this.#begin('scalar', at);
    else if (this.#depth === 1) this.#key = '';
    else if (this.#depth === 2 && this.#mode === 'entries') this.#emit('entry', at);
  }

  /** A string at depth 1 ended: remember it as a possible key, or learn the resource type. */
  #named(end: number): void {
    const start = this.#stringStart;
    if (this.#mode !== 'value' || start < 0) return;
    const text = this.#buffer.subarray(start, end);
    if (this.#key === 'resourceType') this.#isBundle = text.equals(BUNDLE);
    else if (text.equals(ENTRY)) this.#lastName = 'entry';
    else this.#lastName = text.equals(RESOURCE_TYPE) ? 'resourceType' : '';
  }

  #emit(kind: 'value' | 'entry' | 'skeleton', end: number): void {
    const piece = this.#buffer.subarray(this.#start, end);
    const offset = this.#base + this.#start;
    if (kind === 'entry') {
      if (!this.#dropping) this.#frames.push(this.#frame('entry', Buffer.from(piece), offset, this.#entries));
      this.#entries++;
      this.#start = end + 1;
    } else {
      if (!this.#dropping) this.#frames.push(kind === 'value' ? this.#valueFrame(piece) : this.#skeleton(piece));
      this.#values++;
      this.#start = end;
      this.#mode = 'between';
      this.#depth = 0;
      this.#inString = false;
    }
    this.#dropping = false;
  }

  #valueFrame(piece: Buffer): Frame {
    return this.#frame('value', Buffer.from(piece), this.#base + this.#start, this.#values);
  }

  #skeleton(tail: Buffer): Frame {
    const bytes = Buffer.concat([this.#prefix, tail]);
    const gapAt = this.#prefix.length;
    const gap = this.#base + this.#start - (this.#prefixOffset + gapAt);
    this.#prefix = EMPTY;
    return { kind: 'skeleton', bytes, offset: this.#prefixOffset, index: this.#values, gapAt, gap };
  }

  #frame(kind: FrameKind, bytes: Buffer, offset: number, index: number): Frame {
    return { kind, bytes, offset, index, gapAt: bytes.length + 1, gap: 0 };
  }

  #enforceLimit(): void {
    if (this.#mode === 'between') return;
    if (this.#length - this.#start > this.#valueBytesMax && !this.#dropping) {
      const index = this.#mode === 'entries' ? this.#entries : this.#values;
      this.#frames.push(this.#frame('oversize', EMPTY, this.#base + this.#start, index));
      this.#dropping = true;
    }
    if (!this.#dropping) return;
    this.#start = this.#length;
    this.#isBundle = false;
  }

  /** Moves what is still collected to the front. */
  #compact(): void {
    const keep = this.#mode === 'between' ? this.#length : Math.min(this.#start, this.#length);
    if (keep === 0) return;
    this.#buffer.copyWithin(0, keep, this.#length);
    this.#base += keep;
    this.#length -= keep;
    this.#at -= keep;
    this.#start -= keep;
    this.#stringStart -= keep;
  }
}

function isBlank(buffer: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if ((buffer[at] as number) > 0x20) return false;
  return true;
}
