import { PLB_CODES, type PlbFamily } from './plb-codes.data';

/** One PLB pair as the sub-ledger sees it. Positive takes money away from us, negative brings it. */
export type PlbMovement = {
  readonly payer: string;
  /** The payee's TIN or NPI. */
  readonly payee: string;
  readonly reason: string;
  readonly referenceKey: string;
  readonly amountMinor: bigint;
  readonly pairedWith72: boolean;
  /** YYYY-MM-DD; ages the item. */
  readonly date: string;
};

/** What is still open between a payer and a payee for one family and reference. */
export type PlbItem = {
  readonly payer: string;
  readonly payee: string;
  readonly family: PlbFamily;
  /** Empty for families that settle by payee and not by reference. */
  readonly referenceKey: string;
  /** Negative: we owe the payer. Positive: more was taken than we knew of. Zero: settled. */
  readonly balanceMinor: bigint;
  readonly movements: number;
  readonly openedOn: string;
  readonly lastOn: string;
};

/** Items by `plbItemKey`. */
export type PlbLedger = ReadonlyMap<string, PlbItem>;

/** Families that must come back to zero, and whether each reference does so by itself. */
const SETTLES: Readonly<Partial<Record<PlbFamily, 'by-reference' | 'by-payee'>>> = {
  recoupment: 'by-reference',
  'forward-balance': 'by-reference',
  refund: 'by-reference',
  'not-payable-here': 'by-reference',
  pip: 'by-payee',
  advance: 'by-payee',
};

/** Whether movements of this family must come back to zero, and so stand open until they do. */
export const isOpenItem = (family: PlbFamily): boolean => SETTLES[family] !== undefined;

/** The family a movement belongs to; an acknowledged refund is a refund although its code says recovery. */
export function familyOf(movement: Pick<PlbMovement, 'reason' | 'pairedWith72'>): PlbFamily {
  if (movement.pairedWith72) return 'refund';
  const row = Object.hasOwn(PLB_CODES, movement.reason) ? PLB_CODES[movement.reason] : undefined;
  return row?.family ?? 'manual';
}

/** Key of the item that a movement changes; `null` when its family leaves nothing open. */
export function plbItemKey(movement: PlbMovement): string | null {
  const family = familyOf(movement);
  const settles = SETTLES[family];
  if (!settles) return null;
  return JSON.stringify([movement.payer, movement.payee, family, settles === 'by-payee' ? '' : movement.referenceKey]);
}

/** A new ledger with the movements applied in order; the given one is not changed. Other families leave no trace. */
export function applyMovements(ledger: PlbLedger, movements: readonly PlbMovement[]): Map<string, PlbItem> {
  const next = new Map(ledger);
  for (const movement of movements) {
    const key = plbItemKey(movement);
    if (key !== null) next.set(key, moved(next.get(key), movement));
  }
  return next;
}

function moved(before: PlbItem | undefined, movement: PlbMovement): PlbItem {
  const family = familyOf(movement);
  return {
    payer: movement.payer,
    payee: movement.payee,
    family,
    referenceKey: SETTLES[family] === 'by-payee' ? '' : movement.referenceKey,
    balanceMinor: (before?.balanceMinor ?? 0n) + movement.amountMinor,
    movements: (before?.movements ?? 0) + 1,
    openedOn: before && before.openedOn < movement.date ? before.openedOn : movement.date,
    lastOn: before && before.lastOn > movement.date ? before.lastOn : movement.date,
  };
}

/** Items that have not come back to zero, oldest first. */
export const openItems = (ledger: PlbLedger): PlbItem[] =>
  [...ledger.values()]
    .filter((item) => item.balanceMinor !== 0n)
    .sort((a, b) => (a.openedOn < b.openedOn ? -1 : a.openedOn > b.openedOn ? 1 : 0));

/** What a movement finds open of its reference (`PostingContext.plbBalanceMinor`). */
export function openBalance(ledger: PlbLedger, movement: PlbMovement): bigint {
  const key = plbItemKey(movement);
  return (key === null ? undefined : ledger.get(key))?.balanceMinor ?? 0n;
}

type Pairable = Pick<PlbMovement, 'reason' | 'referenceKey' | 'amountMinor'>;

/**
 * For each PLB pair of one remit: is it a WO that only acknowledges a refund, because a 72 of the opposite amount and
 * the same reference stands in the same remit? Each 72 pairs with one WO at most (835 overpayment recovery by
 * refund).
 */
export function pairRefunds(pairs: readonly Pairable[]): boolean[] {
  const acknowledged = new Map<string, number>();
  const keyOf = (pair: Pairable, amountMinor: bigint) => JSON.stringify([pair.referenceKey, amountMinor.toString()]);
  for (const pair of pairs) {
    if (pair.reason !== '72' || pair.amountMinor >= 0n) continue;
    const key = keyOf(pair, -pair.amountMinor);
    acknowledged.set(key, (acknowledged.get(key) ?? 0) + 1);
  }
  return pairs.map((pair) => {
    if (pair.reason !== 'WO') return false;
    const key = keyOf(pair, pair.amountMinor);
    const left = acknowledged.get(key) ?? 0;
    if (left > 0) acknowledged.set(key, left - 1);
    return left > 0;
  });
}
