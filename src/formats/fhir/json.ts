/** A parsed JSON value to walk: keys are compared as bytes and text is decoded only when asked for. */
import type { Span } from '../finding';
import { ARRAY, ESCAPED, FALSE, KEY, KIND_MASK, NULL, NUMBER, OBJECT, REFUSED, STRING, TRUE } from './tape';
import { decodeJsonText } from './tokenizer';

type JsonKind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

/**
 * One parsed value and where it came from. `gap`: bytes that stood in the artifact after `gapAt` and were read
 * separately (the entries of a streamed Bundle), so positions behind it are shifted.
 */
export type JsonDocument = {
  readonly bytes: Buffer;
  readonly tape: Int32Array;
  readonly offset: number;
  readonly gapAt: number;
  readonly gap: number;
  /** The bytes are not UTF-8; text is read as ISO 8859-1. */
  readonly latin1: boolean;
};

const KINDS: Readonly<Record<number, JsonKind>> = {
  [OBJECT]: 'object',
  [ARRAY]: 'array',
  [STRING]: 'string',
  [NUMBER]: 'number',
  [TRUE]: 'boolean',
  [FALSE]: 'boolean',
  [NULL]: 'null',
};

/** A value in a document. Cheap to make; holds no decoded text. */
export class JsonNode {
  readonly document: JsonDocument;
  readonly #at: number;

  constructor(document: JsonDocument, at = 0) {
    this.document = document;
    this.#at = at;
  }

  get kind(): JsonKind {
    return KINDS[this.#slot(0) & KIND_MASK] ?? 'null';
  }

  /** Where the value stands in the artifact; strings with their quotes. */
  get span(): Span {
    const quotes = this.kind === 'string' ? 1 : 0;
    const offset = this.#absolute(this.#slot(1) - quotes);
    return { offset, length: this.#absolute(this.#slot(2) - 1) + 1 + quotes - offset };
  }

  /** Text of a string; the lexeme of a number, `true`, `false` or `null`; the JSON text of an object or array. */
  get text(): string {
    const escaped = (this.#slot(0) & (KIND_MASK | ESCAPED)) === (STRING | ESCAPED);
    const { bytes, latin1 } = this.document;
    return decodeJsonText(bytes, this.#slot(1), this.#slot(2), escaped, latin1);
  }

  /**
   * The value of a member by its ASCII name, or `undefined`. Of duplicate keys the first counts; refused keys are never
   * found.
   */
  get(key: string): JsonNode | undefined {
    if (this.kind !== 'object') return undefined;
    const end = this.#slot(3);
    const { tape } = this.document;
    for (let at = this.#at + 4; at < end; at = tape[at + 7] as number) {
      if (this.#keyIs(at, key)) return new JsonNode(this.document, at + 4);
    }
    return undefined;
  }

  /** Members in document order; refused keys are left out. Empty for anything but an object. */
  *members(): Generator<readonly [string, JsonNode]> {
    if (this.kind !== 'object') return;
    const { bytes, tape, latin1 } = this.document;
    const end = this.#slot(3);
    for (let at = this.#at + 4; at < end; at = tape[at + 7] as number) {
      const head = tape[at] as number;
      if (head & REFUSED) continue;
      const escaped = (head & ESCAPED) !== 0;
      const name = decodeJsonText(bytes, tape[at + 1] as number, tape[at + 2] as number, escaped, latin1);
      yield [name, new JsonNode(this.document, at + 4)];
    }
  }

  /** Elements of an array in order; empty for anything else. */
  *items(): Generator<JsonNode> {
    if (this.kind !== 'array') return;
    const end = this.#slot(3);
    for (let at = this.#at + 4; at < end; at = this.document.tape[at + 3] as number) {
      yield new JsonNode(this.document, at);
    }
  }

  /**
   * Raw tape pieces in order, for the writer: structure bytes are its own business, scalars are copied as they stand.
   */
  rawMembers(): { readonly key: Buffer; readonly value: JsonNode }[] {
    const list: { key: Buffer; value: JsonNode }[] = [];
    const { bytes, tape } = this.document;
    const end = this.#slot(3);
    for (let at = this.#at + 4; at < end; at = tape[at + 7] as number) {
      if ((tape[at] as number) & REFUSED) continue;
      const key = bytes.subarray((tape[at + 1] as number) - 1, (tape[at + 2] as number) + 1);
      list.push({ key, value: new JsonNode(this.document, at + 4) });
    }
    return list;
  }

  /** The bytes of a scalar as they stand in the file, quotes included. */
  rawScalar(): Buffer {
    const quotes = this.kind === 'string' ? 1 : 0;
    return this.document.bytes.subarray(this.#slot(1) - quotes, this.#slot(2) + quotes);
  }

  #slot(slot: number): number {
    return this.document.tape[this.#at + slot] as number;
  }

  #absolute(at: number): number {
    const { offset, gapAt, gap } = this.document;
    return offset + at + (at >= gapAt ? gap : 0);
  }

  #keyIs(at: number, key: string): boolean {
    const { bytes, tape, latin1 } = this.document;
    const head = tape[at] as number;
    const start = tape[at + 1] as number;
    if (head !== KEY) {
      if (head & REFUSED) return false;
      return decodeJsonText(bytes, start, tape[at + 2] as number, true, latin1) === key;
    }
    if ((tape[at + 2] as number) - start !== key.length) return false;
    for (let index = 0; index < key.length; index++) {
      if (bytes[start + index] !== key.charCodeAt(index)) return false;
    }
    return true;
  }
}
