import type { Legs } from './queries';

/** The bank leg of a scope as the screen says it. */
type Bank = {
  /** Null where nothing can be compared; then `instead` and `words` say why. */
  readonly bankMinor: bigint | null;
  /** Remit less bank: like every gap, the leg on the right less the one on the left. */
  readonly differenceMinor: bigint;
  readonly instead: string;
  readonly count: string;
  readonly words: string;
  readonly why: Extract<Legs['bank'], { kind: 'read' }>['why'];
};

const NOT_COMPARED: Bank = {
  bankMinor: null,
  differenceMinor: 0n,
  instead: '',
  count: '',
  words: 'not compared',
  why: [],
};

export function bankOf({ bank, sums }: Pick<Legs, 'bank' | 'sums'>): Bank {
  if (bank.kind === 'none') return { ...NOT_COMPARED, instead: 'no statement yet', count: 'no bank has sent one' };
  if (bank.kind === 'unknown') {
    return bank.why === 'facility'
      ? { ...NOT_COMPARED, instead: 'not by facility', count: 'a deposit pays several' }
      : { ...NOT_COMPARED, instead: 'not shown', count: 'for people of all facilities' };
  }
  const { bankMinor, deposits, why } = bank;
  const [most, ...others] = why
    .filter(({ amountMinor }) => amountMinor !== 0n)
    .sort((a, b) => (absolute(a.amountMinor) < absolute(b.amountMinor) ? 1 : -1));
  return {
    bankMinor,
    differenceMinor: sums.receivedMinor - bankMinor,
    instead: '',
    count: deposits === 1 ? '1 deposit' : `${deposits.toLocaleString('en-US')} deposits`,
    words: most ? `${WHY_SHORT[most.kind]}${others.length > 0 ? ` and ${others.length} more` : ''}` : 'ties',
    why: why.map((each) => ({ ...each, amountMinor: -each.amountMinor })),
  };
}

const absolute = (minor: bigint): bigint => (minor < 0n ? -minor : minor);

type Kind = Bank['why'][number]['kind'];

const WHY_SHORT: Readonly<Record<Kind, string>> = {
  'no-deposit': 'no deposit',
  'no-remit': 'no remit',
  differs: 'amounts differ',
  suggested: 'suggested',
  'not-expected': 'not expected',
};

export const WHY_TITLES: Readonly<Record<Kind, string>> = {
  'no-deposit': 'Remits whose deposit has not come',
  'no-remit': 'Deposits without a remit',
  differs: 'Deposit and remit differ',
  suggested: 'Suggested matches, waiting for people',
  'not-expected': 'No deposit expected: duplicates, stopped or being read',
};
