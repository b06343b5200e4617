/** How many calls one set keeps open to a target: grows by one while all goes well, halves when something does not. */
const START = 8;
const MOST = 32;
/** A set takes about this long in calls, so that the last of it starts well before its deadline. */
const SET_MS = 1000;
const ROUNDS_MOST = 4;
/** Postings of one set at most, however many a call carries: what one transaction records. */
const SET_MOST = 400;

let current = START;
let rounds = 1;
let carried = 1;

export const inFlight = {
  limit: (): number => current,
  /** Postings of one set: several rounds of calls to a quick target, one to a slow one, each with as many as calls carry. */
  setSize: (): number => Math.min(SET_MOST, current * rounds * carried),
  /** `answerMs`: the mean time of an answer in the last set; `perCall`: the mean number of orders that a call carried. */
  learn(allWell: boolean, answerMs: number, perCall: number): void {
    current = allWell ? Math.min(MOST, current + 1) : Math.max(1, Math.floor(current / 2));
    rounds = Math.max(1, Math.min(ROUNDS_MOST, Math.floor(SET_MS / Math.max(answerMs, 1))));
    carried = Math.max(1, Math.floor(perCall));
  },
};
