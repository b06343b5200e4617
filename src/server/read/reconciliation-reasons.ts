import type { Place } from '@/domain/stages';
import type { Row, Tx } from '@/server/platform/db';
import type { Fact } from './reconciliation';

/** One reason why posted is less than received: its dollars (negative), its items, and who owns it. */
export type Reason = {
  readonly place: Exclude<Place, 'posted'>;
  readonly unknown: boolean;
  readonly causeId: string | null;
  readonly title: string;
  readonly owner: string;
  /** A person, a role that has not taken it yet, or nobody because it moves by itself. */
  readonly ownerKind: 'person' | 'role' | 'automatic';
  readonly items: number;
  readonly amountMinor: bigint;
};

interface CauseName extends Row {
  readonly id: string;
  readonly title: string;
  readonly ownerName: string | null;
  readonly ownerRole: string;
}

/** Titles and owners of the causes that stop these facts, as far as the reader may see them. */
export const readCauseNames = (tx: Tx, facts: readonly Fact[]): Promise<CauseName[]> =>
  tx.query<CauseName>(
    `SELECT k.id, k.title, u.name AS "ownerName", k.owner_role AS "ownerRole"
       FROM cause k LEFT JOIN app_user u ON u.email = k.owner_email WHERE k.id = ANY ($1::uuid[])`,
    [[...new Set(facts.flatMap((fact) => fact.causeId ?? []))]],
  );

/** Reasons listed one by one; the smaller ones are summed in one that says how many. */
const REASONS_MAX = 30;

/** Every fact that is not posted is in exactly one reason, so reasons sum to posted less received. */
export function reasonsOf(facts: readonly Fact[], causes: ReadonlyMap<string, CauseName>): Reason[] {
  const groups = new Map<string, Reason>();
  for (const fact of facts) {
    const { place } = fact;
    if (place === 'posted') continue;
    const key = `${place}|${fact.causeId}|${fact.unknown}|${fact.reading}`;
    const known = groups.get(key) ?? { ...wordsOf(fact, place, causes), items: 0, amountMinor: 0n };
    groups.set(key, { ...known, items: known.items + fact.items, amountMinor: known.amountMinor - fact.amountMinor });
  }
  return summedUp([...groups.values()].sort((a, b) => compareSize(a.amountMinor, b.amountMinor)));
}

const absolute = (minor: bigint): bigint => (minor < 0n ? -minor : minor);
const compareSize = (a: bigint, b: bigint): number =>
  absolute(a) < absolute(b) ? 1 : absolute(a) > absolute(b) ? -1 : 0;

function wordsOf(
  fact: Fact,
  place: Reason['place'],
  causes: ReadonlyMap<string, CauseName>,
): Omit<Reason, 'items' | 'amountMinor'> {
  const cause = fact.causeId === null ? undefined : causes.get(fact.causeId);
  const moving = fact.reading ? 'Remits being read' : fact.unknown ? 'Sent, no answer yet; probed' : 'In flight';
  const titles: Readonly<Record<Reason['place'], string>> = {
    inFlight: moving,
    exception: cause?.title ?? 'Stopped',
    held: cause?.title ?? 'Held',
    duplicate: 'Duplicate, kept out',
    rejected: 'Rejected or replaced',
  };
  const base = { place, unknown: fact.unknown, causeId: cause?.id ?? null, title: titles[place] };
  if (place !== 'exception' && place !== 'held') return { ...base, owner: 'automatic', ownerKind: 'automatic' };
  const { ownerName = null, ownerRole = 'no owner' } = cause ?? {};
  return { ...base, owner: ownerName ?? ownerRole, ownerKind: ownerName ? 'person' : 'role' };
}

function summedUp(reasons: readonly Reason[]): Reason[] {
  if (reasons.length <= REASONS_MAX) return [...reasons];
  const rest = reasons.slice(REASONS_MAX - 1);
  return [
    ...reasons.slice(0, REASONS_MAX - 1),
    {
      place: 'exception',
      unknown: false,
      causeId: null,
      title: `${rest.length} smaller reasons`,
      owner: 'several',
      ownerKind: 'role',
      items: rest.reduce((total, reason) => total + reason.items, 0),
      amountMinor: rest.reduce((total, reason) => total + reason.amountMinor, 0n),
    },
  ];
}
