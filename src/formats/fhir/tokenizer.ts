/**
 * JSON bytes to a tape, strictly by RFC 8259. Numbers stay lexemes, so an amount never passes through a float. Keys
 * that could reach an object prototype are refused; duplicate keys are reported.
 */
import { ARRAY, ESCAPED, FALSE, KEY, NULL, NUMBER, OBJECT, REFUSED, SLOTS, STRING, TRUE } from './tape';

type JsonProblemCode =
  | 'JSON_INVALID'
  | 'JSON_TRUNCATED'
  | 'JSON_TOO_DEEP'
  | 'JSON_TOO_LARGE'
  | 'JSON_KEY_REFUSED'
  | 'JSON_KEY_DUPLICATE';

/** `at` is a byte position within the parsed bytes. */
type JsonProblem = { readonly code: JsonProblemCode; readonly at: number };

/**
 * `tape` is `null` when the bytes are not one complete JSON value; refused and duplicate keys alone leave it usable.
 */
type ParsedJson = { readonly tape: Int32Array | null; readonly problems: readonly JsonProblem[] };

/** Deepest nesting read. FHIR R4 Questionnaires and nested extensions stay far below. */
export const DEPTH_MAX = 128;

/**
 * Most values and keys in one resource; 64 MB of tape. A resource of the byte limit made of `[1,1,1…` would need more.
 */
const VALUES_MAX = 4 * 1024 * 1024;

/** The scratch tape is given back when one large resource made it grow beyond this many values. */
const SCRATCH_VALUES_KEPT = 256 * 1024;

/** Problems kept per value; one resource made of duplicate keys must not fill memory. */
const PROBLEMS_MAX = 100;

/** Up to this many keys, duplicates are found by comparing hashes pairwise; beyond, by a set. */
const PAIRWISE_KEYS_MAX = 24;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Parses exactly one value with optional white space around it. Never throws. */
export function parseJson(bytes: Buffer): ParsedJson {
  const parser = new Parser(bytes);
  const complete = parser.run();
  return { tape: complete ? parser.tape() : null, problems: parser.problems };
}

/** Text of a string or key range; `escaped` ranges were validated, so the platform's decoder cannot fail on them. */
export function decodeJsonText(bytes: Buffer, start: number, end: number, escaped: boolean, latin1: boolean): string {
  const text = bytes.toString(latin1 ? 'latin1' : 'utf8', start, end);
  return escaped ? (JSON.parse(`"${text}"`) as string) : text;
}

/** Reused between parses; a finished tape is copied out of it. */
let scratch = new Int32Array(SLOTS * 64 * 1024);

