// Goal: the vocabulary of stages, places and posting states holds together. Method: walk the tables.
import { describe, expect, it } from 'vitest';
import {
  ITEM_MOVES,
  ITEM_STATES,
  ITEM_STATES_FINAL,
  itemStatesBefore,
  PLACE_OF,
  PLACES,
  POSTING_MOVES,
  POSTING_STATES,
  type PostingState,
  postingStatesBefore,
  STAGES,
} from './stages';

/** Every state a posting can come to from another one. */
function reachable(from: PostingState): Set<PostingState> {
  const seen = new Set<PostingState>([from]);
  for (const state of seen) for (const next of POSTING_MOVES[state]) seen.add(next);
  return seen;
}

describe('stages and places', () => {
  it('puts every event state in a place, and leaves no place empty', () => {
    expect(new Set(ITEM_STATES.map((state) => PLACE_OF[state]))).toEqual(new Set(PLACES));
  });

  it('names each stage, place and state once', () => {
    for (const list of [STAGES, PLACES, ITEM_STATES, POSTING_STATES]) expect(new Set(list).size).toBe(list.length);
  });

  it('calls final only what has left the flow', () => {
    expect(ITEM_STATES_FINAL.map((state) => PLACE_OF[state])).not.toContain('inFlight');
    expect(ITEM_STATES_FINAL).not.toContain('exception');
    expect(ITEM_STATES_FINAL).not.toContain('held');
  });
});

describe('item moves', () => {
  it('never leaves a final state, unless what is posted is taken back', () => {
    for (const state of ITEM_STATES_FINAL) expect(ITEM_MOVES[state]).toEqual(state === 'posted' ? ['ready'] : []);
  });

  it('posts only what is ready or has its documents', () => {
    expect(itemStatesBefore('posted')).toEqual(['ready', 'mapped']);
  });
});

describe('posting moves', () => {
  it('reaches every state from where a posting begins', () => {
    expect(reachable('proposed')).toEqual(new Set(POSTING_STATES.filter((state) => state !== 'open')));
    expect(reachable('open')).toEqual(new Set(POSTING_STATES.filter((state) => state !== 'proposed')));
  });

  it('never leaves a confirmed or superseded posting', () => {
    expect(reachable('confirmed').size + reachable('superseded').size).toBe(2);
  });

  it('lets every posting come to an end', () => {
    for (const state of POSTING_STATES) {
      const ends = reachable(state);
      expect(ends.has('confirmed') || ends.has('superseded'), state).toBe(true);
    }
  });

  it('sends only after an intent was written, and never sends an unknown again directly', () => {
    // A queued order was sent; a sent one that is not visible yet stays sent.
    expect(postingStatesBefore('sent')).toEqual(['intent', 'queued', 'sent']);
    expect(postingStatesBefore('ready')).not.toContain('sent');
    expect(postingStatesBefore('intent')).toEqual(['ready']);
  });

  it('asks a second person before anything of a proposed posting is sent', () => {
    expect(POSTING_MOVES.proposed).toEqual(['ready', 'superseded']);
  });
});
