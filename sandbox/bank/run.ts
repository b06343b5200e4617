import { createHash } from 'node:crypto';
import { compact, paymentDay } from '../calendar';
import type { OutgoingFile } from '../outbox';
import { createPrng } from '../prng';
import { ACCOUNTS, accountNumbered } from './accounts';
import { type Bai2Input, renderBai2, type StatementPart, type TotalsFault } from './bai2';
import { type CamtInput, renderCamt053, renderCamt054 } from './camt';
import { deposit, treat, type Work } from './deposits';
import { addRunStory, type ReturnedEntry } from './extras';
import { renderLockbox } from './lockbox';
import type { BankState, Line, Payment, Treated } from './model';
import { renderCcdPlus, renderReturn } from './nacha';
import { runStoryAt } from './plan';
import { isRunStory, type Mix, type RunStory, type Story } from './stories';

type RunInput = {
  readonly seed: string;
  readonly mix: Mix;
  /** YYYY-MM-DD: the day of making; what is reported is the business day before. */
  readonly today: string;
  readonly payments: readonly Payment[];
  /** A story asked for, which comes before those of the plan. */
  readonly asked: Exclude<Story, 'none'> | null;
};

/** A file and the bank references of the lines it reports, empty when it reports none. */
type BankFile = OutgoingFile & { readonly lines: readonly string[] };

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
  const bookDate = paymentDay(input.today, 1);
  const files = createFiles(work, input, bookDate);
  const written = files.write(movedParts(work), story, returned);
  state.run += 1;
  return { state, bookDate, treated, lines: work.lines, files: written };
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

const EXTENSIONS = { ccd: 'ach', return: 'ach', lockbox: 'lbx', bai2: 'bai', camt053: 'xml', camt054: 'xml' } as const;
const PREFIXES = {
  ccd: 'CCDP',
  return: 'ACHRET',
  lockbox: 'LBX',
  bai2: 'BAI2',
  camt053: 'CAMT053',
  camt054: 'CAMT054',
} as const;
const CONTENT_TYPES = {
  ccd: 'text/plain',
  return: 'text/plain',
  lockbox: 'text/plain',
  bai2: 'text/plain',
  camt053: 'application/xml',
  camt054: 'application/xml',
} as const;

type Kind = keyof typeof EXTENSIONS;

function createFiles(work: Work, input: RunInput, asOf: string) {
  const { state } = work;
  const clean = Object.keys(input.mix.counts).length === 0;
  const files: BankFile[] = [];

  /** Gives a file its number and the minute that goes with it, so that no two files were made at the same time. */
  const number = () => {
    state.nextFile += 1;
    const minute = state.nextFile % (24 * 60);
    const time = `${two(Math.floor(minute / 60))}${two(minute % 60)}`;
    return { fileNumber: state.nextFile, made: input.today, time };
  };
  const add = (kind: Kind, bytes: Buffer, lines: readonly Line[], story: Story, fileNumber: number): void => {
    files.push({
      name: `${PREFIXES[kind]}_${compact(input.today)}_${String(fileNumber).padStart(6, '0')}.${EXTENSIONS[kind]}`,
      contentType: CONTENT_TYPES[kind],
      kind,
      story,
      bytes,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      lines: lines.map((line) => line.reference),
    });
  };
  const bai2 = (parts: readonly StatementPart[], story: Story, fault: TotalsFault | null): void => {
    const made = number();
    const statement: Bai2Input = { ...made, asOf, parts, fault };
    add(
      'bai2',
      renderBai2(statement),
      parts.flatMap((part) => part.lines),
      story,
      made.fileNumber,
    );
  };
  const camt = (kind: 'camt053' | 'camt054', part: StatementPart, story: Story): void => {
    const made = number();
    const messageId = `CHB${compact(input.today)}${String(made.fileNumber).padStart(6, '0')}`;
    const wrongClosing = story === 'wrong-totals';
    const message: CamtInput = {
      seed: input.seed,
      messageId,
      ...made,
      asOf,
      statement: state.statements,
      part,
      wrongClosing,
    };
    add(kind, kind === 'camt053' ? renderCamt053(message) : renderCamt054(message), part.lines, story, made.fileNumber);
  };
  const advices = (lines: readonly Line[], returned: ReturnedEntry | null): void => {
    const credits = lines.filter((line) => line.kind === 'ach-credit');
    const inBai2 = credits.filter((line) => accountNumbered(line.account).statement === 'bai2');
    if (inBai2.length > 0) {
      const made = number();
      add('ccd', renderCcdPlus(made, input.seed, inBai2, clean), inBai2, 'none', made.fileNumber);
    }
    if (returned) {
      const made = number();
      const own = lines.filter((line) => line.kind === 'ach-return');
      const story = returned.kind === 'return' ? 'ach-return' : 'notice-of-change';
      add('return', renderReturn(made, returned), own, story, made.fileNumber);
    }
    for (const line of lines.filter((each) => each.items.length > 0)) {
      const made = number();
      add('lockbox', renderLockbox({ asOf, time: made.time, line }), [line], 'none', made.fileNumber);
    }
  };
  return {
    write: (parts: readonly StatementPart[], story: 'none' | RunStory, returned: ReturnedEntry | null) => {
      advices(work.lines, returned);
      writeStatements({ work, input, files, bai2, camt }, parts, story);
      return files;
    },
    add,
    number,
  };
}

