// Goal: files say to the cent what the lines are, and lines pay what was paid. Method: many runs of several seeds, read
// back by a checker that shares nothing with the generators, and conservation of every payment over its lines.
import { describe, expect, it } from 'vitest';
import { checkBai2, checkCamt, checkLockbox, checkNacha } from '../testing/bank-checker';
import type { Line } from './model';
import { firstState, type RunResult, runBank } from './run';
import { MIXES, PAYMENT_STORIES, RUN_STORIES } from './stories';
import { PAYMENTS_PER_RUN, runsOf } from './write-files';

const TODAY = '2026-11-20';
const SEEDS = ['fernhollow', 'one', 'two'];

function series(seed: string, mix: keyof typeof MIXES, count: number): RunResult[] {
  const options = { seed, mix: MIXES[mix], remits: mix, today: TODAY, paymentsPerRun: PAYMENTS_PER_RUN };
  const runs: RunResult[] = [];
  for (const run of runsOf(options)) {
    runs.push(run);
    if (runs.length === count) break;
  }
  // Runs without payments let what was put off come to its end.
  for (let index = 0; index < 10; index += 1) {
    const state = runs.at(-1)?.state ?? firstState();
    runs.push(runBank(state, { seed, mix: MIXES.none, today: TODAY, payments: [], asked: null }));
  }
  return runs;
}

const dense = new Map(SEEDS.map((seed) => [seed, series(seed, 'dense', 25)]));
const denseRuns = [...dense.values()].flat();
const cleanRuns = SEEDS.flatMap((seed) => series(seed, 'none', 15));
const allFiles = [...denseRuns, ...cleanRuns].flatMap((run) => run.files);

const CHECKS = {
  bai2: checkBai2,
  ccd: checkNacha,
  return: checkNacha,
  lockbox: checkLockbox,
  camt053: checkCamt,
  camt054: checkCamt,
} as const;

const checkOf = (kind: string) => CHECKS[kind as keyof typeof CHECKS];

describe('files', () => {
  it('agree with their control totals, except those that are told not to', () => {
    for (const file of allFiles) {
      const { faults } = checkOf(file.kind)(file.bytes);
      if (file.story === 'wrong-totals') expect(faults.length, file.name).toBeGreaterThan(0);
      else expect([file.name, ...faults]).toEqual([file.name]);
    }
    expect(new Set(allFiles.map((file) => file.kind))).toEqual(new Set(Object.keys(CHECKS)));
  });

  it('hold the amounts of their lines and no others', () => {
    for (const run of [...denseRuns, ...cleanRuns]) {
      const amounts = new Map(run.lines.map((line) => [line.reference, line.amount]));
      for (const file of run.files.filter((each) => each.kind !== 'lockbox' && each.story !== 'notice-of-change')) {
        const sorted = (list: readonly (bigint | undefined)[]) => list.map(String).toSorted();
        const reported = file.lines.map((reference) => amounts.get(reference));
        expect(sorted(checkOf(file.kind)(file.bytes).amounts), file.name).toEqual(sorted(reported));
      }
      const boxes = run.files.filter((each) => each.kind === 'lockbox');
      for (const box of boxes) {
        const total = checkLockbox(box.bytes).amounts.reduce((sum, each) => sum + each, 0n);
        expect(total).toBe(amounts.get(box.lines[0] ?? ''));
      }
    }
  });

  it('report every line on exactly one right statement, however many others repeat it', () => {
    for (const run of [...denseRuns, ...cleanRuns]) {
      const statements = run.files.filter((each) => ['bai2', 'camt053'].includes(each.kind) && each.story === 'none');
      expect(statements.flatMap((each) => each.lines).toSorted()).toEqual(
        run.lines.map((line) => line.reference).toSorted(),
      );
    }
  });

  it('carry balances on from one statement to the next', () => {
    for (const runs of dense.values()) {
      const held = new Map<string, bigint>();
      for (const file of runs
        .flatMap((run) => run.files)
        .filter((each) => each.kind === 'bai2' && each.story === 'none')) {
        for (const [account, [opening, closing]] of checkBai2(file.bytes).balances) {
          expect(opening).toBe(held.get(account) ?? opening);
          held.set(account, closing);
        }
      }
    }
  });

  it('repeat a statement byte for byte, or issue it again with the same lines under a new number', () => {
    const copies = allFiles.filter((file) => file.story === 'duplicate-statement');
    for (const copy of copies) {
      const twins = allFiles.filter((file) => file.sha256 === copy.sha256);
      expect(new Set(twins.map((file) => file.name)).size).toBe(2);
    }
    const again = allFiles.filter((file) => file.story === 'reissued-statement');
    for (const file of again) {
      expect(allFiles.some((each) => each.story === 'none' && each.lines.join() === file.lines.join())).toBe(true);
      expect(allFiles.filter((each) => each.sha256 === file.sha256)).toHaveLength(1);
    }
    expect(copies.length).toBeGreaterThan(0);
    expect(again.length).toBeGreaterThan(0);
  });

  it('write addenda with every terminator, and bent by the bank only where accidents are wanted', () => {
    const addendaOf = (runs: readonly RunResult[]): string[] =>
      runs.flatMap((run) =>
        run.files.filter((each) => each.kind === 'ccd').flatMap((each) => checkNacha(each.bytes).addenda),
      );
    const clean = addendaOf(cleanRuns);
    expect(clean.every((text) => /^TRN\*1\*[A-Z0-9]+\*\d{10}[~\\]?$/.test(text))).toBe(true);
    for (const end of [/~$/, /\\$/, /\d$/]) expect(clean.some((text) => end.test(text))).toBe(true);
    const bent = addendaOf(denseRuns);
    for (const quirk of [/^trn/, /CLAIM PAYMENT$/, /\|/, /\* /])
      expect(bent.some((text) => quirk.test(text))).toBe(true);
  });
});

