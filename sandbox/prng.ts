/**
 * Seeded randomness. The same seed and label give the same sequence on every machine, which is what lets a failing run
 * be repeated and lets the ledger of sent remittances be recomputed from the seed alone.
 */
export type Prng = {
  /** A number in [0, 1). */
  next(): number;
  /** An integer in [low, high], both ends included. */
  int(low: number, high: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One element; throws on an empty list because no caller may pass one. */
  pick<T>(items: readonly T[]): T;
  /** One element, drawn in proportion to its weight. */
  weighted<T>(items: readonly T[], weightOf: (item: T) => number): T;
  /** A shuffled copy (Fisher–Yates). */
  shuffle<T>(items: readonly T[]): T[];
};

/** Builds a generator from a seed and any labels that tell its stream apart from the others of the same seed. */
export function createPrng(...labels: readonly (string | number)[]): Prng {
  let state = hashText(labels.join('/'));
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(items: readonly T[]): T => {
    const item = items[int(0, items.length - 1)];
    if (item === undefined) throw new RangeError('cannot pick from an empty list');
    return item;
  };
  const weighted = <T>(items: readonly T[], weightOf: (item: T) => number): T => {
    let left = next() * items.reduce((sum, item) => sum + weightOf(item), 0);
    for (const item of items) {
      left -= weightOf(item);
      if (left < 0) return item;
    }
    return pick(items);
  };
  const shuffle = <T>(items: readonly T[]): T[] => {
    const copy = [...items];
    for (let end = copy.length - 1; end > 0; end -= 1) {
      const other = int(0, end);
      const held = copy[end] as T;
      copy[end] = copy[other] as T;
      copy[other] = held;
    }
    return copy;
  };
  return { next, int, chance: (probability) => next() < probability, pick, weighted, shuffle };
}

/** FNV-1a over the text, finished with an avalanche so that neighbouring labels give unrelated streams. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}
