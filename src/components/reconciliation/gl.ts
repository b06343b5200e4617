import type { LedgerLeg, Legs } from './queries';

/** The GL leg of a scope as the screen says it. `known` is false where no balance exists for such a scope. */
type Gl = {
  readonly known: boolean;
  readonly glMinor: bigint;
  readonly postedMinor: bigint;
  readonly words: string;
  readonly instead: string;
  readonly accounts: string;
  readonly readAt: Date | null;
  readonly legs: readonly LedgerLeg[];
  readonly stale: readonly LedgerLeg[];
};

const NOTHING = { glMinor: 0n, postedMinor: 0n, accounts: '', readAt: null, legs: [], stale: [] };

/** Adds the entities up. The oldest reading dates the sum, and an entity that was never read leaves it open. */
export function glOf({ gl }: Legs): Gl {
  if (gl.kind === 'documents') {
    const words = gl.hidden
      ? 'whole-entity balances are outside your facilities'
      : 'balances know no payer and no facility';
    return { ...NOTHING, known: false, words, instead: 'through documents' };
  }
  const { legs } = gl;
  const base = {
    ...NOTHING,
    accounts: gl.accounts.join(', '),
    legs,
    stale: legs.filter((leg) => leg.failedAt !== null),
  };
  const read = legs.filter((leg) => leg.glMinor !== null);
  if (legs.length === 0) return { ...base, known: false, words: 'nothing posted', instead: 'not read yet' };
  if (read.length < legs.length) {
    const missing = legs.filter((leg) => leg.glMinor === null).map((leg) => leg.entity);
    return { ...base, known: false, words: `no balances of ${missing.join(', ')} yet`, instead: 'not read yet' };
  }
  const total = (pick: (leg: LedgerLeg) => bigint): bigint => legs.reduce((sum, leg) => sum + pick(leg), 0n);
  const differing = legs.filter((leg) => leg.glMinor !== leg.postedMinor).length;
  return {
    ...base,
    known: true,
    glMinor: total((leg) => leg.glMinor ?? 0n),
    postedMinor: total((leg) => leg.postedMinor),
    words: differing === 0 ? 'ties in every entity' : `${differing} of ${legs.length} entities differ`,
    instead: '',
    readAt: legs.reduce<Date | null>(
      (oldest, leg) => (leg.readAt && (!oldest || leg.readAt < oldest) ? leg.readAt : oldest),
      null,
    ),
  };
}
