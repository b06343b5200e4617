/** Segment ids of a unit: which they are, and the how-manieth of its kind each is. */
import type { Hl7Segment } from './model';
import type { RawUnit } from './tokenizer';

/** A segment id, and how many of its segments the unit seen last has so far: kept here, so that no unit needs a map. */
type KnownId = { readonly id: string; unit: number; ordinal: number };

/** Reads units one after the other. It holds at most the 33,696 ids that exist. */
export class SegmentIndex {
  readonly #ids = new Map<number, KnownId>();
  readonly #none: KnownId = { id: '', unit: 0, ordinal: 0 };
  #unit = 0;

  /** `invalid` counts lines that begin with no id or whose id no separator follows. */
  read(unit: RawUnit, separator: number): { list: Hl7Segment[]; invalid: number } {
    const list: Hl7Segment[] = [];
    let invalid = 0;
    this.#unit += 1;
    for (let at = 0; at < unit.bounds.length; at += 2) {
      const start = unit.bounds[at] as number;
      const end = unit.bounds[at + 1] as number;
      const known = end - start < 3 ? this.#none : this.#idAt(unit.bytes, start);
      if (known === this.#none || (end - start > 3 && unit.bytes[start + 3] !== separator)) invalid++;
      if (known.unit !== this.#unit) {
        known.unit = this.#unit;
        known.ordinal = 0;
      }
      known.ordinal += 1;
      list.push({ id: known.id, ordinal: known.ordinal, line: unit.line + at / 2, start, end });
    }
    return { list, invalid };
  }

  /** An upper-case letter and two upper-case letters or digits (HL7 v2 §2.5.2), else none. */
  #idAt(bytes: Uint8Array, at: number): KnownId {
    const first = bytes[at] as number;
    const second = bytes[at + 1] as number;
    const third = bytes[at + 2] as number;
    if (first < 0x41 || first > 0x5a || !isIdByte(second) || !isIdByte(third)) return this.#none;
    const key = (first << 16) | (second << 8) | third;
    let known = this.#ids.get(key);
    if (known === undefined) {
      known = { id: String.fromCharCode(first, second, third), unit: 0, ordinal: 0 };
      this.#ids.set(key, known);
    }
    return known;
  }
}

const isIdByte = (byte: number): boolean => (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x30 && byte <= 0x39);
