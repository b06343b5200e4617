import { failure } from '@/domain/failure';
import { identityText, paidText, type RemitIdentity, traceText } from '@/domain/remit-identity';
import type { Identity, Parcel } from '../flow';
import type { RemitHead } from './facts';

/**
 * The same payer, trace, amount, date, payee, claims and content are one remit, whatever envelope it came in. Two paying
 * remits of one payer must not share a trace, and no two remits what they pay, for whom and when: a person decides which is right.
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
    plan: head.planKey,
    paidDigest: head.paidDigest,
    contentSha256: parcel.digest,
  };
  const paid = paidText(parts);
  return {
    same: identityText(parts),
    contradicts: traceText(parts),
    alike: paid === null ? [] : [paid],
    conflict: failure('REMIT_CONFLICT', 'remit.trace', head.trn02),
  };
}
