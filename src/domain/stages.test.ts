// Goal: the vocabulary of stages, places and posting states holds together. Method: walk the tables.
import { describe, expect, it } from 'vitest';
import {
  canMove,
  EVENT_STATES,
  EVENT_STATES_FINAL,
  PLACE_OF,
  PLACES,
  POSTING_MOVES,
  POSTING_STATES,
  type PostingState,
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
    expect(new Set(EVENT_STATES.map((state) => PLACE_OF[state]))).toEqual(new Set(PLACES));
  });

  it('names each stage, place and state once', () => {
    for (const list of [STAGES, PLACES, EVENT_STATES, POSTING_STATES]) expect(new Set(list).size).toBe(list.length);
  });

  it('calls final only what has left the flow', () => {
    expect(EVENT_STATES_FINAL.map((state) => PLACE_OF[state])).not.toContain('inFlight');
    expect(EVENT_STATES_FINAL).not.toContain('exception');
    expect(EVENT_STATES_FINAL).not.toContain('held');
  });
});

describe('posting moves', () => {
  it('reaches every state from an open posting', () => {
    expect(reachable('open')).toEqual(new Set(POSTING_STATES));
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
    expect(POSTING_STATES.filter((state) => canMove(state, 'sent'))).toEqual(['intent']);
    expect(canMove('unknown', 'sent')).toBe(false);
    expect(canMove('sent', 'ready')).toBe(false);
  });
});
