import { createPrng, type Prng } from '../prng';
import { type Payer, reference } from '../reference';
import { ACCOUNTS, accountOf, BANK, CONCENTRATION } from './accounts';
import { addLine, nextAchTrace, type Work } from './deposits';
import type { PaidCheck } from './model';
import type { RunStory } from './stories';

/** An entry of ours that came back, or one the receiving bank wants us to mend. */
export type ReturnedEntry = {
  readonly kind: 'return' | 'change';
  readonly code: string;
  readonly amount: bigint;
  readonly achTrace: string;
  readonly originalTrace: string;
  readonly payee: string;
  /** What the receiving bank says is right; empty for returns. */
  readonly corrected: string;
};

const OTHER_BUSINESS = [
  'PARKING GARAGE DEPOSIT',
  'CAFETERIA DEPOSIT',
  'FOUNDATION GRANT',
  'GIFT SHOP DEPOSIT',
] as const;
/** Return reasons a credit can have (Nacha): closed, no account, bad number, deceased, frozen, not an account, refused. */
const RETURN_CODES = ['R02', 'R03', 'R04', 'R14', 'R16', 'R20', 'R23'] as const;
/** Account number, routing number, both, and kind of account wrong. */
const CHANGE_CODES = ['C01', 'C02', 'C03', 'C05'] as const;

/** The lines of a run that pay no remittance. Returns the entry that came back, if this is such a run. */
export function addRunStory(work: Work, story: 'none' | RunStory): ReturnedEntry | null {
  const prng = createPrng(work.seed, 'bank-run', work.state.run);
  const entity = prng.pick(['100', '200', '300']);
  const account = accountOf(entity).number;
  switch (story) {
    case 'stray-deposit':
      strayDeposit(work, prng, account);
      return null;
    case 'other-cash':
      addLine(work, {
        account,
        kind: 'other-credit',
        amount: BigInt(prng.int(5_000, 900_000)),
        text: prng.pick(OTHER_BUSINESS),
        story,
      });
      return null;
    case 'fee':
      addLine(work, {
        account,
        kind: 'fee',
        credit: false,
        amount: BigInt(prng.int(2_500, 40_000)),
        text: 'ACCOUNT ANALYSIS FEE',
        story,
      });
      return null;
    case 'sweep':
      sweep(work);
      return null;
    case 'ach-return':
    case 'notice-of-change':
      return comeBack(work, prng, story);
    default:
      return null;
  }
}

/** Checks of ours that were cashed, as the bank is told of them; it reports the payee it read off the check. */
export function payChecks(work: Work, checks: readonly PaidCheck[]): void {
  for (const { account, check, amount, payee } of checks) {
    const text = `CHECK PAID ${check} ${payee.toUpperCase()}`;
    addLine(work, { account, kind: 'check-paid', credit: false, amount, text, trace: check });
  }
}

/** Health care money for which no remittance will ever come. Its trace begins as no payer's here does. */
function strayDeposit(work: Work, prng: Prng, account: string): void {
  const payer: Payer = prng.pick(reference.payers.filter((each) => each.method === 'ACH'));
  addLine(work, {
    account,
    kind: 'ach-credit',
    amount: BigInt(prng.int(10_000, 2_500_000)),
    text: `HCCLAIMPMT ${payer.name.toUpperCase()}`,
    story: 'stray-deposit',
    expected: 'no-remit',
    payer: payer.code,
    trace: `77${String(work.state.run).padStart(8, '0')}`,
    achTrace: nextAchTrace(work, BANK.payersRouting),
  });
}

/** Empties the BAI2 accounts into the concentration account, down to what the run has brought them. */
function sweep(work: Work): void {
  for (const { number, entity, statement } of ACCOUNTS) {
    const balance = work.state.balances[number] ?? 0n;
    if (entity === null || statement !== 'bai2' || balance <= 0n) continue;
    const text = 'ZERO BALANCE TRANSFER';
    addLine(work, {
      account: number,
      kind: 'sweep-out',
      credit: false,
      amount: balance,
      text: `${text} TO ${CONCENTRATION}`,
      story: 'sweep',
    });
    addLine(work, {
      account: CONCENTRATION,
      kind: 'sweep-in',
      amount: balance,
      text: `${text} FROM ${number}`,
      story: 'sweep',
    });
  }
}

/** A refund sent by ACH that could not be paid, whose money comes back, or a notice about one that was. */
function comeBack(work: Work, prng: Prng, story: 'ach-return' | 'notice-of-change'): ReturnedEntry {
  const isReturn = story === 'ach-return';
  const amount = isReturn ? BigInt(prng.int(2_000, 40_000)) : 0n;
  const achTrace = nextAchTrace(work, BANK.payersRouting);
  const code = isReturn ? prng.pick(RETURN_CODES) : prng.pick(CHANGE_CODES);
  const originalTrace = `${BANK.routing.slice(0, 8)}${String(prng.int(1, 9_999_999)).padStart(7, '0')}`;
  if (isReturn) {
    addLine(work, {
      account: accountOf('100').number,
      kind: 'ach-return',
      amount,
      text: `ACH RETURN ${code} ORIGINAL ${originalTrace}`,
      story,
      achTrace,
    });
  }
  const newAccount = String(prng.int(100_000_000, 999_999_999));
  const corrected =
    { C01: newAccount, C02: BANK.payersRouting, C03: `${BANK.payersRouting}   ${newAccount}`, C05: '32' }[
      code as string
    ] ?? '';
  const payee = `TESTPATIENT ${String(prng.int(1000, 9999))}`;
  return { kind: isReturn ? 'return' : 'change', code, amount, achTrace, originalTrace, payee, corrected };
}
