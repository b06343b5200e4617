import { repeated, storyAt } from '../story-plan';
import { type Mix, PAYMENT_STORIES, type PaymentStory, RUN_STORIES, type RunStory } from './stories';

/** The story of the nth payment that the bank hears of. */
export function paymentStoryAt(seed: string, index: number, mix: Mix): 'none' | PaymentStory {
  return storyAt([seed, 'bank-payments'], index, mix.paymentBlock, repeated(PAYMENT_STORIES, mix.counts));
}

/** What else happens in the nth run. */
export function runStoryAt(seed: string, index: number, mix: Mix): 'none' | RunStory {
  return storyAt([seed, 'bank-runs'], index, mix.runBlock, repeated(RUN_STORIES, mix.counts));
}
