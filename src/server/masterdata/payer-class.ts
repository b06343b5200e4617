/**
 * The payer class of an adopted payer, guessed from what its claims say about themselves: CLP06, claim filing indicator
 * (X12 005010X221A1, code source 1032). A guess is always marked provisional; a person confirms or changes it.
 */
const CLASS_OF_INDICATOR: Readonly<Record<string, string>> = {
  MA: 'Medicare',
  MB: 'Medicare',
  MC: 'Medicaid',
  BL: 'Blue',
};

const CLASS_OTHER = 'Commercial';
const CLASS_NONE = 'Unclassified';

export type IndicatorCount = { readonly indicator: string; readonly count: number };

/**
 * The class named by most claims. A tie goes to the class first in the alphabet, so that two runs over the same claims
 * agree. No claim with an indicator: `Unclassified`.
 */
export function guessPayerClass(counts: readonly IndicatorCount[]): string {
  const votes = new Map<string, number>();
  for (const { indicator, count } of counts) {
    const code = indicator.trim().toUpperCase();
    if (code === '' || count <= 0) continue;
    const name = CLASS_OF_INDICATOR[code] ?? CLASS_OTHER;
    votes.set(name, (votes.get(name) ?? 0) + count);
  }
  const ranked = [...votes].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return ranked[0]?.[0] ?? CLASS_NONE;
}
