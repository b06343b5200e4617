/** How many requests one set keeps open to a target: grows by one while all goes well, halves when something does not. */
const START = 8;
const MOST = 32;
/** A set takes about this long in requests, so that the last of it starts well before its deadline. */
const SET_MS = 1000;
const ROUNDS_MOST = 4;

let current = START;
let rounds = 1;

export const inFlight = {
  limit: (): number => current,
  /** Postings of one set: several rounds of requests to a quick target, one to a slow one. */
  setSize: (): number => current * rounds,
  /** `answerMs`: the mean time of an answer in the last set. */
  learn(allWell: boolean, answerMs: number): void {
    current = allWell ? Math.min(MOST, current + 1) : Math.max(1, Math.floor(current / 2));
    rounds = Math.max(1, Math.min(ROUNDS_MOST, Math.floor(SET_MS / Math.max(answerMs, 1))));
  },
};