describe('lines', () => {
  const paidOf = (runs: readonly RunResult[]) => {
    const paid = new Map<string, bigint>();
    for (const each of runs.flatMap((run) => run.lines).flatMap((line) => line.pays)) {
      paid.set(each.remit, (paid.get(each.remit) ?? 0n) + each.amount);
    }
    return paid;
  };

  it('pay every payment once and whole, except where the story says otherwise', () => {
    for (const runs of dense.values()) {
      const paid = paidOf(runs);
      for (const { payment, story } of runs.flatMap((run) => run.treated)) {
        const sum = paid.get(payment.remit) ?? 0n;
        if (story === 'never' || story === 'taken-back') expect(sum, story).toBe(0n);
        else if (story === 'cents-off') {
          expect(sum).not.toBe(payment.amount);
          expect(sum > payment.amount - 100n && sum < payment.amount + 100n).toBe(true);
        } else expect(sum, `${story} ${payment.remit}`).toBe(payment.amount);
      }
    }
  });

  it('add up to what they pay, less the fee of a card', () => {
    for (const line of denseRuns.flatMap((run) => run.lines).filter((each) => each.pays.length > 0)) {
      const pays = line.pays.reduce((sum, each) => sum + each.amount, 0n);
      expect(line.credit ? line.amount + (line.card?.fee ?? 0n) : -line.amount).toBe(pays);
    }
  });

  it('tell every story, and bundle several remittances into one amount', () => {
    const told = new Set<string>([
      ...denseRuns.flatMap((run) => run.treated.map((each) => each.story)),
      ...denseRuns.flatMap((run) => [...run.lines, ...run.files].map((each) => each.story)),
    ]);
    for (const story of [...PAYMENT_STORIES, ...RUN_STORIES]) expect(told.has(story), story).toBe(true);
    const bundles = denseRuns
      .flatMap((run) => run.lines)
      .filter((line) => line.expected === 'many-remits' && line.kind === 'ach-credit');
    expect(bundles.length).toBeGreaterThan(0);
    for (const line of bundles) expect([line.trace, line.pays.length > 1]).toEqual([null, true]);
  });

  it('never repeat a bank reference', () => {
    for (const runs of dense.values()) {
      const references = runs.flatMap((run) => run.lines).map((line: Line) => line.reference);
      expect(new Set(references).size).toBe(references.length);
    }
  });

  it('are the same bytes on every machine', () => {
    const hashes = (runs: readonly RunResult[]) => runs.flatMap((run) => run.files.map((file) => file.sha256));
    expect(hashes(series('one', 'dense', 25))).toEqual(hashes(dense.get('one') ?? []));
    expect(hashes(series('three', 'dense', 25))).not.toEqual(hashes(dense.get('one') ?? []));
  });
});
