// Goal: a suggestion that has moved never reads as one that may be agreed to. Method: every state, with its ties moved and not.
import { describe, expect, it } from 'vitest';
import { suggestionLook } from './words';

describe('suggestionLook', () => {
  it('says suggested or asked only while its ties stand as they did', () => {
    const word = (state: Parameters<typeof suggestionLook>[0]['state'], asMade: boolean) =>
      suggestionLook({ state, asMade }).word;
    expect([word('open', true), word('asked', true)]).toEqual(['Suggested', 'Asked, waits for a second person']);
    for (const state of ['open', 'asked', 'stale'] as const) expect(word(state, false)).toBe('Changed since');
    expect(word('stale', true)).toBe('Changed since');
    expect([word('accepted', false), word('declined', true)]).toEqual(['Joined by two people', 'Declined']);
  });
});
