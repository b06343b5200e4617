/** How many requests one worker keeps open to the ERP: grows by one while all goes well, halves when something does not. */
const START = 8;
const MOST = 32;

let current = START;

export const inFlight = {
  limit: (): number => current,
  learn(allWell: boolean): void {
    current = allWell ? Math.min(MOST, current + 1) : Math.max(1, Math.floor(current / 2));
  },
};
