import { formatItems, formatMoney } from '@/components/lib/format';
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
  /** What other flows took out of the same accounts. */
  readonly clearedMinor: bigint;
  /** What was not sent yet, in words; null when everything was. */
  readonly unsent: string | null;
};

const NOTHING = {
  glMinor: 0n,
  postedMinor: 0n,
  accounts: '',
  readAt: null,
  legs: [],
  stale: [],
  clearedMinor: 0n,
  unsent: null,
};

/** Adds the entities up. The oldest reading dates the sum, and an entity that was never read leaves it open. */
export function glOf({ gl }: Pick<Legs, 'gl'>): Gl {
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
    unsent: unsentWords(legs),
  };
  const read = legs.filter((leg) => leg.glMinor !== null);
  if (legs.length === 0) return { ...base, known: false, words: 'nothing posted', instead: 'not read yet' };
  if (read.length < legs.length) {
    const missing = legs.filter((leg) => leg.glMinor === null).map((leg) => leg.entity);
    return { ...base, known: false, words: `no balances of ${missing.join(', ')} yet`, instead: 'not read yet' };
  }
  const total = (pick: (leg: LedgerLeg) => bigint): bigint => legs.reduce((sum, leg) => sum + pick(leg), 0n);
  return {
    ...base,
    known: true,
    glMinor: total((leg) => leg.glMinor ?? 0n),
    postedMinor: total((leg) => leg.postedMinor),
    clearedMinor: total((leg) => (leg.glMinor ?? 0n) - (leg.balanceMinor ?? 0n)),
    words: tieWords(legs, base.unsent),
    instead: '',
    readAt: legs.reduce<Date | null>(
      (oldest, leg) => (leg.readAt && (!oldest || leg.readAt < oldest) ? leg.readAt : oldest),
      null,
    ),
  };
}

/**
 * The ledger was read at one moment and journals are confirmed at any: an entity that differs by nothing but what came after its
 * reading tied at that moment.
 */
function tieWords(legs: readonly LedgerLeg[], unsent: string | null): string {
  const apart = legs.filter((leg) => leg.glMinor !== leg.postedMinor);
  const differing = apart.filter((leg) => leg.why.some((why) => why.kind !== 'since')).length;
  if (differing > 0) return `${differing} of ${legs.length} entities differ`;
  const since = apart.flatMap((leg) => leg.why).reduce((sum, why) => sum + (why.items ?? 0), 0);
  if (since > 0) return `tied when read, ${formatItems(since, 'document')} since`;
  return unsent === null ? 'ties in every entity' : 'what was sent ties';
}

/** `$1,200.00 not sent`: a period that has any cannot be closed on these figures. */
function unsentWords(legs: readonly LedgerLeg[]): string | null {
  const unsent = legs.flatMap((leg) => leg.unsent);
  if (unsent.length === 0) return null;
  return `${formatMoney(unsent.reduce((sum, each) => sum + each.debitMinor, 0n))} not sent`;
}

type Unsent = LedgerLeg['unsent'][number];
export const UNSENT_TITLES: Readonly<Partial<Record<Unsent['state'], string>>> = {
  proposed: 'Waits for approval, not sent',
  ready: 'About to be sent',
  open: 'Gathered for a summary, not sent',
};
