import { createPrng } from '../prng';
import { ACCOUNTS, accountOf, BANK, payerOf } from './accounts';
import type { BankState, Line, LockboxItem, Paid, Payment, Task, Treated } from './model';
import { paymentStoryAt } from './plan';
import type { Expected, Mix, PaymentStory, Story } from './stories';

/** A run while it is being made. `state` is this run's own copy and is changed as lines are made. */
export type Work = {
  readonly seed: string;
  readonly mix: Mix;
  readonly state: BankState;
  readonly lines: Line[];
  /** Checks of this run by account; they become one deposit each. */
  readonly checks: Map<string, LockboxItem[]>;
};

const LATE_RUNS = 3;
const COLLECT_RUNS_MAX = 6;
const BUNDLE_MAX = 4;

const WHOLE_ONLY: ReadonlySet<PaymentStory> = new Set(['bundle', 'split', 'trace-cut', 'trace-spaces']);

/** Whether a story can be told with a payment: a check has no addenda, and only a nought can be lost. */
function fits(story: PaymentStory, payment: Payment): boolean {
  if (WHOLE_ONLY.has(story) && payment.method === 'CHK') return false;
  if (story === 'trace-zeros-lost') return payment.trn02.startsWith('0');
  return payment.amount >= 10_000n;
}

/** Gives every payment its story: its own of the plan, or one that waits for a payment like it. */
export function treat(work: Work, payments: readonly Payment[]): Treated[] {
  const { state } = work;
  return payments.map((payment) => {
    const index = state.payments;
    state.payments += 1;
    const planned = paymentStoryAt(work.seed, index, work.mix);
    if (planned !== 'none') state.owed.push(planned);
    const chosen = state.owed.findIndex((story) => fits(story, payment));
    const story = chosen < 0 ? 'none' : (state.owed.splice(chosen, 1)[0] ?? 'none');
    return { index, payment, story };
  });
}

/** Deposits what is due: payments of this run and what earlier runs left to do. Returns what became of each payment. */
export function deposit(work: Work, treated: readonly Treated[]): Treated[] {
  const { state } = work;
  const open = [...state.tasks];
  state.tasks = [];
  for (const each of treated)
    if (each.story === 'bundle') open.push(taskOf(each.payment, 'collect', state.run + COLLECT_RUNS_MAX));
  const bundled = new Set<number>();
  for (const task of open) {
    if (task.kind === 'collect') collect(work, task, treated, bundled);
    else if (task.due > state.run) state.tasks.push(task);
    else settle(work, task);
  }
  for (const each of treated) if (!bundled.has(each.index)) depositOne(work, each);
  closeLockboxes(work);
  return treated.map((each) => (bundled.has(each.index) ? { ...each, story: 'bundle' } : each));
}

const taskOf = (payment: Payment, kind: Task['kind'], due: number, amount = payment.amount): Task => ({
  kind,
  due,
  payment,
  amount,
});

/** One deposit for several payments of one payer to one account, or a longer wait for a second one. */
function collect(work: Work, task: Task, treated: readonly Treated[], bundled: Set<number>): void {
  const { payment } = task;
  const others = treated.filter(
    (each) =>
      each.story === 'none' &&
      !bundled.has(each.index) &&
      each.payment.method === 'ACH' &&
      each.payment.payer === payment.payer &&
      each.payment.entity === payment.entity,
  );
  if (others.length === 0 && task.due > work.state.run) {
    work.state.tasks.push(task);
    return;
  }
  const together = [payment, ...others.slice(0, BUNDLE_MAX - 1).map((each) => each.payment)];
  for (const each of others.slice(0, BUNDLE_MAX - 1)) bundled.add(each.index);
  const pays = together.map((each) => paidOf(each, each.amount));
  const expected = pays.length > 1 ? 'many-remits' : 'amount-only';
  achCredit(work, { payment, pays, trace: null, story: 'bundle', expected });
}

function settle(work: Work, task: Task): void {
  const { payment, amount } = task;
  if (task.kind === 'take-back') {
    takeBack(work, payment);
    return;
  }
  const [story, expected] = task.kind === 'rest' ? (['split', 'part-of-remit'] as const) : (['late', 'exact'] as const);
  payIn(work, payment, { amount, story, expected, trace: payment.trn02 });
}

function depositOne(work: Work, { index, payment, story }: Treated): void {
  const { state } = work;
  const prng = createPrng(work.seed, 'bank-payment', index);
  const whole = { amount: payment.amount, story, trace: payment.trn02 };
  switch (story) {
    case 'bundle':
    case 'never':
      return;
    case 'late':
      state.tasks.push(taskOf(payment, 'deposit', state.run + LATE_RUNS));
      return;
    case 'split': {
      const first = (payment.amount * BigInt(prng.int(30, 70))) / 100n;
      state.tasks.push(taskOf(payment, 'rest', state.run + 1, payment.amount - first));
      payIn(work, payment, { ...whole, amount: first, expected: 'part-of-remit' });
      return;
    }
    case 'cents-off': {
      const off = BigInt(prng.int(1, 99)) * (prng.chance(0.5) ? 1n : -1n);
      payIn(work, payment, { ...whole, amount: payment.amount + off, expected: 'amount-differs' });
      return;
    }
    case 'virtual-card':
      cardSettlement(work, payment);
      return;
    case 'trace-zeros-lost':
      payIn(work, payment, { ...whole, trace: payment.trn02.replace(/^0+/, ''), expected: 'normalised' });
      return;
    case 'trace-spaces':
      payIn(work, payment, {
        ...whole,
        trace: payment.trn02.replace(/^(.{4})(.{3})/, '$1 $2 '),
        expected: 'normalised',
      });
      return;
    case 'trace-cut':
      payIn(work, payment, { ...whole, expected: 'amount-only' });
      return;
    case 'taken-back':
      state.tasks.push(taskOf(payment, 'take-back', state.run + 1));
      payIn(work, payment, { ...whole, expected: 'exact' });
      return;
    default:
      payIn(work, payment, { ...whole, expected: 'exact' });
  }
}

