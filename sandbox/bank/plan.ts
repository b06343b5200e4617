import { createPrng } from '../prng';
import { type Mix, PAYMENT_STORIES, type PaymentStory, RUN_STORIES, type RunStory } from './stories';

/** The story of the nth payment that the bank hears of, from the seed alone. Every block tells each as often as its mix says. */
export function paymentStoryAt(seed: string, index: number, mix: Mix): 'none' | PaymentStory {
  return storyAt([seed, 'bank-payments'], index, mix.paymentBlock, namesOf(PAYMENT_STORIES, mix));
}

/** What else happens in the nth run. */
export function runStoryAt(seed: string, index: number, mix: Mix): 'none' | RunStory {
  return storyAt([seed, 'bank-runs'], index, mix.runBlock, namesOf(RUN_STORIES, mix));
}

function namesOf<Name extends PaymentStory | RunStory>(names: readonly Name[], mix: Mix): readonly Name[] {
  return names.flatMap((name) => Array.from({ length: mix.counts[name] ?? 0 }, () => name));
}

function storyAt<Name extends string>(
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
