import type { MoneyPlaces } from '@/components/ui/money-bar';
import { PLACES } from '@/domain/stages';

export type Proof = { readonly ranAt: Date; readonly ok: boolean } | null;

/** What may be said beside the bar of the figures that stand in it. */
export type SumLine =
  /** The figures shown add up. `checked` is when the books were last proved, however long ago. */
  | { readonly kind: 'sums'; readonly checked: Date | null }
  /** They do not: received less the places shown. */
  | { readonly kind: 'differs'; readonly byMinor: bigint }
  /** They add up, and the books behind them did not when they were last proved. */
  | { readonly kind: 'unproved'; readonly ranAt: Date }
  /** They are of this moment, and a later look failed: nothing is known of now. */
  | { readonly kind: 'old'; readonly asOf: Date };

/** Adds up what is shown, and never trusts another sum than that. */
export function sumLine(money: MoneyPlaces, proof: Proof, asOf: Date, lookFailed: boolean): SumLine {
  const shown = PLACES.reduce((sum, place) => sum + money.places[place].amountMinor, 0n);
  const byMinor = money.receivedMinor - shown;
  if (byMinor !== 0n) return { kind: 'differs', byMinor };
  // The server compares against what parcels say, which is not among the figures of every scope.
  if (!money.sums) return { kind: 'differs', byMinor: money.differenceMinor };
  if (lookFailed) return { kind: 'old', asOf };
  if (proof && !proof.ok) return { kind: 'unproved', ranAt: proof.ranAt };
  return { kind: 'sums', checked: proof ? proof.ranAt : null };
}
