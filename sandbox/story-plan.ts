import { createPrng } from './prng';

/**
 * The story at a place of a plan, from the seed alone. Every block tells each story exactly as often as it stands in
 * `told`, so proportions hold over any whole number of blocks; only the places are drawn.
 */
export function storyAt<Name extends string>(
  labels: readonly string[],
  index: number,
  blockSize: number,
  told: readonly Name[],
): 'none' | Name {
  if (told.length > blockSize) throw new RangeError(`the mix needs ${told.length} places but a block has ${blockSize}`);
  const block = Math.floor(index / blockSize);
  const places = Array.from({ length: blockSize }, (_, place) => told[place] ?? ('none' as const));
  return createPrng(...labels, block).shuffle(places)[index % blockSize] ?? 'none';
}

/** Every name as often as it is counted. */
export function repeated<Name extends string>(
  names: readonly Name[],
  counts: Readonly<Partial<Record<Name, number>>>,
): readonly Name[] {
  return names.flatMap((name) => Array.from({ length: counts[name] ?? 0 }, () => name));
}
