import { paymentDay } from '../calendar';
import { ACCOUNTS } from './accounts';
import type { StatementPart } from './bai2';
import { deposit, treat, type Work } from './deposits';
import { addRunStory, payChecks } from './extras';
import { type BankFile, writeFiles } from './files';
import type { BankState, Line, PaidCheck, Payment, Treated } from './model';
import { runStoryAt } from './plan';
import { isRunStory, type Mix, type Story } from './stories';

type RunInput = {
  readonly seed: string;
  readonly mix: Mix;
  /** YYYY-MM-DD: the day of making; what is reported is the business day before. */
  readonly today: string;
  readonly payments: readonly Payment[];
  /** A story asked for, which comes before those of the plan. */
  readonly asked: Exclude<Story, 'none'> | null;
  /** Checks of the health system cashed since the last run; no plan has any. */
  readonly checks?: readonly PaidCheck[];
};

export type RunResult = {
  readonly state: BankState;
  /** YYYY-MM-DD, the day on which the lines are booked. */
  readonly bookDate: string;
  readonly treated: readonly Treated[];
  readonly lines: readonly Line[];
  readonly files: readonly BankFile[];
};

const OPENING_BALANCE = 125_000_000n;

export const firstState = (): BankState => ({
  run: 0,
  payments: 0,
  nextReference: 0,
  nextAch: 0,
  nextFile: 0,
  balances: Object.fromEntries(ACCOUNTS.map((each) => [each.number, OPENING_BALANCE])),
  statements: 0,
  owed: [],
  tasks: [],
});

/**
 * One run of the bank: what it was told of since the last becomes lines, and the lines become files. A pure function:
 * the same state and payments give the same bytes, which is what lets its ledger be checked.
 */
export function runBank(before: BankState, input: RunInput): RunResult {
  const state: BankState = structuredClone(before);
  const work: Work = { seed: input.seed, mix: input.mix, state, lines: [], checks: new Map() };
  const { asked } = input;
  if (asked !== null && !isRunStory(asked)) state.owed.unshift(asked);
  const treated = deposit(work, treat(work, input.payments));
  const story = asked !== null && isRunStory(asked) ? asked : runStoryAt(input.seed, state.run, input.mix);
  const returned = addRunStory(work, story);
  payChecks(work, input.checks ?? []);
  const bookDate = paymentDay(input.today, 1);
  const files = writeFiles({ work, today: input.today, asOf: bookDate }, movedParts(work), story, returned);
  state.run += 1;
  return { state, bookDate, treated, lines: work.lines, files };
}

/** Every account with what moved on it, its balance carried on. */
function movedParts(work: Work): StatementPart[] {
  return ACCOUNTS.map(({ number }) => {
    const lines = work.lines.filter((line) => line.account === number);
    const opening = work.state.balances[number] ?? 0n;
    const closing = lines.reduce((sum, line) => sum + (line.credit ? line.amount : -line.amount), opening);
    work.state.balances[number] = closing;
    return { account: number, opening, closing, lines };
  });
}
