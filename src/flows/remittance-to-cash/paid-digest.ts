import { createHash } from 'node:crypto';
import { traceForm } from '@/domain/identifiers';
import type { Claim, ProviderAdjustment } from '@/formats/x12/835/model';
import { adjustmentsOf, reasonOf, sumByReason } from './events';

const MODULUS = 1n << 256n;

/**
 * What a remit pays for, whatever the order and the clothes: the sum of the hashes of its claims and provider adjustments. It needs no
 * memory, so a remit may be of any length.
 */
export class PaidDigest {
  #sum = 0n;

  claim(claim: Claim): void {
    const adjustments = sumByReason(adjustmentsOf(claim)).map((a) => `${a.group}|${a.reason}|${a.amountMinor}`);
    this.#add([
      'claim',
      traceForm(claim.claimId),
      traceForm(claim.payerClaimControlNumber),
      claim.status,
      claim.chargeMinor.toString(),
      claim.paidMinor.toString(),
      ...adjustments.sort((a, b) => (a < b ? -1 : 1)),
    ]);
  }

  providerAdjustment(plb: ProviderAdjustment): void {
    this.#add(['plb', reasonOf(plb), traceForm(plb.reference), plb.amountMinor.toString()]);
  }

  /** Empty when there was nothing to pay for. */
  get hex(): string {
    return this.#sum === 0n ? '' : this.#sum.toString(16).padStart(64, '0');
  }

  #add(parts: readonly string[]): void {
    const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
    this.#sum = (this.#sum + BigInt(`0x${hash}`)) % MODULUS;
  }
}