type PayIn = { readonly amount: bigint; readonly story: Story; readonly expected: Expected; readonly trace: string };

/** Money by the payment's own way: an ACH credit, or a check among those of the lockbox. */
function payIn(work: Work, payment: Payment, { amount, story, expected, trace }: PayIn): void {
  const pays = paidOf(payment, amount);
  if (payment.method === 'ACH') {
    achCredit(work, { payment, pays: [pays], trace, story, expected });
    return;
  }
  const { number } = accountOf(payment.entity);
  const items = work.checks.get(number) ?? [];
  items.push({ check: trace, amount, payer: payment.payer, story, expected, pays });
  work.checks.set(number, items);
}

function paidOf(payment: Payment, amount: bigint): Paid {
  const { remit, trn02, trn03, remitAccident } = payment;
  return { remit, trn02, trn03, amount, remitAmount: payment.amount, remitAccident };
}

/** A line with a bank reference of its own. */
export function addLine(work: Work, line: Partial<Line> & Pick<Line, 'account' | 'kind' | 'amount' | 'text'>): void {
  work.state.nextReference += 1;
  work.lines.push({
    reference: `CH${String(work.state.nextReference).padStart(9, '0')}`,
    credit: true,
    story: 'none',
    expected: 'not-a-remit',
    payer: null,
    trace: null,
    pays: [],
    items: [],
    achTrace: null,
    valueDate: '',
    card: null,
    ...line,
  });
}

export function nextAchTrace(work: Work, routing: string): string {
  work.state.nextAch += 1;
  return `${routing.slice(0, 8)}${String(work.state.nextAch).padStart(7, '0')}`;
}

type AchCredit = Pick<Line, 'pays' | 'trace' | 'story' | 'expected'> & { readonly payment: Payment };

function achCredit(work: Work, { payment, pays, trace, story, expected }: AchCredit): void {
  addLine(work, {
    account: accountOf(payment.entity).number,
    kind: 'ach-credit',
    amount: pays.reduce((sum, each) => sum + each.amount, 0n),
    text: `HCCLAIMPMT ${payerOf(payment.payer).name.toUpperCase()}`,
    story,
    expected,
    payer: payment.payer,
    trace,
    pays,
    achTrace: nextAchTrace(work, BANK.payersRouting),
    valueDate: payment.date,
  });
}

/** The card network pays less its fee: 2.9 percent and 30 cents, rounded half up. */
function cardSettlement(work: Work, payment: Payment): void {
  const fee = (payment.amount * 29n + 500n) / 1000n + 30n;
  addLine(work, {
    account: accountOf(payment.entity).number,
    kind: 'card',
    amount: payment.amount - fee,
    text: 'MERCHANT SETTLEMENT VIRTUAL CARD',
    story: 'virtual-card',
    expected: 'net-of-fee',
    payer: payment.payer,
    pays: [paidOf(payment, payment.amount)],
    valueDate: payment.date,
    card: { gross: payment.amount, fee },
  });
}

/** The payer or its bank takes an earlier deposit back. */
function takeBack(work: Work, payment: Payment): void {
  const isCheck = payment.method === 'CHK';
  addLine(work, {
    account: accountOf(payment.entity).number,
    kind: isCheck ? 'check-returned' : 'ach-reversal',
    credit: false,
    amount: payment.amount,
    text: isCheck
      ? `DEPOSITED ITEM RETURNED REFER TO MAKER CHECK ${payment.trn02}`
      : `REVERSAL ${payerOf(payment.payer).name.toUpperCase()}`,
    story: 'taken-back',
    expected: 'reversal',
    payer: payment.payer,
    trace: payment.trn02,
    pays: [paidOf(payment, -payment.amount)],
    achTrace: isCheck ? null : nextAchTrace(work, BANK.payersRouting),
    valueDate: payment.date,
  });
}

/** The checks of one account are one deposit, as a lockbox makes it. */
function closeLockboxes(work: Work): void {
  for (const { number, lockbox } of ACCOUNTS) {
    const items = work.checks.get(number) ?? [];
    const [first] = items;
    if (!first) continue;
    addLine(work, {
      account: number,
      kind: 'lockbox',
      amount: items.reduce((sum, item) => sum + item.amount, 0n),
      text: `LOCKBOX ${lockbox ?? ''} ${items.length} ITEMS`,
      story: items.length === 1 ? first.story : 'none',
      expected: items.length === 1 ? first.expected : 'many-remits',
      payer: items.length === 1 ? first.payer : null,
      pays: items.map((item) => item.pays),
      items,
    });
  }
}
