import { failure } from '@/domain/failure';
import { identityText, type RemitIdentity, traceText } from '@/domain/remit-identity';
import type { Identity, Parcel } from '../flow';
import type { RemitHead } from './facts';

/**
 * The same payer, trace, amount, date, payee, claims and content are one remit, whatever envelope it came in. Two paying
 * remits of one payer must not share a trace: a person decides which one is right.
 */
export function identity(parcel: Parcel<RemitHead>): Identity {
  const { head } = parcel;
  const parts: RemitIdentity = {
    payerKey: head.payerKey,
    trn02: head.trn02,
    amountMinor: BigInt(head.receivedMinor),
    paymentDate: head.paymentDate ?? '',
    payeeId: head.payeeKey,
    claimCount: head.claimCount,
    contentSha256: parcel.digest,
  };
  return {
    same: identityText(parts),
    contradicts: traceText(parts),
    conflict: failure('REMIT_CONFLICT', 'remit.trace', head.trn02),
  };
}
