import { type Failure, failure } from '@/domain/failure';
import type { Parcel } from '../flow';
import type { RemitHead } from './facts';

/**
 * Why a remit is not posted claim by claim. BPR01 P is a prenote: it announces an account and moves no money. A remit
 * without a trace is named by its file.
 */
export function judge({ head }: Parcel<RemitHead>, file: string): Failure | 'refused' | null {
  if (head.handling === 'P') return 'refused';
  const name = head.trn02 || file;
  if (BigInt(head.receivedMinor) < 0n) return failure('REMIT_NEGATIVE', 'remit.amount', name);
  if (!head.balanced) return failure('REMIT_UNBALANCED', 'remit.balance', name);
  return null;
}
