export type LegLook = 'equal' | 'open' | 'differs';

type Leg = { readonly amountMinor: bigint | null; readonly payee: string | null };

/** Each leg against the first. A payee that a leg does not name contradicts nothing. */
export function legLooks(legs: readonly Leg[]): LegLook[] {
  const [first] = legs;
  return legs.map((leg) => {
    if (leg.amountMinor === null || !first) return 'open';
    const samePayee = leg.payee === null || first.payee === null || leg.payee === first.payee;
    return leg.amountMinor === first.amountMinor && samePayee ? 'equal' : 'differs';
  });
}
