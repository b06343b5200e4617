/** Damage that can be repeated: the same seed and number always give the same bytes. */
import type { Seed } from './fuzz-seeds';

/** Small, fast and good enough for choosing bytes (mulberry32). */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const EDITS_MAX = 12;
const BLOCK_BYTES_MAX = 400;
const REPEATS_MAX = 200;
const INPUT_BYTES_MAX = 256 * 1024;
/** Bytes that mean something to one format or another. */
const SIGNIFICANT = Buffer.from('*:~^|\\&,/"\'{}[]<>;\r\n\0\x0b\x1c\u00ff -.0IHS', 'latin1');

type Random = (below: number) => number;
type Mutation = (bytes: Buffer, random: Random, other: Buffer) => Buffer;

const cut = (bytes: Buffer, from: number, to: number, between: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, from), between, bytes.subarray(to)]);

const MUTATIONS: readonly Mutation[] = [
  (bytes, random) => {
    bytes[random(bytes.length)] = random(256);
    return bytes;
  },
  (bytes, random) => {
    bytes[random(bytes.length)] = SIGNIFICANT[random(SIGNIFICANT.length)]!;
    return bytes;
  },
  // One separator becomes another everywhere.
  (bytes, random) => {
    const [from, to] = [bytes[random(bytes.length)]!, SIGNIFICANT[random(SIGNIFICANT.length)]!];
    return bytes.map((byte) => (byte === from ? to : byte)) as Buffer;
  },
  (bytes, random) => {
    const from = random(bytes.length);
    return cut(bytes, from, from + random(BLOCK_BYTES_MAX), Buffer.alloc(0));
  },
  (bytes, random) => bytes.subarray(0, 1 + random(bytes.length)),
  (bytes, random) => bytes.subarray(random(bytes.length)),
  // A block twice, or hundreds of times.
  (bytes, random) => {
    const from = random(bytes.length);
    const block = bytes.subarray(from, from + 1 + random(BLOCK_BYTES_MAX));
    const times = random(8) === 0 ? random(REPEATS_MAX) : 1;
    return cut(bytes, from, from, Buffer.concat(Array.from({ length: times }, () => block)));
  },
  // A block of another file, of this format or not.
  (bytes, random, other) => {
    const from = random(other.length);
    const at = random(bytes.length);
    return cut(bytes, at, at, other.subarray(from, from + random(BLOCK_BYTES_MAX)));
  },
  // A long run of one byte.
  (bytes, random) => {
    const at = random(bytes.length);
    return cut(bytes, at, at, Buffer.alloc(random(4_000), random(256)));
  },
];

/** Input number `index` of a run: a seed with some damage. */
export function mutated(
  seeds: readonly (readonly Seed[])[],
  runSeed: number,
  index: number,
): Seed & { readonly pieceBytes: number } {
  const random = randomFrom(runSeed + Math.imul(index + 1, 0x9e3779b1));
  const pick = (): Seed => {
    const list = seeds[random(seeds.length)]!;
    return list[random(list.length)]!;
  };
  const { format, bytes } = pick();
  let damaged: Buffer = Buffer.from(bytes);
  for (let edits = 1 + random(EDITS_MAX); edits > 0 && damaged.length > 0; edits--) {
    const other = pick().bytes;
    damaged = Buffer.from(MUTATIONS[random(MUTATIONS.length)]!(damaged, random, other).subarray(0, INPUT_BYTES_MAX));
  }
  return { format, bytes: damaged, pieceBytes: random(4) === 0 ? 1 + random(700) : INPUT_BYTES_MAX };
}
