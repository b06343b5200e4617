/**
 * Minimal Lower Layer Protocol framing (HL7 v2 appendix C.4, MLLP release 1): 0x0B, the message, 0x1C 0x0D. Pure: no
 * socket, no timer. Bytes may come one at a time or many frames at once.
 */
import type { Finding } from '../finding';
import { type Hl7FindingCode, hl7Finding } from './findings';

const VT = 0x0b;
const FS = 0x1c;
const CR = 0x0d;
const LF = 0x0a;

/** Largest frame accepted unless the connection says otherwise. */
const FRAME_BYTES_MAX = 64 * 1024 * 1024;

export type MllpEvent =
  /** `bytes` is a private copy without framing; `offset` counts from the first byte of the connection. */
  | { readonly kind: 'frame'; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'finding'; readonly finding: Finding };

/**
 * `idle`: between frames; `frame`: inside one; `ending`: after 0x1C, the next byte decides; `skipping`: inside a frame
 * over the limit; `skipped`: after 0x1C inside it.
 */
type State = 'idle' | 'frame' | 'ending' | 'skipping' | 'skipped';

/** Push decoder for one connection. Never throws; memory is bounded by the frame limit. */
export class MllpDecoder {
  readonly #frameBytesMax: number;
  #state: State = 'idle';
  #buffer = Buffer.allocUnsafe(4096);
  #length = 0;
  #offset = 0;
  #frameOffset = 0;
  #frames = 0;
  #garbage: boolean = false;
  #events: MllpEvent[] = [];

  constructor(options: { readonly frameBytesMax?: number } = {}) {
    this.#frameBytesMax = options.frameBytesMax ?? FRAME_BYTES_MAX;
  }

  /**
   * True when a whole message has arrived and only its last CR is missing; a listener may call `end()` after a pause.
   */
  get awaitsOnlyCr(): boolean {
    return this.#state === 'ending';
  }

  push(chunk: Uint8Array): MllpEvent[] {
    let at = 0;
    while (at < chunk.length) at = this.#consume(chunk, at);
    this.#offset += chunk.length;
    return this.#take();
  }

  /** The connection closed: a frame still open is cut and reported, never delivered. The decoder can be used again. */
  end(): MllpEvent[] {
    if (this.#state === 'ending') this.#deliver(true);
    else if (this.#state === 'frame') this.#find('MLLP_FRAME_UNCLOSED', this.#frameOffset);
    this.#state = 'idle';
    this.#length = 0;
    this.#garbage = false;
    return this.#take();
  }

  #take(): MllpEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #find(code: Hl7FindingCode, offset: number): void {
    const place = { offset, line: this.#frames + 1, path: `FRAME[${this.#frames + 1}]` };
    this.#events.push({ kind: 'finding', finding: hl7Finding(code, place) });
  }

  /** Works off `chunk` from `at` and returns where to go on; always moves forward or changes state. */
  #consume(chunk: Uint8Array, at: number): number {
    switch (this.#state) {
      case 'idle':
        return this.#idle(chunk, at);
      case 'frame':
        return this.#frame(chunk, at);
      case 'skipping':
        return this.#skip(chunk, at);
      case 'ending':
        return this.#ending(chunk, at);
      case 'skipped':
        this.#state = chunk[at] === CR || chunk[at] === VT ? 'idle' : 'skipping';
        return chunk[at] === CR ? at + 1 : at;
    }
  }

  #idle(chunk: Uint8Array, at: number): number {
    const byte = chunk[at];
    if (byte === VT) {
      this.#state = 'frame';
      this.#frameOffset = this.#offset + at;
      this.#length = 0;
      this.#garbage = false;
    } else if (byte !== CR && byte !== LF && !this.#garbage) {
      this.#garbage = true;
      this.#find('MLLP_GARBAGE', this.#offset + at);
    }
    return at + 1;
  }

  #frame(chunk: Uint8Array, at: number): number {
    let stop = at;
    while (stop < chunk.length && chunk[stop] !== FS && chunk[stop] !== VT) stop++;
    this.#append(chunk, at, stop);
    if (this.#length > this.#frameBytesMax) {
      this.#find('MLLP_FRAME_TOO_LARGE', this.#frameOffset);
      this.#state = 'skipping';
      this.#length = 0;
      this.#buffer = Buffer.allocUnsafe(4096);
      return stop;
    }
    if (stop === chunk.length) return stop;
    if (chunk[stop] === FS) {
      this.#state = 'ending';
      return stop + 1;
    }
    this.#find('MLLP_FRAME_RESTARTED', this.#frameOffset);
    this.#frameOffset = this.#offset + stop;
    this.#length = 0;
    return stop + 1;
  }

  /** After 0x1C: CR ends the frame; a new 0x0B means the CR was left out; anything else was data after all. */
  #ending(chunk: Uint8Array, at: number): number {
    if (chunk[at] === CR) {
      this.#deliver(false);
      return at + 1;
    }
    if (chunk[at] === VT) {
      this.#deliver(true);
      return at;
    }
    this.#append(Uint8Array.of(FS), 0, 1);
    this.#state = 'frame';
    return at;
  }

  #skip(chunk: Uint8Array, at: number): number {
    const stop = chunk.indexOf(FS, at);
    if (stop < 0) return chunk.length;
    this.#state = 'skipped';
    return stop + 1;
  }

  #deliver(withoutCr: boolean): void {
    if (withoutCr) this.#find('MLLP_END_WITHOUT_CR', this.#frameOffset);
    this.#frames++;
    const bytes = Buffer.from(this.#buffer.subarray(0, this.#length));
    this.#events.push({ kind: 'frame', offset: this.#frameOffset + 1, bytes });
    this.#state = 'idle';
    this.#length = 0;
    if (this.#buffer.length > 1024 * 1024) this.#buffer = Buffer.allocUnsafe(4096);
  }

  #append(chunk: Uint8Array, start: number, end: number): void {
    const needed = this.#length + (end - start);
    if (needed > this.#frameBytesMax) {
      this.#length = needed;
      return;
    }
    if (needed > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
      this.#buffer.copy(grown, 0, 0, this.#length);
      this.#buffer = grown;
    }
    this.#buffer.set(chunk.subarray(start, end), this.#length);
    this.#length = needed;
  }
}

/**
 * Frames one message. A message that itself holds 0x0B or 0x1C would break the framing for every message after it, so
 * it is refused with `RangeError`; the writer in this folder escapes both.
 */
export function encodeMllpFrame(message: Uint8Array): Uint8Array {
  if (message.includes(VT) || message.includes(FS)) {
    throw new RangeError('An MLLP message cannot hold the bytes 0x0B or 0x1C; write them as \\X0B\\ and \\X1C\\.');
  }
  const frame = new Uint8Array(message.length + 3);
  frame[0] = VT;
  frame.set(message, 1);
  frame[message.length + 1] = FS;
  frame[message.length + 2] = CR;
  return frame;
}