type Writers = {
  readonly work: Work;
  readonly input: RunInput;
  readonly files: BankFile[];
  readonly bai2: (parts: readonly StatementPart[], story: Story, fault: TotalsFault | null) => void;
  readonly camt: (kind: 'camt053' | 'camt054', part: StatementPart, story: Story) => void;
};

const FAULTS: readonly TotalsFault[] = ['account-total', 'account-records', 'group-total', 'file-total'];

/** The statements of a run, and one of them wrong, repeated or issued again when the story says so. */
function writeStatements(writers: Writers, parts: readonly StatementPart[], story: 'none' | RunStory): void {
  const { work, input, files, bai2, camt } = writers;
  const prng = createPrng(input.seed, 'bank-statements', work.state.run);
  const inBai2 = parts.filter((part) => accountNumbered(part.account).statement === 'bai2');
  const inCamt = parts.filter((part) => accountNumbered(part.account).statement === 'camt' && part.lines.length > 0);
  const isWrong = story === 'wrong-totals';
  // Without a movement on it there is no camt statement to be wrong or repeated.
  const chosen = inCamt.length > 0 && prng.chance(0.4) ? 'camt053' : 'bai2';
  for (const part of inCamt) {
    const credits = part.lines.filter((line) => line.kind === 'ach-credit');
    if (credits.length > 0) camt('camt054', { ...part, lines: credits }, 'none');
  }
  // One file for all accounts, or one for each: customers can have either, and some have both at times.
  const separate = prng.chance(0.25);
  for (const group of separate ? inBai2.map((part) => [part]) : [inBai2]) {
    const isFirst = group[0] === inBai2[0];
    if (isWrong && chosen === 'bai2' && isFirst) bai2(group, story, prng.pick(FAULTS));
    bai2(group, 'none', null);
    if (story === 'reissued-statement' && chosen === 'bai2' && isFirst) bai2(group, story, null);
  }
  for (const part of inCamt) {
    work.state.statements += 1;
    if (isWrong && chosen === 'camt053') camt('camt053', part, story);
    camt('camt053', part, 'none');
    if (story === 'reissued-statement' && chosen === 'camt053') camt('camt053', part, story);
  }
  const last = files.findLast((file) => file.kind === chosen);
  if (story === 'duplicate-statement' && last) files.push({ ...last, name: last.name.replace('.', '_COPY.'), story });
}

const two = (value: number): string => String(value).padStart(2, '0');