class Parser {
  readonly problems: JsonProblem[] = [];
  readonly #bytes: Buffer;
  readonly #length: number;
  readonly #keys: number[] = [];
  #at = 0;
  #size = 0;
  #depth = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#length = bytes.length;
  }

  run(): boolean {
    this.#space();
    if (!this.#value()) return false;
    this.#space();
    return this.#at === this.#length || this.#fail();
  }

  tape(): Int32Array {
    const tape = scratch.slice(0, this.#size);
    if (scratch.length > SLOTS * SCRATCH_VALUES_KEPT) scratch = new Int32Array(SLOTS * 64 * 1024);
    return tape;
  }

  #fail(): false {
    this.#report(this.#at >= this.#length ? 'JSON_TRUNCATED' : 'JSON_INVALID', Math.min(this.#at, this.#length));
    return false;
  }

  #report(code: JsonProblemCode, at: number): void {
    if (this.problems.length < PROBLEMS_MAX) this.problems.push({ code, at });
  }

  #space(): void {
    const bytes = this.#bytes;
    let at = this.#at;
    while (at < this.#length) {
      const byte = bytes[at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
      at++;
    }
    this.#at = at;
  }

  #write(kind: number, start: number, end: number): number {
    const node = this.#size;
    this.#size = node + SLOTS;
    if (this.#size > scratch.length) {
      const grown = new Int32Array(scratch.length * 2);
      grown.set(scratch);
      scratch = grown;
    }
    scratch[node] = kind;
    scratch[node + 1] = start;
    scratch[node + 2] = end;
    scratch[node + 3] = this.#size;
    return node;
  }

  #value(): boolean {
    if (this.#at >= this.#length) return this.#fail();
    if (this.#size >= SLOTS * VALUES_MAX) {
      this.#report('JSON_TOO_LARGE', this.#at);
      return false;
    }
    switch (this.#bytes[this.#at]) {
      case QUOTE:
        return this.#string();
      case 0x7b:
        return this.#nest(OBJECT);
      case 0x5b:
        return this.#nest(ARRAY);
      case 0x74:
        return this.#word('true', TRUE);
      case 0x66:
        return this.#word('false', FALSE);
      case 0x6e:
        return this.#word('null', NULL);
      default:
        return this.#number();
    }
  }

  #nest(kind: number): boolean {
    if (this.#depth >= DEPTH_MAX) {
      this.#report('JSON_TOO_DEEP', this.#at);
      return false;
    }
    this.#depth++;
    const node = this.#write(kind, this.#at, 0);
    this.#at++;
    this.#space();
    const read = kind === OBJECT ? this.#members() : this.#items();
    if (!read) return false;
    scratch[node + 2] = this.#at;
    scratch[node + 3] = this.#size;
    this.#depth--;
    return true;
  }

  #items(): boolean {
    if (this.#bytes[this.#at] === 0x5d) {
      this.#at++;
      return true;
    }
    for (;;) {
      if (!this.#value()) return false;
      this.#space();
      const byte = this.#bytes[this.#at];
      if (byte === 0x5d) {
        this.#at++;
        return true;
      }
      if (byte !== 0x2c) return this.#fail();
      this.#at++;
      this.#space();
    }
  }

  #members(): boolean {
    if (this.#bytes[this.#at] === 0x7d) {
      this.#at++;
      return true;
    }
    const base = this.#keys.length;
    for (;;) {
      if (this.#bytes[this.#at] !== QUOTE) return this.#fail();
      if (!this.#key()) return false;
      this.#space();
      if (this.#bytes[this.#at] !== 0x3a) return this.#fail();
      this.#at++;
      this.#space();
      if (!this.#value()) return false;
      this.#space();
      const byte = this.#bytes[this.#at];
      if (byte === 0x7d) break;
      if (byte !== 0x2c) return this.#fail();
      this.#at++;
      this.#space();
    }
    this.#at++;
    this.#findDuplicates(base);
    this.#keys.length = base;
    return true;
  }

  #string(): boolean {
    const bytes = this.#bytes;
    const length = this.#length;
    const start = this.#at + 1;
    let at = start;
    let kind = STRING;
    while (at < length) {
      const byte = bytes[at] as number;
      if (byte === QUOTE) {
        this.#at = at + 1;
        this.#write(kind, start, at);
        return true;
      }
      if (byte === BACKSLASH) {
        kind = STRING | ESCAPED;
        at = this.#escape(at);
        if (at < 0) return this.#fail();
      } else if (byte < 0x20) {
        break;
      } else {
        at++;
      }
    }
    this.#at = at;
    return this.#fail();
  }

  /** A key is a string whose hash is kept, so that duplicates are found without decoding. */
  #key(): boolean {
    const node = this.#size;
    if (!this.#string()) return false;
    const escaped = ((scratch[node] as number) & ESCAPED) !== 0;
    const start = scratch[node + 1] as number;
    const end = scratch[node + 2] as number;
    const refused = this.#isRefused(start, end, escaped);
    if (refused) this.#report('JSON_KEY_REFUSED', start - 1);
    scratch[node] = KEY | (escaped ? ESCAPED : 0) | (refused ? REFUSED : 0);
    scratch[node + 3] = escaped ? hashText(this.#text(node)) : hashBytes(this.#bytes, start, end);
    this.#keys.push(node);
    return true;
  }

  #isRefused(start: number, end: number, escaped: boolean): boolean {
    const length = end - start;
    if (!escaped && length !== 9 && length !== 11) return false;
    const name = decodeJsonText(this.#bytes, start, end, escaped, false);
    return name === '__proto__' || name === 'prototype' || name === 'constructor';
  }

  #text(node: number): string {
    const escaped = ((scratch[node] as number) & ESCAPED) !== 0;
    return decodeJsonText(this.#bytes, scratch[node + 1] as number, scratch[node + 2] as number, escaped, false);
  }

  #findDuplicates(base: number): void {
    const keys = this.#keys;
    if (keys.length - base > PAIRWISE_KEYS_MAX) {
      const seen = new Set<string>();
      for (let at = base; at < keys.length; at++) {
        const name = this.#text(keys[at] as number);
        if (seen.has(name)) this.#report('JSON_KEY_DUPLICATE', (scratch[(keys[at] as number) + 1] as number) - 1);
        seen.add(name);
      }
      return;
    }
    for (let later = base + 1; later < keys.length; later++) {
      const node = keys[later] as number;
      for (let earlier = base; earlier < later; earlier++) {
        const other = keys[earlier] as number;
        if (scratch[node + 3] !== scratch[other + 3] || this.#text(node) !== this.#text(other)) continue;
        this.#report('JSON_KEY_DUPLICATE', (scratch[node + 1] as number) - 1);
        break;
      }
    }
  }

  /** Position after the escape at `at`, or -1 with `#at` on the fault. */
  #escape(at: number): number {
    const byte = this.#bytes[at + 1];
    if (byte === 0x75) {
      for (let digit = at + 2; digit < at + 6; digit++) {
        if (digit < this.#length && isHex(this.#bytes[digit] as number)) continue;
        this.#at = digit;
        return -1;
      }
      return at + 6;
    }
    // The two-character escapes: " \ / b f n r t.
    const known = byte !== undefined && '"\\/bfnrt'.includes(String.fromCharCode(byte));
    if (known) return at + 2;
    this.#at = at + 1;
    return -1;
  }

  #word(word: string, kind: number): boolean {
    const start = this.#at;
    for (let offset = 0; offset < word.length; offset++) {
      if (this.#bytes[start + offset] === word.charCodeAt(offset)) continue;
      this.#at = start + offset;
      return this.#fail();
    }
    this.#at = start + word.length;
    this.#write(kind, start, this.#at);
    return true;
  }

  /** RFC 8259 §6: `-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?`. */
  #number(): boolean {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = bytes[start] === 0x2d ? start + 1 : start;
    const whole = at;
    at = this.#digits(at);
    let sound = at > whole && (at === whole + 1 || bytes[whole] !== 0x30);
    if (sound && bytes[at] === 0x2e) {
      const fraction = at + 1;
      at = this.#digits(fraction);
      sound = at > fraction;
    }
    if (sound && (bytes[at] === 0x65 || bytes[at] === 0x45)) {
      const exponent = bytes[at + 1] === 0x2b || bytes[at + 1] === 0x2d ? at + 2 : at + 1;
      at = this.#digits(exponent);
      sound = at > exponent;
    }
    this.#at = at;
    if (!sound) return this.#fail();
    this.#write(NUMBER, start, at);
    return true;
  }

  #digits(from: number): number {
    const bytes = this.#bytes;
    let at = from;
    while (at < this.#length && (bytes[at] as number) >= 0x30 && (bytes[at] as number) <= 0x39) at++;
    return at;
  }
}

const isHex = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);

function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 17;
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
  return hash;
}

function hashText(text: string): number {
  const bytes = Buffer.from(text, 'utf8');
  return hashBytes(bytes, 0, bytes.length);
}
