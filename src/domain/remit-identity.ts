import { payerForm, traceForm } from './identifiers';

/** The parts of a remit that tell it from every other, whatever envelope it came in. */
export type RemitIdentity = {
  /** TRN03, the payer's own id. */
  readonly payerKey: string;
  /** TRN02: EFT trace or check number. */
  readonly trn02: string;
  /** BPR02 in minor units. */
  readonly amountMinor: bigint;
  /** BPR16 as YYYY-MM-DD, or empty. */
  readonly paymentDate: string;
  /** N104 of the payee. */
  readonly payeeId: string;
  readonly claimCount: number;
  /** The plan an administrator pays for under its own id: N104 or REF*2U of the payer; empty when it names none. */
  readonly plan: string;
  /** Digest (hex) of the claims and provider adjustments it pays, in any order; empty when it pays for none. */
  readonly paidDigest: string;
  /** SHA-256 (hex) of the canonical transaction body, without the envelope. */
  readonly contentSha256: string;
};

export type RemitDecision =
  | { readonly outcome: 'new' }
  /** `known` is the remit it repeats, or contradicts. */
  | { readonly outcome: 'duplicate' | 'conflict'; readonly known: RemitIdentity };

/** The whole identity as one text, to be hashed by the caller. Equal texts are the same remit. */
export function identityText(parts: RemitIdentity): string {
  return JSON.stringify([
    'remit/1',
    fold(parts.payerKey),
    fold(parts.trn02),
    parts.amountMinor.toString(),
    parts.paymentDate,
    fold(parts.payeeId),
    parts.claimCount,
    parts.contentSha256.toLowerCase(),
  ]);
}

/**
 * Payer and trace as one text, to be hashed by the caller; two paying remits must not share it. `null` for a remit that
 * pays nothing: payers repeat a constant trace there, so the trace says nothing.
 */
export function traceText(parts: RemitIdentity): string | null {
  if (parts.amountMinor === 0n || traceForm(parts.trn02) === '') return null;
  return JSON.stringify(['trace/2', payerForm(parts.payerKey), fold(parts.plan), traceForm(parts.trn02)]);
}

/**
 * What is paid, to whom and when, whoever seems to pay it: the same claims with their numbers, statuses and amounts. Two remits
 * that share it are most likely one that came twice in different clothes, and only a person may say that both are real.
 */
export function paidText(parts: RemitIdentity): string | null {
  if (parts.paidDigest === '') return null;
  const { amountMinor, paymentDate, payeeId, paidDigest } = parts;
  return JSON.stringify(['paid/1', fold(payeeId), paymentDate, amountMinor.toString(), paidDigest]);
}

/**
 * Compares an incoming remit with those already known of the same payer (same content or same trace is enough to be
 * asked about). Same content is a duplicate even in another envelope; the same trace with other content is a conflict
 * that a person decides; a duplicate wins over a conflict, since the money is already here.
 */
export function decideRemit(incoming: RemitIdentity, known: readonly RemitIdentity[]): RemitDecision {
  const ofPayer = known.filter((other) => fold(other.payerKey) === fold(incoming.payerKey));
  const content = incoming.contentSha256.toLowerCase();
  const same = ofPayer.find((other) => other.contentSha256.toLowerCase() === content);
  if (same) return { outcome: 'duplicate', known: same };
  const trace = traceText(incoming);
  const other = trace === null ? undefined : ofPayer.find((candidate) => traceText(candidate) === trace);
  return other ? { outcome: 'conflict', known: other } : { outcome: 'new' };
}

/** Clearinghouses change case and pad; neither makes another remit. */
const fold = (text: string): string => text.trim().toUpperCase();
