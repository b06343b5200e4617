import type { CrosswalkEntry } from '@/server/store/masterdata';

/** A payer as a remit names it. */
export type NamedPayer = {
  /** TRN03, or what stands in for it. */
  readonly payerKey: string;
  /** The plan's own id (N104, REF*2U); empty when it names none. */
  readonly planKey: string;
  readonly name: string;
};
/** A payer that a key points at already. */
export type KnownPayer = { readonly code: string; readonly name: string; readonly provisional: boolean };
export type NewPayer = NamedPayer & { readonly code: string; readonly key: string };

const form = (name: string): string => name.toUpperCase().replace(/[^A-Z0-9]/g, '');
/** Payers shorten and lengthen their names; one that begins with the other is the same. */
function isSameName(a: string, b: string): boolean {
  const [x, y] = [form(a), form(b)];
  return x === '' || y === '' || x.startsWith(y) || y.startsWith(x);
}

export const provisionalCode = (id: string): string => `P-${id}`;

/**
 * Which payers these remits bring that master data lacks, and what will find them. An administrator pays for several plans under its
 * own TRN03: a plan of another name than the payer that was adopted under it is a payer of its own, found by its own id. What a person
 * mapped or confirmed stays as it is.
 */
export function payersToAdopt(
  named: readonly NamedPayer[],
  known: ReadonlyMap<string, KnownPayer>,
): { readonly payers: readonly NewPayer[]; readonly entries: readonly CrosswalkEntry[] } {
  const found = new Map(known);
  const payers: NewPayer[] = [];
  const entries: CrosswalkEntry[] = [];
  const point = (key: string, payer: KnownPayer) => {
    if (found.has(key)) return;
    found.set(key, payer);
    entries.push({ kind: 'payer', key, target: payer.code, provisional: true });
  };
  for (const one of named) {
    const { payerKey, planKey } = one;
    if (payerKey === '' || (planKey !== '' && found.has(planKey))) continue;
    const standing = found.get(payerKey);
    const isOther = standing?.provisional === true && planKey !== '' && !isSameName(standing.name, one.name);
    if (standing && !isOther) continue;
    const key = standing ? planKey : payerKey;
    const made = { ...one, key, code: provisionalCode(key), name: one.name === '' ? key : one.name };
    payers.push(made);
    point(key, { ...made, provisional: true });
    if (planKey !== '') point(planKey, { ...made, provisional: true });
  }
  return { payers, entries };
}
