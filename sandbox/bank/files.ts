import { createHash } from 'node:crypto';
import { compact } from '../calendar';
import type { OutgoingFile } from '../outbox';
import { createPrng } from '../prng';
import { accountNumbered } from './accounts';
import { renderBai2, type StatementPart, type TotalsFault } from './bai2';
import { type CamtInput, renderCamt053, renderCamt054 } from './camt';
import type { Work } from './deposits';
import type { ReturnedEntry } from './extras';
import { renderLockbox } from './lockbox';
import type { Line } from './model';
import { renderCcdPlus, renderReturn } from './nacha';
import type { RunStory, Story } from './stories';

/** A file and the bank references of the lines it reports, empty when it reports none. */
export type BankFile = OutgoingFile & { readonly lines: readonly string[] };

const KINDS = {
  ccd: { prefix: 'CCDP', extension: 'ach', contentType: 'text/plain' },
  return: { prefix: 'ACHRET', extension: 'ach', contentType: 'text/plain' },
  lockbox: { prefix: 'LBX', extension: 'lbx', contentType: 'text/plain' },
  bai2: { prefix: 'BAI2', extension: 'bai', contentType: 'text/plain' },
  camt053: { prefix: 'CAMT053', extension: 'xml', contentType: 'application/xml' },
  camt054: { prefix: 'CAMT054', extension: 'xml', contentType: 'application/xml' },
} as const;

type Desk = {
  readonly work: Work;
  /** YYYY-MM-DD of making, and the day reported. */
  readonly today: string;
  readonly asOf: string;
};

type Made = { readonly fileNumber: number; readonly made: string; readonly time: string };

/** The files of one run in the order sent: advices first, then the statements that book what they announced. */
export function writeFiles(
  desk: Desk,
  parts: readonly StatementPart[],
  story: 'none' | RunStory,
  returned: ReturnedEntry | null,
): readonly BankFile[] {
  return [...adviceFiles(desk, returned), ...statementFiles(desk, parts, story)];
}

/** Gives a file its number and the minute that goes with it, so that no two files were made at the same time. */
function nextFile({ work, today }: Desk): Made {
  work.state.nextFile += 1;
  const minute = work.state.nextFile % (24 * 60);
  const two = (value: number): string => String(value).padStart(2, '0');
  return { fileNumber: work.state.nextFile, made: today, time: `${two(Math.floor(minute / 60))}${two(minute % 60)}` };
}

function fileOf(kind: keyof typeof KINDS, made: Made, bytes: Buffer, lines: readonly Line[], story: Story): BankFile {
  const { prefix, extension, contentType } = KINDS[kind];
  return {
    name: `${prefix}_${compact(made.made)}_${String(made.fileNumber).padStart(6, '0')}.${extension}`,
    contentType,
    kind,
    story,
    bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    lines: lines.map((line) => line.reference),
  };
}

function adviceFiles(desk: Desk, returned: ReturnedEntry | null): BankFile[] {
  const { lines, mix, seed } = desk.work;
  const files: BankFile[] = [];
  const credits = lines.filter(
    (line) => line.kind === 'ach-credit' && accountNumbered(line.account).statement === 'bai2',
  );
  if (credits.length > 0) {
    const made = nextFile(desk);
    const isClean = Object.keys(mix.counts).length === 0;
    files.push(fileOf('ccd', made, renderCcdPlus(made, seed, credits, isClean), credits, 'none'));
  }
  if (returned) {
    const made = nextFile(desk);
    const own = lines.filter((line) => line.kind === 'ach-return');
    const story = returned.kind === 'return' ? 'ach-return' : 'notice-of-change';
    files.push(fileOf('return', made, renderReturn(made, returned), own, story));
  }
  for (const line of lines.filter((each) => each.items.length > 0)) {
    const made = nextFile(desk);
    files.push(fileOf('lockbox', made, renderLockbox({ asOf: desk.asOf, time: made.time, line }), [line], 'none'));
  }
  return files;
}

function bai2File(desk: Desk, parts: readonly StatementPart[], story: Story, fault: TotalsFault | null): BankFile {
  const made = nextFile(desk);
  const bytes = renderBai2({ ...made, asOf: desk.asOf, parts, fault });
  return fileOf(
    'bai2',
    made,
    bytes,
    parts.flatMap((part) => part.lines),
    story,
  );
}

function camtFile(desk: Desk, kind: 'camt053' | 'camt054', part: StatementPart, story: Story): BankFile {
  const made = nextFile(desk);
  const message: CamtInput = {
    ...made,
    seed: desk.work.seed,
    messageId: `CHB${compact(desk.today)}${String(made.fileNumber).padStart(6, '0')}`,
    asOf: desk.asOf,
    statement: desk.work.state.statements,
    part,
    wrongClosing: story === 'wrong-totals',
  };
  const bytes = kind === 'camt053' ? renderCamt053(message) : renderCamt054(message);
  return fileOf(kind, made, bytes, part.lines, story);
}

const FAULTS: readonly TotalsFault[] = ['account-total', 'account-records', 'group-total', 'file-total'];

/** The statements of a run, and one of them wrong, repeated or issued again when the story says so. */
function statementFiles(desk: Desk, parts: readonly StatementPart[], story: 'none' | RunStory): BankFile[] {
  const { seed, state } = desk.work;
  const prng = createPrng(seed, 'bank-statements', state.run);
  const inBai2 = parts.filter((part) => accountNumbered(part.account).statement === 'bai2');
  const inCamt = parts.filter((part) => accountNumbered(part.account).statement === 'camt' && part.lines.length > 0);
  // Without a movement on it there is no camt statement to be wrong or repeated.
  const chosen = inCamt.length > 0 && prng.chance(0.4) ? 'camt053' : 'bai2';
  const isTold = (name: RunStory, kind: 'bai2' | 'camt053'): boolean => story === name && kind === chosen;
  const files: BankFile[] = [];
  for (const part of inCamt) {
    const credits = part.lines.filter((line) => line.kind === 'ach-credit');
    if (credits.length > 0) files.push(camtFile(desk, 'camt054', { ...part, lines: credits }, 'none'));
  }
  // One file for all accounts, or one for each: customers can have either, and some have both at times.
  const groups = prng.chance(0.25) ? inBai2.map((part) => [part]) : [inBai2];
  for (const [index, group] of groups.entries()) {
    if (index === 0 && isTold('wrong-totals', 'bai2')) {
      files.push(bai2File(desk, group, 'wrong-totals', prng.pick(FAULTS)));
    }
    files.push(bai2File(desk, group, 'none', null));
    if (index === 0 && isTold('reissued-statement', 'bai2')) {
      files.push(bai2File(desk, group, 'reissued-statement', null));
    }
  }
  for (const part of inCamt) {
    state.statements += 1;
    if (isTold('wrong-totals', 'camt053')) files.push(camtFile(desk, 'camt053', part, 'wrong-totals'));
    files.push(camtFile(desk, 'camt053', part, 'none'));
    if (isTold('reissued-statement', 'camt053')) files.push(camtFile(desk, 'camt053', part, 'reissued-statement'));
  }
  const last = files.findLast((file) => file.kind === chosen);
  if (story === 'duplicate-statement' && last) files.push({ ...last, name: last.name.replace('.', '_COPY.'), story });
  return files;
}
