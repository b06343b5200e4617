import type { DraftLine } from '@/domain/draft';
import type { Place, Refund } from './memory';
import type { End, Rules, Step } from './rules';

/** What a journal of a refund needs to know of it. */
export type Booked = Pick<Refund, 'kind' | 'creditIn' | 'place'>;

/** The account that one end of a step means for this refund. */
export function accountOf(end: End, booked: Booked, { accounts, disbursementClearing }: Rules): string {
  switch (end) {
    case 'credit':
      return creditAccount(booked, accounts);
    case 'liability':
      return booked.kind === 'patient' ? accounts.liabilityPatient : accounts.liabilityPayer;
    case 'disbursement':
      return disbursementClearing ? accounts.disbursement : accounts.cash;
    default:
      return accounts[end];
  }
}

function creditAccount({ kind, creditIn, place }: Booked, accounts: Rules['accounts']): string {
  if (creditIn !== 'receivable') return accounts[creditIn];
  if (kind === 'patient') return accounts.receivablePatient;
  const payerClass = (place.payerClass ?? '').toUpperCase();
  return (
    (Object.hasOwn(accounts.receivables, payerClass) && accounts.receivables[payerClass]) || accounts.receivableDefault
  );
}

export function line(account: string, place: Place, amountMinor: bigint, rule: string, rules: Rules): DraftLine {
  const asked = (Object.hasOwn(rules.dimensions, account) && rules.dimensions[account]) || [];
  return {
    entity: place.entity,
    account,
    costCenter: asked.includes('costCenter') ? place.costCenter : null,
    facility: asked.includes('facility') ? place.facility : null,
    payerClass: asked.includes('payerClass') ? place.payerClass : null,
    affiliate: null,
    amountMinor,
    rule,
  };
}

/** The two lines of a step; none when both ends are the same account, because nothing moves then. */
export function linesOf(
  step: Step,
  booked: Booked,
  amountMinor: bigint,
  rules: Rules,
  ends: { readonly debit?: End; readonly credit?: End } = {},
): readonly DraftLine[] {
  const { steps } = rules;
  const debit = accountOf(ends.debit ?? steps[step].debit, booked, rules);
  const credit = accountOf(ends.credit ?? steps[step].credit, booked, rules);
  if (debit === credit || amountMinor === 0n) return [];
  return [
    line(debit, booked.place, amountMinor, `refund.${step}.debit`, rules),
    line(credit, booked.place, -amountMinor, `refund.${step}.credit`, rules),
  ];
}
