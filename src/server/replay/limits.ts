import { AppError } from '@/domain/failure';

/**
 * Who must agree before a manifest may be sent. Limits are compared with the gross amount: offsets do not hide
 * dollars.
 */
export type Consent =
  | { readonly needed: false }
  | { readonly needed: true; readonly grossMinor: bigint; readonly limitMinor: bigint };

/** A second person is needed when more money moves than the maker may move alone. An unknown maker may move nothing. */
export function consentFor(grossMinor: bigint, makerLimitMinor: bigint | null): Consent {
  const limitMinor = makerLimitMinor ?? 0n;
  return grossMinor <= limitMinor ? { needed: false } : { needed: true, grossMinor, limitMinor };
}

export type Approver = { readonly email: string; readonly mayApprove: boolean; readonly limitMinor: bigint };

/**
 * Refuses an approval that would not be a second pair of eyes.
 * Errors: `APPROVAL_RIGHT_MISSING`, `APPROVAL_OWN_SET`, `APPROVAL_OVER_LIMIT`.
 */
export function requireApprover(approver: Approver, makerEmail: string, grossMinor: bigint): void {
  const refuse = (code: string, words: string) => new AppError(code, 'exception', words);
  if (!approver.mayApprove) {
    throw refuse('APPROVAL_RIGHT_MISSING', 'Your role does not approve manifests. A controller does.');
  }
  if (approver.email === makerEmail) {
    throw refuse('APPROVAL_OWN_SET', 'You froze this set, so another controller has to approve it.');
  }
  if (grossMinor > approver.limitMinor) {
    throw refuse(
      'APPROVAL_OVER_LIMIT',
      'This set moves more than your limit. Someone with a higher limit has to approve it.',
    );
  }
}
