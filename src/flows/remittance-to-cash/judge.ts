import { type Failure, failure } from '@/domain/failure';
import type { Parcel } from '../flow';
import type { RemitHead } from './facts';
import { HEADER_POLICY } from './header-policy.data';

/**
 * Why a remit is not posted claim by claim. BPR01 P is a prenote: it announces an account and moves no money. A remit
 * without a trace is named by its file.
 */
export function judge({ head }: Parcel<RemitHead>, file: string): Failure | 'refused' | null {
  if (head.handling === 'P') return 'refused';
  const name = head.trn02 || file;
  const header = judgeHeader(head, name);
  if (header !== null) return header;
  if (BigInt(head.receivedMinor) < 0n) return failure('REMIT_NEGATIVE', 'remit.amount', name);
  if (!head.balanced) return failure('REMIT_UNBALANCED', 'remit.balance', name);
  return null;
}

/** What the header says of its own money. Where it takes money, or means no money or other money, none is booked as received. */
function judgeHeader(head: RemitHead, name: string): Failure | null {
  const { handling, method, creditDebit = '', currency = '', daysOff = 0 } = head;
  if (currency !== '' && currency.toUpperCase() !== HEADER_POLICY.currency) {
    return failure('REMIT_CURRENCY', 'remit.currency', name, { currency });
  }
  if (BigInt(head.receivedMinor) === 0n) return null;
  if (creditDebit === 'D') return failure('REMIT_DEBIT', 'remit.direction', name);
  if (creditDebit !== 'C' && creditDebit !== '') return failure('REMIT_DIRECTION', 'remit.direction', name);
  if (method === 'NON') return failure('REMIT_NO_MONEY', 'remit.method', name, { says: 'BPR04 NON' });
  if (handling === 'H') return failure('REMIT_NO_MONEY', 'remit.handling', name, { says: 'BPR01 H' });
  if (daysOff > HEADER_POLICY.daysOffMax) return failure('REMIT_DATE', 'remit.date', name, { days: String(daysOff) });
  return null;
}
